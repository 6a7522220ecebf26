import type { LocalizedText } from '@motcua/contracts';
import { EventTooLargeError, InvalidEventError, Outbox } from '@motcua/messaging';
import { longWork, Parameters, Table, type Caller, type Language } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
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
} from '../application/legacy-dossiers.js';
import { importActor } from '../application/actor.js';
import { signed } from '../domain/dossier-events.js';
import { begin } from '../domain/evolve.js';
import { publishedEvent } from '../events/published-events.js';
import { needsCode } from '../domain/legacy-dossier.js';
import { NextCode } from './dossier-code-counters.js';
import { DOSSIERS_WITH_SOURCE, rowOf } from './dossier-row.js';
import { ImportEntity, LegacyStepEntity, RefusedLineEntity, type ImportRow } from './entities.js';
import { historyRow, NEW_HISTORY } from './history-row.js';
import { PersonalData } from './personal-data.js';

const LEGACY_STEPS = Table.of(LegacyStepEntity);

/** Further refusals of an import are counted but not kept: with so many, the whole file is the wrong one. */
const KEPT_REFUSALS = 10_000;
const SHOWN_REFUSALS = 1_000;
/** An import counts as interrupted after so long without progress: its service has stopped. */
const STALE_SECONDS = 120;

const REASONS = {
  'line.differs': {
    vi: 'Mã cũ này (không phân biệt chữ hoa, chữ thường) đã được nhập trước đây với nội dung khác; không có gì thay đổi.',
    en: 'This legacy id, in capitals or small letters, was already imported with different content. Nothing was changed.',
  },
  'line.code-taken': {
    vi: 'Mã hồ sơ này đã thuộc về hồ sơ khác.',
    en: 'Its code belongs to another dossier.',
  },
} satisfies Record<string, LocalizedText>;

/** SQLSTATE classes of wrong data (22: a wrong value, 23: a constraint). No other error is the fault of a line. */
const DATA_ERROR = /^(22|23)/;

