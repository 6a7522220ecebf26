import { createHash } from 'node:crypto';
import { DomainError, type ProcedureFlagCode } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { decideImport, draftVersion } from '../domain/draft.js';
import type { Flag } from '../domain/flags.js';
import { agreedLimit } from '../domain/stated-limits.js';
import { LineRefusal } from '../import/line-refusal.js';
import { ndjsonLines, type NdjsonLine } from '../import/ndjson-lines.js';
import { readRecord, type ReadLine, type RecordShape } from '../import/read-record.js';
import {
  Catalog,
  NotStorableError,
  type CatalogStores,
  type DraftToSave,
  type ImportLine,
  type ImportProgress,
} from './ports.js';

export interface ImportRequest {
  importId?: string;
  shape?: RecordShape;
  replaceRevised: boolean;
  by: string;
  /** Longest line in bytes. */
  longestLine: number;
}

/** Lines of one transaction: few enough that progress shows and a retry is cheap, many enough that commits do not rule. */
const BATCH = 50;
/** A batch also ends when it holds so much text, so that memory is bounded however long its lines are. */
const BATCH_CHARACTERS = 4 * 1_024 * 1_024;

/** A line, and the digest of all lines up to it. */
interface DigestedLine extends NdjsonLine {
  digest: string;
}

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

function otherLines(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'import.other-lines',
    message: {
      vi: 'Các dòng đã xử lý của lần nhập này khác với các dòng vừa gửi. Hãy gửi đúng tệp cũ, hoặc dùng importId khác.',
      en: 'The lines done under this import are not the ones sent now. Send the same file, or use another importId.',
    },
  });
}

/** Imports procedures as drafts from a stream of lines, in constant memory; what is published stays as it is. */
@Injectable()
export class ImportProcedures {
  constructor(
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Every line is accepted or refused with its number and reason. Under the id of an earlier import the lines done then
   * are passed over and the rest goes on; lines of another file under that id are noticed.
   *
   * @returns the import's id, and whether it went on with an earlier one.
   * @throws DomainError `conflict` for other lines under the same id or when another request took the import over;
   * whatever the stream throws, after the import was marked as interrupted.
   */
  async run(stream: AsyncIterable<Uint8Array>, request: ImportRequest): Promise<{ id: string; resumed: boolean }> {
    const id = request.importId ?? uuidv7();
    const session = uuidv7();
    const stamp = { at: this.clock.now(), by: request.by };
    const opened = await this.catalog.change(({ imports }) => imports.open(id, session, stamp));
    try {
      await this.readLines(stream, request, session, opened);
    } catch (error) {
      await this.close(id, session, 'INTERRUPTED');
      throw error;
    }
    await this.close(id, session, 'COMPLETED');
    return { id, resumed: opened.resumed };
  }

  private close(id: string, session: string, status: 'COMPLETED' | 'INTERRUPTED'): Promise<void> {
    return this.catalog.change(({ imports }) => imports.close(id, session, status, this.clock.now()));
  }

  private async readLines(
    stream: AsyncIterable<Uint8Array>,
    request: ImportRequest,
    session: string,
    done: ImportProgress,
  ): Promise<void> {
    let digest = '';
    let batch: DigestedLine[] = [];
    let characters = 0;
    let last = 0;
    const keep = async (): Promise<void> => {
      if (batch.length > 0) await this.keep(batch, request, session, done.id);
      batch = [];
      characters = 0;
    };
    for await (const line of ndjsonLines(stream, request.longestLine)) {
      digest = nextDigest(digest, line.hash);
      last = line.line;
      if (line.line < done.lastLine) continue;
      if (line.line === done.lastLine) {
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
  private async keep(lines: DigestedLine[], request: ImportRequest, session: string, id: string): Promise<void> {
    try {
      await this.keepTogether(lines, request, session, id);
    } catch (error) {
      if (!(error instanceof NotStorableError)) throw error;
      const [only] = lines;
      if (lines.length === 1 && only) return this.refuseLine(only, session, id);
      for (const line of lines) await this.keep([line], request, session, id);
    }
  }

  private refuseLine({ line, digest }: DigestedLine, session: string, id: string): Promise<void> {
    const refusal = new LineRefusal('import.line-not-storable', undefined, {
      vi: 'Dòng có giá trị quá dài hoặc ngoài phạm vi, không lưu được',
      en: 'The line holds a value too long or out of range, which cannot be stored',
    });
    return this.catalog.change(({ imports }) =>
      imports.record(session, { id, lastLine: line, digest }, [refused(line, refusal)], this.clock.now()),
    );
  }

  private async keepTogether(
    lines: DigestedLine[],
    request: ImportRequest,
    session: string,
    id: string,
  ): Promise<void> {
    const { line: lastLine, digest } = lines.at(-1)!;
    const results: ImportLine[] = [];
    const read: { line: number; record: ReadLine }[] = [];
    for (const line of lines) {
      // A blank line is no record and no mistake.
      if (line.text !== undefined && line.text.trim() === '') continue;
      try {
        read.push({ line: line.line, record: this.readLine(line, request) });
      } catch (error) {
        if (!(error instanceof LineRefusal)) throw error;
        results.push(refused(line.line, error));
      }
    }
    await this.catalog.change(async (stores) => {
      const outcomes = await this.saveRecords(stores, read, request, id);
      await stores.imports.record(session, { id, lastLine, digest }, [...results, ...outcomes], this.clock.now());
    });
  }

  private readLine(line: NdjsonLine, request: ImportRequest): ReadLine {
    if (line.problem === 'TOO_LONG')
      throw new LineRefusal('import.line-too-long', undefined, {
        vi: `Dòng dài quá ${request.longestLine} byte`,
        en: `The line is longer than ${request.longestLine} bytes`,
      });
    if (line.problem === 'NOT_UTF8' || line.text === undefined)
      throw new LineRefusal('import.line-not-utf8', undefined, {
        vi: 'Dòng không phải UTF-8 hợp lệ',
        en: 'The line is not valid UTF-8',
      });
    return readRecord(line.text, request.shape);
  }

  private async saveRecords(
    stores: CatalogStores,
    read: { line: number; record: ReadLine }[],
    request: ImportRequest,
    importId: string,
  ): Promise<ImportLine[]> {
    const codes = [...new Set(read.map(({ record }) => record.content.code))].sort();
    const hashes = await stores.imports.hashesOf(importId, codes);
    const known = await stores.procedures.findByCodes(codes);
    const drafts: DraftToSave[] = [];
    const results = read.map(({ line, record }): ImportLine => {
      const { code } = record.content;
      const earlier = hashes.get(code);
      if (earlier !== undefined && earlier !== record.hash) return refused(line, this.twice(code), record);
      hashes.set(code, record.hash);
      const accepted = { line, procedureCode: code, hash: record.hash, flags: countFlags(record.flags) };
      if (earlier !== undefined) return { ...accepted, outcome: 'UNCHANGED' };
      const procedure = known.get(code);
      const decision = decideImport(procedure, record.hash, request.replaceRevised);
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
    await stores.procedures.saveDrafts(drafts, { at: this.clock.now(), by: request.by });
    return results;
  }

  private twice(code: string): LineRefusal {
    return new LineRefusal('import.code-twice', undefined, {
      vi: `Mã ${code} đã có ở một dòng trước với nội dung khác`,
      en: `The code ${code} came on an earlier line with other content`,
    });
  }
}
