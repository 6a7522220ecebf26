import { createHash } from 'node:crypto';
import type { ProcedureFlagCode } from '@motcua/contracts';
import { Breather, Clock, type Caller, type NdjsonLine } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { decideImport, draftVersion } from '../domain/draft.js';
import type { Flag } from '../domain/flags.js';
import { conflict } from '../domain/refusals.js';
import { agreedLimit } from '../domain/stated-limits.js';
import { readRecord, type ReadLine, type RecordShape } from '../import/read-record.js';
import { LineRefusal } from '../import/record-parts.js';
import {
  NotStorableError,
  ProcedureImports,
  type DraftToSave,
  type ImportLine,
  type ImportProgress,
  type ImportSession,
  type KnownToCatalog,
  type Stamp,
} from './ports.js';

export interface ImportCommand {
  caller: Caller;
  lines: AsyncIterable<NdjsonLine>;
  /** Of an import to go on with, or chosen by the sender for a new one. */
  importId?: string;
  shape?: RecordShape;
  /** Drafts that a person revised are replaced, too. */
  replaceRevised: boolean;
  /** Longest line in bytes. */
  longestLine: number;
}

/** Lines of one transaction: few enough that progress shows and a retry is cheap, many enough that commits do not rule. */
const BATCH = 50;
/** A batch also ends when it holds so much text: what is kept together is written in one go, which holds up the process. */
const BATCH_CHARACTERS = 1_024 * 1_024;

/** A line, and the digest of all lines up to it. */
type DigestedLine = NdjsonLine & { digest: string };

const nextDigest = (digest: string, lineHash: string): string =>
  createHash('sha256').update(digest).update(lineHash).digest('hex');