@Injectable()
export class PostgresLegacyDossiers extends LegacyDossiers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly personalData: PersonalData,
  ) {
    super();
  }

  async begin(legacySystem: string, caller: Caller): Promise<string> {
    const id = uuid();
    await this.dataSource.manager.insert(ImportEntity, {
      id,
      legacy_system: legacySystem,
      requested_by: caller.subject,
      state: 'RUNNING',
    });
    return id;
  }

  async takeOver(
    running: RunningImport,
    lines: AcceptableLine[],
    refusals: LineRefusal[],
    counts: ImportCounts,
  ): Promise<LineOutcome[]> {
    try {
      return await this.inOneTransaction(running, lines, refusals, counts);
    } catch (error) {
      if (!isFaultOfALine(error)) throw error;
    }
    // A line of the batch cannot be stored. Taken over one by one, only that line is refused.
    const outcomes: LineOutcome[] = [];
    let totals = counts;
    const add = (more: LineOutcome[]): void => {
      outcomes.push(...more);
      totals = addOutcomes(totals, more);
    };
    add(await this.inOneTransaction(running, [], refusals, totals));
    for (const line of lines) {
      try {
        add(await this.inOneTransaction(running, [line], [], totals));
      } catch (error) {
        if (!isFaultOfALine(error)) throw error;
        const refusal = { line: line.line, legacyId: line.event.legacyId, ...notStorable(running.language) };
        add(await this.inOneTransaction(running, [], [refusal], totals));
      }
    }
    return outcomes.sort((a, b) => a.line - b.line);
  }

  private async inOneTransaction(
    running: RunningImport,
    lines: AcceptableLine[],
    refusals: LineRefusal[],
    counts: ImportCounts,
  ): Promise<LineOutcome[]> {
    return this.dataSource.transaction(async (manager) => {
      await longWork(manager, 'import');
      const inserted = lines.length > 0 ? await insertDossiers(manager, lines) : new Set<string>();
      const taken = await coded(
        manager,
        lines.filter(({ event }) => inserted.has(event.id)),
      );
      if (taken.length > 0) await this.insertRest(manager, running.caller, taken);
      const others = lines.filter(({ event }) => !inserted.has(event.id));
      const outcomes: LineOutcome[] = [
        ...taken.map(imported),
        ...(others.length > 0 ? await outcomesOfKnown(manager, others, running.language) : []),
        ...refusals.map((refusal) => ({ outcome: 'REFUSED' as const, ...refusal })),
      ].sort((a, b) => a.line - b.line);
      await this.moveOn(manager, running.id, addOutcomes(counts, outcomes), outcomes);
      return outcomes;
    });
  }

  /** History, steps, persons and events of the dossiers that are new. */
  private async insertRest(manager: EntityManager, caller: Caller, lines: AcceptableLine[]): Promise<void> {
    const by = importActor(caller);
    const events = lines.map(({ event }) => signed(event, by));
    const history = events.map((event) =>
      historyRow(event, 'import', undefined, begin(event), (text) => this.personalData.encrypt(text)),
    );
    const steps = lines.flatMap(({ event }) =>
      event.steps.map((step, index) => ({
        dossier_id: event.id,
        position: index + 1,
        name: step.name,
        unit: step.unit ?? null,
        officer: step.officer ?? null,
        recorded_at: step.at,
      })),
    );
    const applicants = lines.flatMap(({ event, applicant }) => (applicant ? [{ dossier: event, applicant }] : []));
    const parameters = new Parameters();
    const add = (value: unknown) => parameters.add(value);
    await manager.query(
      `WITH recorded AS (${NEW_HISTORY.insertingAll(history, add)}),
        named AS (${this.personalData.insertApplicants(applicants, add)})
        ${LEGACY_STEPS.insertingAll(steps, add)}`,
      parameters.values,
    );
    await this.outbox.append(
      manager,
      events.map((event) => ({
        payload: publishedEvent(event, begin(event), (account) => this.personalData.officerKey(account))!,
        aggregateId: event.id,
        aggregateVersion: 1,
        time: event.at,
      })),
    );
  }

  private async moveOn(
    manager: EntityManager,
    importId: string,
    { imported, alreadyThere, refused, steps, flags }: ImportCounts,
    outcomes: LineOutcome[],
  ): Promise<void> {
    const refusals = outcomes.filter((outcome) => outcome.outcome === 'REFUSED');
    if (refusals.length > 0 && refused <= KEPT_REFUSALS) {
      await manager.insert(
        RefusedLineEntity,
        refusals.map(({ line, legacyId, code, reason }) => ({
          import_id: importId,
          line,
          legacy_id: legacyId ?? null,
          code,
          reason,
        })),
      );
    }
    await manager.update(
      ImportEntity,
      { id: importId },
      {
        lines: imported + alreadyThere + refused,
        imported,
        already_there: alreadyThere,
        refused,
        steps,
        flags,
        progress_at: NOW,
      },
    );
  }

  async finish(importId: string, state: 'COMPLETED' | 'INTERRUPTED'): Promise<void> {
    await this.dataSource.manager.update(ImportEntity, { id: importId }, { state, finished_at: NOW });
  }

  async report(importId: string): Promise<ImportReport | undefined> {
    const [row] = await this.dataSource.query<ReadImport[]>(`${IMPORTS} WHERE id = $1`, [importId]);
    if (!row) return undefined;
    const refused = await this.dataSource.manager.find(RefusedLineEntity, {
      where: { import_id: importId },
      order: { line: 'ASC' },
      take: SHOWN_REFUSALS,
    });
    return {
      ...reportOf(row),
      refusedLines: refused.map(({ line, legacy_id, code, reason }) => ({
        line,
        legacyId: legacy_id ?? undefined,
        code,
        reason,
      })),
    };
  }

  async latest(): Promise<ImportReport[]> {
    const rows = await this.dataSource.query<ReadImport[]>(`${IMPORTS} ORDER BY started_at DESC LIMIT 50`);
    return rows.map(reportOf);
  }
}

const NOW = () => 'clock_timestamp()';

type ReadImport = ImportRow & { stale: boolean };

/** Staleness is by PostgreSQL's clock, which also recorded the progress. */
const IMPORTS = `SELECT ${Table.of(ImportEntity).selecting('i')},
  state = 'RUNNING' AND progress_at < clock_timestamp() - interval '${STALE_SECONDS} seconds' AS stale
  FROM dossier_imports i`;

function reportOf(row: ReadImport): ImportReport {
  return {
    id: row.id,
    legacySystem: row.legacy_system,
    state: row.stale ? 'INTERRUPTED' : row.state,
    lines: row.lines,
    imported: row.imported,
    alreadyThere: row.already_there,
    refused: row.refused,
    steps: row.steps,
    flags: row.flags,
    refusedLines: [],
    startedAt: row.started_at,
    progressAt: row.progress_at,
    finishedAt: row.finished_at ?? undefined,
  };
}

