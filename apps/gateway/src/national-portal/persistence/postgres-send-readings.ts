import type {
  ListNationalSendsQuery,
  NationalOwner,
  NationalSendAttemptView,
  NationalSendDetail,
  NationalSendList,
  NationalSendView,
} from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf } from '@motcua/platform';
import type { DataSource } from 'typeorm';
import { SendReadings, type LedgerView } from '../application/ports.js';
import type { ErrorClass } from '../domain/error-class.js';
import type { WantedState } from '../domain/send-entry.js';
import { DESTINATION, type SendRow } from './send-row.js';

const DEFAULT_LIMIT = 50;
const SHOWN_ATTEMPTS = 50;

export class PostgresSendReadings extends SendReadings {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async list(query: ListNationalSendsQuery): Promise<NationalSendList> {
    const values: unknown[] = [DESTINATION];
    const add = (value: unknown): string => `$${values.push(value)}`;
    const conditions = ['destination = $1'];
    const equal = (column: string, value: unknown): void => {
      if (value !== undefined && value !== null) conditions.push(`${column} = ${add(value)}`);
    };
    equal('state', query.state);
    equal('error_class', query.errorClass);
    equal('owner', query.owner);
    // An owner has failures only, which are few: said so that the index of these is used.
    if (query.owner) conditions.push('error_class IS NOT NULL');
    equal('agency_code', query.agencyCode);
    equal('code', query.code);
    const counted = `SELECT 1 FROM national_sends WHERE ${conditions.join(' AND ')}`;
    const total = await cappedCount(this.dataSource, counted, [...values]);
    if (query.cursor) conditions.push(`dossier_id > ${add(decodeCursor(query.cursor, { id: 'uuid' }).id)}`);
    const limit = query.limit ?? DEFAULT_LIMIT;
    const rows: SendRow[] = await this.dataSource.query(
      `SELECT * FROM national_sends WHERE ${conditions.join(' AND ')} ORDER BY dossier_id LIMIT ${add(limit + 1)}`,
      values,
    );
    return pageOf(rows, limit, total, viewOf, (row) => ({ id: row.dossier_id }));
  }

  async find(dossierId: string): Promise<NationalSendDetail | undefined> {
    const key = [DESTINATION, dossierId];
    const rows: SendRow[] = await this.dataSource.query(
      'SELECT * FROM national_sends WHERE destination = $1 AND dossier_id = $2',
      key,
    );
    if (!rows[0]) return undefined;
    const attempts: AttemptRow[] = await this.dataSource.query(
      `SELECT * FROM national_send_attempts WHERE destination = $1 AND dossier_id = $2
       ORDER BY at DESC LIMIT ${SHOWN_ATTEMPTS}`,
      key,
    );
    return { ...viewOf(rows[0]), history: attempts.map(attemptOf) };
  }

  async known(codes: string[]): Promise<LedgerView[]> {
    const rows: SendRow[] = await this.dataSource.query(
      'SELECT * FROM national_sends WHERE destination = $1 AND code = ANY ($2::text[])',
      [DESTINATION, codes],
    );
    return rows.map((row) => ({
      dossierId: row.dossier_id,
      code: row.code!,
      state: row.state,
      wantedVersion: row.wanted_version,
      unsentSince: row.unsent_since ?? undefined,
      errorClass: row.error_class ?? undefined,
    }));
  }

  async failing(errorClass: ErrorClass, after: string | undefined, limit: number): Promise<WantedState[]> {
    const rows: SendRow[] = await this.dataSource.query(
      `SELECT * FROM national_sends WHERE destination = $1 AND error_class = $2 AND state IN ('DUE', 'STOPPED')
         AND ($3::uuid IS NULL OR dossier_id > $3) ORDER BY dossier_id LIMIT $4`,
      [DESTINATION, errorClass, after ?? null, limit],
    );
    return rows.map((row) => ({
      dossierId: row.dossier_id,
      version: row.wanted_version,
      status: row.wanted_status,
      code: row.code ?? undefined,
      agencyCode: row.agency_code,
      procedureCode: row.procedure_code,
    }));
  }
}

interface AttemptRow {
  at: Date;
  outcome: NationalSendAttemptView['outcome'];
  version: number | null;
  error_class: ErrorClass | null;
  error_code: string | null;
  error_message: string | null;
}

function viewOf(row: SendRow): NationalSendView {
  return {
    dossierId: row.dossier_id,
    code: row.code ?? undefined,
    agencyCode: row.agency_code,
    procedureCode: row.procedure_code,
    state: row.state,
    wanted: { version: row.wanted_version, status: row.wanted_status },
    acknowledged:
      row.acknowledged_version === null
        ? undefined
        : { version: row.acknowledged_version, status: row.acknowledged_status! },
    acknowledgedAt: row.acknowledged_at?.toISOString(),
    attempts: row.attempts,
    nextAttemptAt: row.due_at?.toISOString(),
    unsentSince: row.unsent_since?.toISOString(),
    failure:
      row.error_class === null
        ? undefined
        : {
            errorClass: row.error_class,
            owner: row.owner as NationalOwner,
            code: row.error_code ?? '',
            message: row.error_message ?? '',
            since: (row.failing_since ?? row.unsent_since)!.toISOString(),
          },
  };
}

function attemptOf(row: AttemptRow): NationalSendAttemptView {
  return {
    at: row.at.toISOString(),
    outcome: row.outcome,
    version: row.version ?? undefined,
    errorClass: row.error_class ?? undefined,
    code: row.error_code ?? undefined,
    message: row.error_message ?? undefined,
  };
}
