import type { DossierImportReport, ImportState, LocalizedText } from '@motcua/contracts';
import { EventTooLargeError, InvalidEventError, Outbox } from '@motcua/messaging';
import { Parameters, type Caller, type Language } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import {
  addOutcomes,
  LegacyDossiers,
  notStorable,
  type AcceptableLine,
  type ImportCounts,
  type LineOutcome,
  type LineRefusal,
  type RunningImport,
} from '../application/legacy-dossiers.js';
import { begin } from '../domain/evolve.js';
import { publishedEvent } from '../events/published-events.js';
import { historyRow } from './history-row.js';
import { PersonalData } from './personal-data.js';

/** More than this many refusals of one import are counted but not kept: somebody sent another file altogether. */
const KEPT_REFUSALS = 10_000;
const SHOWN_REFUSALS = 1_000;
/** An import without progress for so long while its service says nothing has lost its service. */
const STALE_SECONDS = 120;

const REASONS = {
  'line.differs': {
    vi: 'Mã cũ này đã được nhập trước đây với nội dung khác; không có gì thay đổi.',
    en: 'This legacy id was imported before with other content; nothing was changed.',
  },
  'line.code-taken': {
    vi: 'Mã hồ sơ này đã thuộc về hồ sơ khác.',
    en: 'Its code belongs to another dossier.',
  },
} satisfies Record<string, LocalizedText>;

