import { DomainError, type LegacyDossierLine } from '@motcua/contracts';
import { Breather, Clock, type Caller, type Language, type NdjsonLine } from '@motcua/platform';
import { localDate, type LocalDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Imported } from '../domain/dossier-events.js';
import { legacyProcedure, takeOver, type CompetenceFlag } from '../domain/legacy-dossier.js';
import { dataProblemsOf } from '../domain/person-data.js';
import {
  addOutcomes,
  LegacyDossiers,
  notStorable,
  type AcceptableLine,
  type ImportCounts,
  type ImportReport,
  type LineOutcome,
  type LineRefusal,
  type RunningImport,
} from './legacy-dossiers.js';
import { ReferenceData, type Agency, type PublishedProcedure } from './ports.js';
import { cleanLegacyLine, readLegacyLine, RefusedLineError } from './read-legacy-line.js';
import { competenceFlag } from './receivable.js';

/** Lines per transaction: enough to share its cost, few enough that a kill loses little unacknowledged work. */
const BATCH_LINES = 200;
/** A batch also ends when it holds so much text, because one statement writes it, and that holds up the process. */
const BATCH_CHARACTERS = 256 * 1_024;
/** A batch also ends when nothing comes for so long, so that a slow sender sees its lines acknowledged. */
const BATCH_WAIT_MS = 50;
/** What is remembered of competence is bounded: a file may hold every day of many years. */
const MOST_FLAGS = 100_000;

export interface ImportCommand {
  caller: Caller;
  legacySystem: string;
  lines: AsyncIterable<NdjsonLine>;
  /** In which language refusals are written down. */
  language: Language;
}

/**
 * Takes over a legacy system's dossiers from a stream, in constant memory. Neither guards nor calendars apply; every
 * line is taken over, known already, or refused with its number and a reason. What was yielded is committed: after an
 * interruption the whole file is sent again and known lines say so.
 */
@Injectable()
export class ImportDossiers {
  constructor(
    private readonly legacyDossiers: LegacyDossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** Yields what became of each batch, then returns the report. */
  async *execute(command: ImportCommand): AsyncGenerator<LineOutcome[], ImportReport> {
    const { caller, language, legacySystem } = command;
    const importId = await this.legacyDossiers.begin(legacySystem, caller);
    const running = { id: importId, caller, language };
    let counts: ImportCounts = { imported: 0, alreadyThere: 0, refused: 0, steps: 0, flags: {} };
    const catalogued = new CatalogedOnce(this.referenceData);
    let completed = false;
    try {
      for await (const batch of batches(command.lines)) {
        const outcomes = await this.takeOverBatch(running, legacySystem, batch, catalogued, counts);
        counts = addOutcomes(counts, outcomes);
        yield outcomes;
      }
      completed = true;
    } catch (error) {
      throw interrupted(error, importId, counts);
    } finally {
      await this.legacyDossiers.finish(importId, completed ? 'COMPLETED' : 'INTERRUPTED');
    }
    return (await this.legacyDossiers.report(importId))!;
  }

  private async takeOverBatch(
    running: RunningImport,
    legacySystem: string,
    batch: NdjsonLine[],
    catalogued: CatalogedOnce,
    counts: ImportCounts,
  ): Promise<LineOutcome[]> {
    const acceptable: AcceptableLine[] = [];
    const refusals: LineRefusal[] = [];
    const breather = new Breather();
    for (const line of batch) {
      await breather.letOthersRun();
      let legacyId: string | undefined;
      try {
        const clean = cleanLegacyLine(line);
        legacyId = clean.legacyId;
        await breather.letOthersRun();
        const record = readLegacyLine(clean);
        const event = await this.eventOf(record, legacySystem, catalogued);
        acceptable.push({ line: line.number, event, hash: clean.hash, applicant: record.applicant ?? undefined });
      } catch (error) {
        refusals.push({ line: line.number, ...refusalOf(error, running.language, legacyId) });
      }
    }
    await breather.letOthersRun();
    return this.legacyDossiers.takeOver(running, acceptable, refusals, counts);
  }

  private async eventOf(record: LegacyDossierLine, legacySystem: string, catalogued: CatalogedOnce): Promise<Imported> {
    const agency = await catalogued.agency(record.agencyCode);
    if (!agency) {
      throw unknown('agency', 'Cơ quan', 'Agency', record.agencyCode, record.legacyId);
    }
    const receivedAt = new Date(record.receivedAt);
    const published = await catalogued.procedure(record.procedureCode, receivedAt);
    if (!published) throw unknown('procedure', 'Thủ tục', 'Procedure', record.procedureCode, record.legacyId);
    const flag = await catalogued.competenceFlag(agency, published, localDate(receivedAt));
    // Persons are kept apart from the dossier: no event holds one.
    const { applicant, procedureCode: _code, ...facts } = record;
    const subjectType = record.subjectType ?? 'CITIZEN';
    const [event] = takeOver(
      {
        ...facts,
        id: uuid(),
        legacySystem,
        code: record.code ?? undefined,
        procedure: legacyProcedure(published),
        subjectType,
        dataProblems: dataProblemsOf(subjectType, applicant ?? undefined),
        submittedAt: instant(record.submittedAt),
        receivedAt,
        dueAt: instant(record.dueAt),
        endedAt: instant(record.endedAt),
        outcome: record.outcome ?? undefined,
        steps: record.steps.map(({ name, unit, officer, at }) => ({
          name,
          unit: unit ?? undefined,
          officer: officer ?? undefined,
          at: new Date(at),
        })),
        pauses: record.pauses?.map(({ from, to, reason }) => ({
          from: new Date(from),
          to: instant(to),
          reason: reason ?? undefined,
        })),
      },
      this.clock.now(),
      flag ? [flag] : [],
    );
    return event;
  }
}

function instant(text: string | undefined | null): Date | undefined {
  return text ? new Date(text) : undefined;
}

/** What one import has learnt of the catalog, so that a million lines ask once per agency and procedure. */
class CatalogedOnce {
  private readonly agencies = new Map<string, Agency>();
  private readonly procedures = new Map<string, PublishedProcedure[]>();
  private readonly flags = new Map<string, CompetenceFlag | undefined>();

