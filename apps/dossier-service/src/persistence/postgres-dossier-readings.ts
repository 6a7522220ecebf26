import type {
  DossierHistory,
  DossierHistoryEntry,
  DossierList,
  DossierListItem,
  DossierPersonsView,
  DossierStatus,
  ListDossiersQuery,
  ResultDelivery,
} from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf, Parameters } from '@motcua/platform';
import { startOfLocalDay } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OPEN_STATUSES } from '../application/dossier-view.js';
import { DossierReadings, type PersonalDataReading } from '../application/ports.js';
import type { Scope } from '../application/scope.js';
import type { DossierRow } from './dossier-row.js';
import type { Written } from './history-row.js';
import { PersonalData } from './personal-data.js';
import { scopePredicate } from './scope-predicate.js';

const DEFAULT_LIMIT = 50;
const DAY_MS = 86_400_000;
const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

const SORTS = {
  '-submittedAt': { order: 'd.submitted_at DESC, d.id DESC', column: 'submitted_at', after: '<' },
  dueAt: { order: 'd.due_at, d.id', column: 'due_at', after: '>' },
} as const;

export const HISTORY_COLUMNS = `version, action, from_status, to_status, occurred_at, recorded_at, actor, actor_unit,
  flags, details, written`;

type ListRow = DossierRow & { full_name: Buffer | null };

@Injectable()
export class PostgresDossierReadings extends DossierReadings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly personalData: PersonalData,
  ) {
    super();
  }

  async list(scope: Scope, query: ListDossiersQuery, now: Date): Promise<DossierList> {
    const parameters = new Parameters();
    const sort = SORTS[query.sort ?? '-submittedAt'];
    const conditions = [scopePredicate(scope, parameters), ...filters(query, now, parameters)];
    if (query.sort === 'dueAt') conditions.push(`d.due_at IS NOT NULL AND d.status IN (${OPEN})`);
    const counted = `SELECT 1 FROM dossiers d WHERE ${conditions.join(' AND ')}`;
    const total = await cappedCount(this.dataSource, counted, [...parameters.values]);

    if (query.cursor) {
      const { at, id } = decodeCursor(query.cursor, { at: 'date', id: 'uuid' });
      conditions.push(`(d.${sort.column}, d.id) ${sort.after} (${parameters.add(at)}, ${parameters.add(id)})`);
    }
    const limit = query.limit ?? DEFAULT_LIMIT;
    // First which ones, as far as it can be told in an index, then those rows: whole rows of all that match cost ten times it.
    const rows: ListRow[] = await this.dataSource.query(
      `SELECT shown.*, p.full_name FROM (
         SELECT d.id, d.${sort.column} FROM dossiers d WHERE ${conditions.join(' AND ')}
         ORDER BY ${sort.order} LIMIT ${parameters.add(limit + 1)}
       ) page JOIN dossiers shown ON shown.id = page.id
       LEFT JOIN dossier_persons p ON p.dossier_id = page.id AND p.role = 'APPLICANT'
       ORDER BY ${sort.order.replaceAll('d.', 'page.')}`,
      parameters.values,
    );
    const withNames = scope.kind !== 'PROVINCE';
    return pageOf(
      rows,
      limit,
      total,
      (row) => this.listItem(row, now, withNames),
      (row) => ({ at: row[sort.column]!, id: row.id }),
    );
  }

  private listItem(row: ListRow, now: Date, withNames: boolean): DossierListItem {
    return {
      id: row.id,
      code: row.code ?? undefined,
      status: row.status,
      agencyCode: row.agency_code,
      procedureCode: row.procedure_code,
      fieldCode: row.field_code,
      channel: row.channel,
      subjectType: row.subject_type,
      submittedAt: row.submitted_at.toISOString(),
      acceptedAt: row.accepted_at?.toISOString(),
      dueAt: row.due_at?.toISOString(),
      endedAt: row.ended_at?.toISOString(),
      overdue: row.due_at !== null && row.due_at < now && OPEN_STATUSES.includes(row.status),
      applicantName: withNames && row.full_name ? this.personalData.maskedName(row.full_name) : undefined,
    };
  }

  async history(id: string, reading: PersonalDataReading | undefined): Promise<DossierHistory> {
    if (reading) await this.personalData.recordReading(this.dataSource, id, reading);
    const rows: HistoryEntryRow[] = await this.dataSource.query(
      `SELECT ${HISTORY_COLUMNS} FROM dossier_history WHERE dossier_id = $1 ORDER BY version`,
      [id],
    );
    const imported = rows[0]?.action === 'import';
    return {
      entries: rows.map((row) => historyEntry(row, reading && this.personalData)),
      ...(imported && { legacySteps: await this.legacySteps(id) }),
    };
  }

  private async legacySteps(id: string): Promise<DossierHistory['legacySteps']> {
    const rows: { name: string; unit: string | null; officer: string | null; recorded_at: Date }[] =
      await this.dataSource.query(
        'SELECT name, unit, officer, recorded_at FROM legacy_steps WHERE dossier_id = $1 ORDER BY position',
        [id],
      );
    return rows.map((row) => ({
      name: row.name,
      unit: row.unit ?? undefined,
      officer: row.officer ?? undefined,
      at: row.recorded_at.toISOString(),
    }));
  }

  async persons(id: string, reading: PersonalDataReading | undefined): Promise<DossierPersonsView> {
    return this.personalData.persons(this.dataSource, id, reading);
  }

  async receiptFacts(id: string): Promise<{ resultDelivery: ResultDelivery; acceptedBy?: string }> {
    const rows: { result_delivery: ResultDelivery | null; actor: string | null }[] = await this.dataSource.query(
      `SELECT s.result_delivery, h.actor
       FROM (SELECT $1::uuid AS id) d
       LEFT JOIN dossier_submissions s ON s.dossier_id = d.id
       LEFT JOIN dossier_history h ON h.dossier_id = d.id AND h.action = 'accept'`,
      [id],
    );
    return { resultDelivery: rows[0]?.result_delivery ?? 'COUNTER', acceptedBy: rows[0]?.actor ?? undefined };
  }

  async idOfCode(code: string): Promise<string | undefined> {
    const rows: { id: string }[] = await this.dataSource.query('SELECT id FROM dossiers WHERE code = $1', [code]);
    return rows[0]?.id;
  }

  async legacyOf(id: string): Promise<{ system: string; id: string; flags: string[] } | undefined> {
    const rows: { legacy_system: string; legacy_id: string; legacy_flags: string[] }[] = await this.dataSource.query(
      'SELECT legacy_system, legacy_id, legacy_flags FROM dossiers WHERE id = $1 AND legacy_id IS NOT NULL',
      [id],
    );
    return rows[0] && { system: rows[0].legacy_system, id: rows[0].legacy_id, flags: rows[0].legacy_flags };
  }
}