/** What the data itself may be refused for (out of range, a constraint): anything else is no fault of a line. */
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
    await this.dataSource.query(
      `INSERT INTO dossier_imports (id, legacy_system, requested_by, state) VALUES ($1, $2, $3, 'RUNNING')`,
      [id, legacySystem, caller.subject],
    );
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
    // Some line of the batch cannot be stored. One by one only that line is refused.
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
      const inserted = lines.length > 0 ? await insertDossiers(manager, lines) : new Set<string>();
      const taken = lines.filter(({ event }) => inserted.has(event.id));
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
    const history = lines.map(({ event }) => ({
      dossier_id: event.id,
      ...historyRow(event, 'import', undefined),
      actor: caller.subject,
    }));
    const steps = lines.flatMap(({ event }) =>
      event.steps.map((step, index) => ({
        dossier_id: event.id,
        position: index + 1,
        name: step.name,
        unit: step.unit,
        officer: step.officer,
        recorded_at: step.at,
      })),
    );
    await manager.query(
      `WITH recorded AS (
         INSERT INTO dossier_history (dossier_id, version, action, event, to_status, occurred_at, actor, flags, details)
         SELECT dossier_id, version, action, event, to_status, occurred_at, actor,
           ARRAY(SELECT jsonb_array_elements_text(flags)), details
         FROM jsonb_to_recordset($1::jsonb) AS h (dossier_id uuid, version integer, action text, event text,
           to_status text, occurred_at timestamptz, actor text, flags jsonb, details jsonb)
       )
       INSERT INTO legacy_steps (dossier_id, position, name, unit, officer, recorded_at)
       SELECT dossier_id, position, name, unit, officer, recorded_at
       FROM jsonb_to_recordset($2::jsonb) AS s (dossier_id uuid, position integer, name text, unit text, officer text,
         recorded_at timestamptz)`,
      [JSON.stringify(history), JSON.stringify(steps)],
    );
    const applicants = lines.flatMap(({ event, applicant }) => (applicant ? [{ dossierId: event.id, applicant }] : []));
    if (applicants.length > 0) {
      const parameters = new Parameters();
      const statement = this.personalData.insertApplicants(applicants, parameters);
      await manager.query(statement, parameters.values);
    }
    await this.outbox.append(
      manager,
      lines.map(({ event }) => ({
        payload: publishedEvent(event, begin(event)),
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
    await manager.query(
      `WITH refused AS (
         INSERT INTO refused_import_lines (import_id, line, legacy_id, code, reason)
         SELECT $1, r.line, r."legacyId", r.code, r.reason
         FROM jsonb_to_recordset($8::jsonb) AS r (line integer, "legacyId" text, code text, reason text)
       )
       UPDATE dossier_imports SET lines = $2, imported = $3, already_there = $4, refused = $5, steps = $6, flags = $7,
         progress_at = clock_timestamp() WHERE id = $1`,
      [
        importId,
        imported + alreadyThere + refused,
        imported,
        alreadyThere,
        refused,
        steps,
        JSON.stringify(flags),
        JSON.stringify(refused > KEPT_REFUSALS ? [] : refusals),
      ],
    );
  }

  async finish(importId: string, state: 'COMPLETED' | 'INTERRUPTED'): Promise<void> {
    await this.dataSource.query(
      'UPDATE dossier_imports SET state = $2, finished_at = clock_timestamp() WHERE id = $1',
      [importId, state],
    );
  }

  async report(importId: string): Promise<DossierImportReport | undefined> {
    const rows: ImportRow[] = await this.dataSource.query(`${IMPORTS} WHERE id = $1`, [importId]);
    if (!rows[0]) return undefined;
    const refused: { line: number; legacy_id: string | null; code: string; reason: string }[] =
      await this.dataSource.query(
        `SELECT line, legacy_id, code, reason FROM refused_import_lines WHERE import_id = $1
         ORDER BY line LIMIT ${SHOWN_REFUSALS}`,
        [importId],
      );
    return {
      ...reportOf(rows[0]),
      refusedLines: refused.map(({ line, legacy_id, code, reason }) => ({
        line,
        legacyId: legacy_id ?? undefined,
        code,
        reason,
      })),
    };
  }

  async latest(): Promise<DossierImportReport[]> {
    const rows: ImportRow[] = await this.dataSource.query(`${IMPORTS} ORDER BY started_at DESC LIMIT 50`);
    return rows.map(reportOf);
  }
}

interface ImportRow {
  id: string;
  legacy_system: string;
  state: ImportState;
  lines: number;
  imported: number;
  already_there: number;
  refused: number;
  steps: number;
  flags: Record<string, number>;
  started_at: Date;
  progress_at: Date;
  finished_at: Date | null;
}

const IMPORTS = `
  SELECT id, legacy_system, lines, imported, already_there, refused, steps, flags, started_at, progress_at, finished_at,
    CASE WHEN state = 'RUNNING' AND progress_at < clock_timestamp() - interval '${STALE_SECONDS} seconds'
      THEN 'INTERRUPTED' ELSE state END AS state
  FROM dossier_imports`;

function reportOf(row: ImportRow): DossierImportReport {
  return {
    id: row.id,
    legacySystem: row.legacy_system,
    state: row.state,
    lines: row.lines,
    imported: row.imported,
    alreadyThere: row.already_there,
    refused: row.refused,
    steps: row.steps,
    flags: Object.entries(row.flags)
      .map(([flag, count]) => ({ flag, count }))
      .sort((a, b) => (a.flag < b.flag ? -1 : 1)),
    refusedLines: [],
    startedAt: row.started_at.toISOString(),
    progressAt: row.progress_at.toISOString(),
    finishedAt: row.finished_at?.toISOString(),
  };
}

/** The ids of those that are new: a known legacy id, also one of the same batch, is left as it is. */
async function insertDossiers(manager: EntityManager, lines: AcceptableLine[]): Promise<Set<string>> {
  const rows = lines.map(({ event, hash }) => {
    const dossier = begin(event);
    return {
      id: event.id,
      status: event.status,
      code: event.code,
      agency_code: event.agencyCode,
      procedure_id: event.procedure.id,
      procedure_code: event.procedure.code,
      procedure_version: event.procedure.version,
      field_code: event.procedure.fieldCode,
      case_code: event.procedure.caseCode,
      channel: event.channel,
      subject_type: event.subjectType,
      submitted_at: event.submittedAt,
      accepted_at: event.receivedAt,
      deadline_state: dossier.deadline?.state,
      due_at: event.dueAt,
      outcome: event.outcome,
      ended_at: event.endedAt,
      last_event_at: event.at,
      legacy_system: event.legacySystem,
      legacy_id: event.legacyId,
      legacy_hash: hash.toString('base64'),
      legacy_flags: event.flags,
    };
  });
  const inserted: { id: string }[] = await manager.query(
    `INSERT INTO dossiers (id, version, origin, status, code, agency_code, procedure_id, procedure_code,
       procedure_version, field_code, case_code, channel, subject_type, submitted_at, accepted_at, deadline_state, due_at,
       outcome, ended_at, last_event_at, legacy_system, legacy_id, legacy_hash, legacy_flags)
     SELECT id, 1, 'IMPORTED', status, code, agency_code, procedure_id, procedure_code, procedure_version, field_code,
       case_code, channel, subject_type, submitted_at, accepted_at, deadline_state, due_at, outcome, ended_at,
       last_event_at, legacy_system, legacy_id, decode(legacy_hash, 'base64'),
       ARRAY(SELECT jsonb_array_elements_text(legacy_flags))
     FROM jsonb_to_recordset($1::jsonb) AS d (id uuid, status text, code text, agency_code text, procedure_id uuid,
       procedure_code text, procedure_version integer, field_code text, case_code text, channel text, subject_type text,
       submitted_at timestamptz, accepted_at timestamptz, deadline_state text, due_at timestamptz, outcome text,
       ended_at timestamptz, last_event_at timestamptz, legacy_system text, legacy_id text, legacy_hash text,
       legacy_flags jsonb)
     ON CONFLICT DO NOTHING RETURNING id`,
    [JSON.stringify(rows)],
  );
  return new Set(inserted.map(({ id }) => id));
}

/** Of lines that were not inserted: known with the same content, known with another, or in the way by their code. */
async function outcomesOfKnown(
  manager: EntityManager,
  lines: AcceptableLine[],
  language: Language,
): Promise<LineOutcome[]> {
  const known: { id: string; legacy_id: string; legacy_hash: Buffer }[] = await manager.query(
    'SELECT id, legacy_id, legacy_hash FROM dossiers WHERE legacy_system = $1 AND legacy_id = ANY ($2)',
    [lines[0]!.event.legacySystem, lines.map(({ event }) => event.legacyId)],
  );
  const byLegacyId = new Map(known.map((row) => [row.legacy_id, row]));
  return lines.map(({ line, event, hash }): LineOutcome => {
    const { legacyId } = event;
    const row = byLegacyId.get(legacyId);
    if (row?.legacy_hash.equals(hash)) return { line, legacyId, outcome: 'ALREADY_THERE', dossierId: row.id };
    const code = row ? 'line.differs' : 'line.code-taken';
    return { line, legacyId, outcome: 'REFUSED', code, reason: REASONS[code][language] };
  });
}

function imported({ line, event }: AcceptableLine): LineOutcome {
  const { id, legacyId, flags, steps } = event;
  return { line, legacyId, outcome: 'IMPORTED', dossierId: id, flags, steps: steps.length };
}

/** The data or the event made of it is refused; another line may well be stored. */
function isFaultOfALine(error: unknown): boolean {
  if (error instanceof InvalidEventError || error instanceof EventTooLargeError || error instanceof RangeError)
    return true;
  const { code } = (error as { driverError?: { code?: unknown } }).driverError ?? {};
  return typeof code === 'string' && DATA_ERROR.test(code);
}