  constructor(private readonly referenceData: ReferenceData) {}

  async agency(code: string): Promise<Agency | undefined> {
    const agency = this.agencies.get(code) ?? (await this.referenceData.agency(code));
    if (agency) this.agencies.set(code, agency);
    return agency;
  }

  /** Whether the agency was competent when it received a dossier. */
  async competenceFlag(
    agency: Agency,
    published: PublishedProcedure,
    on: LocalDate,
  ): Promise<CompetenceFlag | undefined> {
    const key = JSON.stringify([agency.code, published.id, published.version, on]);
    if (!this.flags.has(key)) {
      if (this.flags.size > MOST_FLAGS) this.flags.clear();
      this.flags.set(key, await competenceFlag(this.referenceData, agency, published, on));
    }
    return this.flags.get(key);
  }

  /** The version in force when it was received, or else the first one: history may be older than the catalog. */
  async procedure(code: string, receivedAt: Date): Promise<PublishedProcedure | undefined> {
    let versions = this.procedures.get(code);
    if (!versions) {
      versions = await this.referenceData.versionsOf(code);
      if (versions.length > 0) this.procedures.set(code, versions);
    }
    const day = localDate(receivedAt);
    return versions.filter((version) => version.effectiveOn <= day).at(-1) ?? versions[0];
  }
}

function unknown(what: string, vi: string, en: string, code: string, legacyId: string): RefusedLineError {
  return new RefusedLineError(
    `${what}.unknown`,
    { vi: `${vi} ${code} không có trong danh mục.`, en: `${en} ${code} is not in the catalog.` },
    legacyId,
  );
}

/** @throws what is no fault of the line, such as a catalog that is away. */
function refusalOf(error: unknown, language: Language, legacyId: string | undefined): Omit<LineRefusal, 'line'> {
  if (error instanceof RefusedLineError) {
    return { code: error.code, reason: error.text[language], legacyId: error.legacyId };
  }
  // A value that no rule foresaw. Rethrown, it would stop every attempt at this line.
  if (error instanceof RangeError) return { ...notStorable(language), legacyId };
  throw error;
}

/** Full batches, or what came until the sender paused. */
async function* batches(lines: AsyncIterable<NdjsonLine>): AsyncGenerator<NdjsonLine[]> {
  const iterator = lines[Symbol.asyncIterator]();
  let batch: NdjsonLine[] = [];
  let characters = 0;
  let pending: Promise<IteratorResult<NdjsonLine>> | undefined;
  try {
    for (;;) {
      pending ??= iterator.next();
      const next = batch.length === 0 ? await pending : await orPause(pending);
      if (next === 'PAUSE') {
        yield batch;
        batch = [];
        characters = 0;
        continue;
      }
      pending = undefined;
      if (next.done) break;
      // A blank line is neither a record nor an error.
      if (next.value.text?.trim() === '') continue;
      batch.push(next.value);
      characters += next.value.text?.length ?? 0;
      if (batch.length === BATCH_LINES || characters >= BATCH_CHARACTERS) {
        yield batch;
        batch = [];
        characters = 0;
      }
    }
    if (batch.length > 0) yield batch;
  } finally {
    // The stream may break while a batch is being stored: nobody is waiting for that line any more.
    pending?.catch(() => undefined);
    void iterator.return?.().catch(() => undefined);
  }
}

async function orPause<T>(pending: Promise<T>): Promise<T | 'PAUSE'> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<'PAUSE'>((resolve) => {
    timer = setTimeout(() => resolve('PAUSE'), BATCH_WAIT_MS);
  });
  try {
    return await Promise.race([pending, pause]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is committed stays; the sender learns how far it came and that sending the file again is safe. */
function interrupted(error: unknown, importId: string, counts: ImportCounts): unknown {
  if (!(error instanceof DomainError)) return error;
  const { imported, alreadyThere, refused } = counts;
  return new DomainError({
    kind: error.kind,
    code: error.code,
    message: error.text,
    fields: error.fields,
    retryAfterSeconds: error.retryAfterSeconds,
    details: { ...error.details, importId, imported, alreadyThere, refused },
  });
}