export interface HistoryEntryRow {
  version: number;
  action: string;
  from_status: DossierStatus | null;
  to_status: DossierStatus;
  occurred_at: Date;
  recorded_at: Date;
  actor: string;
  actor_unit: string | null;
  flags: string[];
  details: Record<string, unknown>;
  written: Buffer | null;
}

/** As it is answered; with what was written only if it may be decrypted. */
export function historyEntry(row: HistoryEntryRow, texts: PersonalData | undefined): DossierHistoryEntry {
  const written: Written = texts && row.written ? (JSON.parse(texts.decrypt(row.written)) as Written) : {};
  return {
    version: row.version,
    action: row.action,
    fromStatus: row.from_status ?? undefined,
    toStatus: row.to_status,
    at: row.occurred_at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    actor: row.actor,
    actorUnit: row.actor_unit ?? undefined,
    flags: row.flags,
    details: row.details,
    ...written,
  };
}

function filters(query: ListDossiersQuery, now: Date, parameters: Parameters): string[] {
  const conditions: string[] = [];
  const equal = (column: string, value: unknown): void => {
    if (value !== undefined && value !== null) conditions.push(`d.${column} = ${parameters.add(value)}`);
  };
  equal('agency_code', query.agencyCode);
  equal('procedure_code', query.procedureCode);
  equal('channel', query.channel);
  equal('code', query.code);
  equal('legacy_system', query.legacySystem);
  equal('legacy_id', query.legacyId);
  if (query.status) conditions.push(`d.status = ANY (${parameters.add(query.status.split(','))}::text[])`);
  if (query.submittedFrom) {
    conditions.push(`d.submitted_at >= ${parameters.add(startOfLocalDay(query.submittedFrom))}`);
  }
  if (query.submittedTo) {
    const end = new Date(startOfLocalDay(query.submittedTo).getTime() + DAY_MS);
    conditions.push(`d.submitted_at < ${parameters.add(end)}`);
  }
  if (query.dueBefore) {
    conditions.push(`d.due_at < ${parameters.add(new Date(query.dueBefore))} AND d.status IN (${OPEN})`);
  }
  if (query.overdue === 'true') conditions.push(`d.due_at < ${parameters.add(now)} AND d.status IN (${OPEN})`);
  if (query.overdue === 'false') {
    conditions.push(`NOT (d.due_at IS NOT NULL AND d.due_at < ${parameters.add(now)} AND d.status IN (${OPEN}))`);
  }
  return conditions;
}