function countFlags(flags: Flag[]): Partial<Record<ProcedureFlagCode, number>> {
  const counts: Partial<Record<ProcedureFlagCode, number>> = {};
  for (const { code } of flags) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function refused(line: number, refusal: LineRefusal, read?: ReadLine): ImportLine {
  return {
    line,
    outcome: 'REFUSED',
    procedureCode: read?.content.code,
    reason: { code: refusal.code, path: refusal.path, message: refusal.text },
    flags: {},
  };
}

function otherLines(): Error {
  return conflict(
    'import.other-lines',
    'Các dòng đã xử lý của lần nhập này khác với các dòng vừa gửi. Hãy gửi đúng tệp cũ, hoặc dùng importId khác.',
    'The lines already processed under this import differ from those sent now. Send the same file, or use another importId.',
  );
}

function twice(code: string): LineRefusal {
  return new LineRefusal('import.code-twice', undefined, {
    vi: `Mã ${code} đã có ở một dòng trước với nội dung khác`,
    en: `The code ${code} appears on an earlier line with different content`,
  });
}

/** Imports procedures as drafts from a stream of lines, in constant memory; what is published stays as it is. */
@Injectable()
export class ImportProcedures {
  constructor(
    private readonly imports: ProcedureImports,
    private readonly clock: Clock,
  ) {}

  /**
   * Every line is accepted or refused with its number and reason. Under the id of an earlier import the lines done then
   * are passed over and the rest goes on; lines of another file under that id are noticed.
   *
   * @returns the import's id, and whether it went on with an earlier one.
   * @throws DomainError `conflict` for other lines under the same id or when another request took the import over;
   * whatever the stream throws, after the import was marked as interrupted.
   */
  async execute(command: ImportCommand): Promise<{ id: string; resumed: boolean }> {
    const of = { id: command.importId ?? uuidv7(), session: uuidv7() };
    const opened = await this.imports.open(of, { at: this.clock.now(), by: command.caller.subject });
    try {
      await this.readLines(command, of, opened);
    } catch (error) {
      await this.imports.close(of, 'INTERRUPTED', this.clock.now());
      throw error;
    }
    await this.imports.close(of, 'COMPLETED', this.clock.now());
    return { id: of.id, resumed: opened.resumed };
  }

  private async readLines(command: ImportCommand, of: ImportSession, done: ImportProgress): Promise<void> {
    let digest = '';
    let batch: DigestedLine[] = [];
    let characters = 0;
    let last = 0;
    const keep = async (): Promise<void> => {
      if (batch.length > 0) await this.keep(batch, command, of);
      batch = [];
      characters = 0;
    };
    for await (const line of command.lines) {
      digest = nextDigest(digest, line.hash!);
      last = line.number;
      if (line.number < done.lastLine) continue;
      if (line.number === done.lastLine) {
        if (digest !== done.digest) throw otherLines();
        continue;
      }
      const length = line.text?.length ?? 0;
      if (characters + length > BATCH_CHARACTERS) await keep();
      batch.push({ ...line, digest });
      characters += length;
      if (batch.length >= BATCH) await keep();
    }
    if (last < done.lastLine) throw otherLines();
    await keep();
  }

  /** Keeps a batch; where the database refuses its data, line by line, so that only the line at fault is refused. */
  private async keep(lines: DigestedLine[], command: ImportCommand, of: ImportSession): Promise<void> {
    try {
      await this.keepTogether(lines, command, of);
    } catch (error) {
      if (!(error instanceof NotStorableError)) throw error;
      const [only] = lines;
      if (lines.length === 1 && only) return this.refuseLine(only, command, of);
      for (const line of lines) await this.keep([line], command, of);
    }
  }

  private refuseLine({ number: line, digest }: DigestedLine, command: ImportCommand, of: ImportSession): Promise<void> {
    const refusal = new LineRefusal('import.line-not-storable', undefined, {
      vi: 'Dòng có giá trị quá dài hoặc ngoài phạm vi, không lưu được',
      en: 'The line contains a value that is too long or out of range and cannot be stored',
    });
    const batch = { progress: { lastLine: line, digest }, codes: [], stamp: this.stampOf(command) };
    return this.imports.record(of, batch, () => ({ lines: [refused(line, refusal)], drafts: [] }));
  }

  private async keepTogether(lines: DigestedLine[], command: ImportCommand, of: ImportSession): Promise<void> {
    const { number: lastLine, digest } = lines.at(-1)!;
    const unreadable: ImportLine[] = [];
    const read: { line: number; record: ReadLine }[] = [];
    const breather = new Breather();
    for (const line of lines) {
      await breather.letOthersRun();
      // A blank line is no record and no mistake.
      if (line.text !== undefined && line.text.trim() === '') continue;
      try {
        read.push({ line: line.number, record: this.readLine(line, command) });
      } catch (error) {
        if (!(error instanceof LineRefusal)) throw error;
        unreadable.push(refused(line.number, error));
      }
    }
    const codes = [...new Set(read.map(({ record }) => record.content.code))].sort();
    const batch = { progress: { lastLine, digest }, codes, stamp: this.stampOf(command) };
    await this.imports.record(of, batch, (known) => {
      const { lines: outcomes, drafts } = this.decide(read, known, command, of.id);
      return { lines: [...unreadable, ...outcomes], drafts };
    });
  }

  private readLine(line: NdjsonLine, { shape, longestLine }: ImportCommand): ReadLine {
    if (line.unreadable === 'TOO_LONG')
      throw new LineRefusal('import.line-too-long', undefined, {
        vi: `Dòng dài quá ${longestLine} byte`,
        en: `The line is longer than ${longestLine} bytes`,
      });
    if (line.unreadable)
      throw new LineRefusal('import.line-not-utf8', undefined, {
        vi: 'Dòng không phải UTF-8 hợp lệ',
        en: 'The line is not valid UTF-8',
      });
    return readRecord(line.text, shape);
  }

  private decide(
    read: { line: number; record: ReadLine }[],
    { procedures, hashes: before }: KnownToCatalog,
    { replaceRevised }: ImportCommand,
    importId: string,
  ): { lines: ImportLine[]; drafts: DraftToSave[] } {
    const hashes = new Map(before);
    const drafts: DraftToSave[] = [];
    const lines = read.map(({ line, record }): ImportLine => {
      const { code } = record.content;
      const earlier = hashes.get(code);
      if (earlier !== undefined && earlier !== record.hash) return refused(line, twice(code), record);
      hashes.set(code, record.hash);
      const accepted = { line, procedureCode: code, hash: record.hash, flags: countFlags(record.flags) };
      if (earlier !== undefined) return { ...accepted, outcome: 'UNCHANGED' };
      const procedure = procedures.get(code);
      const decision = decideImport(procedure, record.hash, replaceRevised);
      if (decision.outcome === 'REFUSED')
        return refused(line, new LineRefusal(decision.code, undefined, decision.message), record);
      if (decision.outcome !== 'UNCHANGED')
        drafts.push({
          procedure: { id: procedure?.id ?? uuidv7(), code, isNew: !procedure },
          draft: {
            version: draftVersion(procedure),
            source: record.shape,
            content: record.content,
            flags: record.flags,
            statedLimit: agreedLimit(record.content, record.flags),
            revisedByHand: false,
          },
          imported: { record: record.record, hash: record.hash, importId },
        });
      return { ...accepted, outcome: decision.outcome };
    });
    return { lines, drafts };
  }

  private stampOf({ caller }: ImportCommand): Stamp {
    return { at: this.clock.now(), by: caller.subject };
  }
}