/** Returns the ids of new dossiers. A legacy id that is known, or came before in the same batch, is not inserted. */
async function insertDossiers(manager: EntityManager, lines: AcceptableLine[]): Promise<Set<string>> {
  const rows = lines.map(({ event, hash }) => ({
    ...rowOf(begin(event)),
    legacy_system: event.legacySystem,
    legacy_id: event.legacyId,
    legacy_hash: hash,
    legacy_flags: event.flags,
  }));
  const parameters = new Parameters();
  const inserting = DOSSIERS_WITH_SOURCE.insertingAll(rows, (value) => parameters.add(value));
  const inserted: { id: string }[] = await manager.query(
    `${inserting} ON CONFLICT DO NOTHING RETURNING id`,
    parameters.values,
  );
  return new Set(inserted.map(({ id }) => id));
}

/**
 * The lines, each with a code if its dossier needs one. The number is of the day of the import, on which it was given; codes of the legacy
 * system in the same batch are passed over. In the order of the agencies, so that two imports do not wait for each other.
 */
async function coded(manager: EntityManager, lines: AcceptableLine[]): Promise<AcceptableLine[]> {
  const codes = new Map<string, string>();
  const without = lines.filter(({ event }) => needsCode(event)).map(({ event }) => event);
  for (const { id, agencyCode, at } of without.sort((a, b) => (a.agencyCode < b.agencyCode ? -1 : 1))) {
    const parameters = new Parameters();
    const add = (value: unknown) => parameters.add(value);
    const dossier = `${add(id)}::uuid`;
    const [rows] = await manager.query<[{ code: string }[], number]>(
      `WITH held AS (SELECT FROM dossiers WHERE id = ${dossier}),
        numbered AS (${new NextCode(agencyCode, at).taking(add, 'held')})
        UPDATE dossiers SET code = numbered.code FROM numbered WHERE id = ${dossier} RETURNING dossiers.code`,
      parameters.values,
    );
    codes.set(id, rows[0]!.code);
  }
  return lines.map((line) => {
    const code = codes.get(line.event.id);
    return code === undefined ? line : { ...line, event: { ...line.event, code } };
  });
}

/** What became of lines that were not inserted: known with the same or other content, or their code belongs to another. */
async function outcomesOfKnown(
  manager: EntityManager,
  lines: AcceptableLine[],
  language: Language,
): Promise<LineOutcome[]> {
  // By the line's own number: which spellings are the same is the database's to say, whose index decides on it.
  const known = await manager.query<{ line: number; id: string; legacy_hash: Buffer }[]>(
    `SELECT given.line, d.id, d.legacy_hash
     FROM unnest($2::integer[], $3::text[]) AS given (line, legacy_id)
     JOIN dossiers d ON folded_code(d.legacy_system) = folded_code($1) AND folded_code(d.legacy_id) = folded_code(given.legacy_id)`,
    [lines[0]!.event.legacySystem, lines.map(({ line }) => line), lines.map(({ event }) => event.legacyId)],
  );
  return lines.map(({ line, event, hash }): LineOutcome => {
    const { legacyId } = event;
    const rows = known.filter((row) => row.line === line);
    const same = rows.find((row) => row.legacy_hash.equals(hash));
    if (same) return { line, legacyId, outcome: 'ALREADY_THERE', dossierId: same.id };
    const code = rows.length > 0 ? 'line.differs' : 'line.code-taken';
    return { line, legacyId, outcome: 'REFUSED', code, reason: REASONS[code][language] };
  });
}

function imported({ line, event }: AcceptableLine): LineOutcome {
  const { id, legacyId, code, flags, steps } = event;
  return { line, legacyId, outcome: 'IMPORTED', dossierId: id, code, flags, steps: steps.length };
}

/** The data of one line, or the event made of it, is refused; other lines may still be stored. */
function isFaultOfALine(error: unknown): boolean {
  if (error instanceof InvalidEventError || error instanceof EventTooLargeError || error instanceof RangeError)
    return true;
  const { code } = (error as { driverError?: { code?: unknown } }).driverError ?? {};
  return typeof code === 'string' && DATA_ERROR.test(code);
}
