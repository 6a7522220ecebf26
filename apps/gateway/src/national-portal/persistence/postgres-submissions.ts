import type {
  DossierStatus,
  ListNationalSubmissionsQuery,
  NationalOwner,
  NationalSubmissionList,
  NationalSubmissionView,
} from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf } from '@motcua/platform';
import type { DataSource } from 'typeorm';
import { Submissions, type UnansweredSubmission } from '../application/ports.js';
import { backOffMs, type BackOff } from '../domain/back-off.js';
import { OWNER_OF_CLASS, type ErrorClass, type SendFailure } from '../domain/error-class.js';
import { answerFor, type SubmissionAnswer } from '../domain/submission-answer.js';
import { DESTINATION } from './send-row.js';

const DEFAULT_LIMIT = 50;
/** Only this much is between two looks at a submission whose dossier has not been decided upon. */
const LOOK_AGAIN_MS = 1_000;
const NO_FAILURE = `attempts = 0, error_class = NULL, owner = NULL, error_code = NULL, error_message = NULL,
  failing_since = NULL`;

export class PostgresSubmissions extends Submissions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly backOff: BackOff,
    private readonly leaseMs: number,
  ) {
    super();
  }

  async claim(portalCode: string): Promise<{ firstTriedAt: Date } | undefined> {
    const rows: { fetched_at: Date }[] = await this.dataSource.query(
      `INSERT INTO national_submissions AS s (destination, portal_code, state, due_at)
       VALUES ($1, $2, 'SUBMITTING', clock_timestamp() + $3::integer * interval '1 millisecond')
       ON CONFLICT (destination, portal_code) DO UPDATE SET due_at = excluded.due_at
       WHERE s.state = 'SUBMITTING' AND s.due_at <= clock_timestamp() RETURNING s.fetched_at`,
      [DESTINATION, portalCode, this.leaseMs],
    );
    return rows[0] && { firstTriedAt: rows[0].fetched_at };
  }

  async submitted(portalCode: string, dossierId: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE national_submissions SET state = 'SUBMITTED', dossier_id = $3, due_at = clock_timestamp(), ${NO_FAILURE}
       WHERE destination = $1 AND portal_code = $2 AND state = 'SUBMITTING'`,
      [DESTINATION, portalCode, dossierId],
    );
  }

  failed(portalCode: string, failure: SendFailure): Promise<void> {
    return this.note(portalCode, failure);
  }

  notAnswered(portalCode: string, failure: SendFailure): Promise<void> {
    return this.note(portalCode, failure);
  }

  private async note(portalCode: string, failure: SendFailure): Promise<void> {
    const key = [DESTINATION, portalCode];
    const rows: { attempts: number }[] = await this.dataSource.query(
      'SELECT attempts FROM national_submissions WHERE destination = $1 AND portal_code = $2',
      key,
    );
    const waitMs = backOffMs(this.backOff, (rows[0]?.attempts ?? 0) + 1, Math.random());
    await this.dataSource.query(
      `UPDATE national_submissions SET attempts = attempts + 1, error_class = $3, owner = $4, error_code = $5,
         error_message = $6, failing_since = coalesce(failing_since, clock_timestamp()),
         due_at = clock_timestamp() + $7::float8 * interval '1 millisecond'
       WHERE destination = $1 AND portal_code = $2`,
      [...key, failure.class, OWNER_OF_CLASS[failure.class], failure.code, failure.message, waitMs],
    );
  }

  async claimUnanswered(limit: number): Promise<UnansweredSubmission[]> {
    const [rows]: [Row[]] = await this.dataSource.query(
      `UPDATE national_submissions s SET due_at = clock_timestamp() + $2::integer * interval '1 millisecond'
       FROM (
         SELECT portal_code FROM national_submissions
         WHERE destination = $1 AND state = 'SUBMITTED' AND due_at <= clock_timestamp()
         ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
       ) due
       WHERE s.destination = $1 AND s.portal_code = due.portal_code RETURNING s.*`,
      [DESTINATION, this.leaseMs, limit],
    );
    if (rows.length === 0) return [];
    // What the events said of its dossier stands in the ledger of sends.
    const known: { dossier_id: string; wanted_status: DossierStatus; code: string | null; held: boolean }[] =
      await this.dataSource.query(
        `SELECT dossier_id, wanted_status, code, acknowledged_version IS NOT NULL AS held FROM national_sends
         WHERE destination = $1 AND dossier_id = ANY ($2::uuid[])`,
        [DESTINATION, rows.map(({ dossier_id }) => dossier_id)],
      );
    const byId = new Map(known.map((send) => [send.dossier_id, send]));
    const waiting: UnansweredSubmission[] = [];
    const asBefore: string[] = [];
    for (const row of rows) {
      const send = byId.get(row.dossier_id!);
      const code = send?.code ?? undefined;
      const answer = answerFor(send?.wanted_status, code, send?.held ?? false);
      if (answer === row.answer) asBefore.push(row.portal_code);
      else waiting.push({ portalCode: row.portal_code, dossierId: row.dossier_id!, answer, code });
    }
    if (asBefore.length > 0) {
      await this.dataSource.query(
        `UPDATE national_submissions SET due_at = clock_timestamp() + $3::integer * interval '1 millisecond'
         WHERE destination = $1 AND portal_code = ANY ($2::text[])`,
        [DESTINATION, asBefore, LOOK_AGAIN_MS],
      );
    }
    return waiting;
  }

  async answered(portalCode: string, answer: SubmissionAnswer): Promise<void> {
    await this.dataSource.query(
      `UPDATE national_submissions SET answer = $3, state = $4, ${NO_FAILURE},
         due_at = clock_timestamp() + $5::integer * interval '1 millisecond'
       WHERE destination = $1 AND portal_code = $2 AND state = 'SUBMITTED'`,
      [DESTINATION, portalCode, answer, answer === 'TAKEN_OVER' ? 'SUBMITTED' : 'ANSWERED', LOOK_AGAIN_MS],
    );
  }

  async list(query: ListNationalSubmissionsQuery): Promise<NationalSubmissionList> {
    const values: unknown[] = [DESTINATION];
    const add = (value: unknown): string => `$${values.push(value)}`;
    const conditions = ['destination = $1'];
    if (query.state) conditions.push(`state = ${add(query.state)}`);
    if (query.failing) conditions.push(`error_class IS ${query.failing === 'true' ? 'NOT NULL' : 'NULL'}`);
    const counted = `SELECT 1 FROM national_submissions WHERE ${conditions.join(' AND ')}`;
    const total = await cappedCount(this.dataSource, counted, [...values]);
    if (query.cursor) conditions.push(`portal_code > ${add(decodeCursor(query.cursor, { code: 'string' }).code)}`);
    const limit = query.limit ?? DEFAULT_LIMIT;
    const rows: Row[] = await this.dataSource.query(
      `SELECT * FROM national_submissions WHERE ${conditions.join(' AND ')} ORDER BY portal_code LIMIT ${add(limit + 1)}`,
      values,
    );
    return pageOf(rows, limit, total, viewOf, (row) => ({ code: row.portal_code }));
  }
}

interface Row {
  portal_code: string;
  state: NationalSubmissionView['state'];
  dossier_id: string | null;
  answer: SubmissionAnswer | null;
  fetched_at: Date;
  attempts: number;
  error_class: ErrorClass | null;
  owner: string | null;
  error_code: string | null;
  error_message: string | null;
  failing_since: Date | null;
}

function viewOf(row: Row): NationalSubmissionView {
  return {
    portalCode: row.portal_code,
    state: row.state,
    dossierId: row.dossier_id ?? undefined,
    answer: row.answer ?? undefined,
    fetchedAt: row.fetched_at.toISOString(),
    attempts: row.attempts,
    failure:
      row.error_class === null
        ? undefined
        : {
            errorClass: row.error_class,
            owner: row.owner as NationalOwner,
            code: row.error_code ?? '',
            message: row.error_message ?? '',
            since: (row.failing_since ?? row.fetched_at).toISOString(),
          },
  };
}
