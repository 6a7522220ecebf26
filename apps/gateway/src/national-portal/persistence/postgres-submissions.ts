import type { ListNationalSubmissionsQuery } from '@motcua/contracts';
import { backOffMs, decodeCursor, pageOf, type BackOff, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { Any, DataSource, In, IsNull, MoreThan, Not, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { GatewayConfig } from '../../config.js';
import {
  Submissions,
  type Sending,
  type Submission,
  type SubmissionStep,
  type UnansweredSubmission,
} from '../application/submissions.js';
import type { ErrorClass, SendFailure } from '../domain/error-class.js';
import { answerFor, type SubmissionAnswer } from '../domain/submission-answer.js';
import {
  DESTINATION,
  failureColumnsOf,
  failureOf,
  NO_FAILURE,
  SENDS,
  SUBMISSIONS,
  type SubmissionRow,
} from './entities.js';
import { counted, inMs, now } from './statements.js';

const DEFAULT_LIMIT = 50;
/** Interval between two checks of a submission whose dossier is not decided. */
const LOOK_AGAIN_MS = 1_000;
/**
 * Longest wait between two attempts: a citizen waits, and there is no signal when a procedure or a mapping was
 * corrected.
 */
const MOST_WAIT_MS = 3_600_000;
/** Set aside: it failed and is not a dossier. */
const SET_ASIDE = { state: 'SUBMITTING', error_class: Not(IsNull()) } as const;
const NOT_LEASED = '(lease_until IS NULL OR lease_until <= clock_timestamp())';
/**
 * Only these can have another answer than TAKEN_OVER (`answerFor`). Otherwise thousands of dossiers that wait for their
 * acceptance would fill every pass.
 */
const ANSWER_MAY_DIFFER = `n.acknowledged_version IS NOT NULL AND n.code IS NOT NULL
  OR n.code IS NULL AND n.wanted_status IN ('WITHDRAWN', 'REFUSED_INTAKE', 'STOPPED')`;
const NOT_SENT = { sent_since: null, may_run_until: null };
const SETTLED = { attempts: 0, ...NO_FAILURE };

type Change = QueryDeepPartialEntity<SubmissionRow>;

const keyOf = (portalCode: string) => ({ destination: DESTINATION, portal_code: portalCode });

@Injectable()
export class PostgresSubmissions extends Submissions {
  private readonly rows: Repository<SubmissionRow>;
  private readonly backOff: BackOff;
  private readonly leaseMs: number;

  constructor(
    private readonly dataSource: DataSource,
    config: GatewayConfig,
  ) {
    super();
    this.rows = dataSource.getRepository(SUBMISSIONS);
    this.leaseMs = config.NATIONAL_PORTAL_LEASE_MS;
    this.backOff = {
      baseMs: config.NATIONAL_PORTAL_BACKOFF_BASE_MS,
      capMs: Math.min(config.NATIONAL_PORTAL_BACKOFF_CAP_MS, MOST_WAIT_MS),
    };
  }

  async due(portalCodes: string[]): Promise<ReadonlySet<string>> {
    const waiting = await this.rows
      .createQueryBuilder('s')
      .select(['s.destination', 's.portal_code'])
      .where({ destination: DESTINATION, portal_code: Any(portalCodes) })
      .andWhere(`NOT (s.state = 'SUBMITTING' AND s.due_at <= clock_timestamp())`)
      .getMany();
    const due = new Set(portalCodes);
    for (const { portal_code } of waiting) due.delete(portal_code);
    return due;
  }

  async claim(portalCode: string): Promise<{ sent?: Sending } | undefined> {
    // Hand-written SQL: the statement that leases it also decides whether it is new, due or claimed.
    const rows: SendingRow[] = await this.dataSource.query(
      `INSERT INTO national_submissions AS s (destination, portal_code, state, due_at, lease_until)
       SELECT $1, $2, 'SUBMITTING', until, until
       FROM (SELECT clock_timestamp() + $3::integer * interval '1 millisecond' AS until) AS lease
       ON CONFLICT (destination, portal_code) DO UPDATE SET due_at = excluded.due_at, lease_until = excluded.lease_until
       WHERE s.state = 'SUBMITTING' AND s.due_at <= clock_timestamp() RETURNING ${SENDING}`,
      [DESTINATION, portalCode, this.leaseMs],
    );
    return rows[0] && { sent: this.sendingOf(rows[0]) };
  }

  async sending(portalCode: string): Promise<Sending | undefined> {
    const { raw } = await this.rows
      .createQueryBuilder()
      .update()
      .set({ sent_since: () => 'coalesce(sent_since, clock_timestamp())', may_run_until: () => 'lease_until' })
      .where({ ...keyOf(portalCode), state: 'SUBMITTING' })
      .returning(SENDING)
      .execute();
    const [row] = raw as SendingRow[];
    return row && this.sendingOf(row);
  }

  /** An instance of the previous version stores only the start: its attempts count as running for one lease. */
  private sendingOf({ sent_since: since, may_run_until: until, may_run: mayRun }: SendingRow): Sending | undefined {
    if (!since) return undefined;
    return { since, mayRunUntil: until ?? new Date(since.getTime() + this.leaseMs), mayRun: mayRun ?? true };
  }

  async submitted(portalCode: string, dossierId: string): Promise<void> {
    await this.rows.update(
      { ...keyOf(portalCode), state: 'SUBMITTING' },
      { state: 'SUBMITTED', dossier_id: dossierId, due_at: now, lease_until: null, ...NOT_SENT, ...SETTLED },
    );
  }

  failed(portalCode: string, failure: SendFailure, sent: Sending | undefined): Promise<void> {
    return this.note(portalCode, failure, sent);
  }

  notAnswered(portalCode: string, failure: SendFailure): Promise<void> {
    return this.note(portalCode, failure);
  }

  async retryAll(errorClass: ErrorClass): Promise<number> {
    const { affected } = await this.rows
      .createQueryBuilder()
      .update()
      .set({ due_at: () => 'least(due_at, clock_timestamp())' })
      .where({ destination: DESTINATION, state: 'SUBMITTING', error_class: errorClass })
      .andWhere(NOT_LEASED)
      .execute();
    return affected ?? 0;
  }

  retry(portalCode: string): Promise<SubmissionStep> {
    // A person has checked whether the submission of six days ago is a dossier; its key may have been deleted.
    const unlessDropped = (column: string) => () => `CASE WHEN error_class = 'DROP' THEN NULL ELSE ${column} END`;
    return this.step(portalCode, {
      due_at: now,
      sent_since: unlessDropped('sent_since'),
      may_run_until: unlessDropped('may_run_until'),
    });
  }

  refuse(portalCode: string, { reason, by }: { reason: string; by: string }): Promise<SubmissionStep> {
    return this.step(
      portalCode,
      { state: 'REFUSED', due_at: now, refusal_reason: reason, refused_by: by, refused_at: now, ...SETTLED },
      `(sent_since IS NULL OR error_class = 'DROP')`,
    );
  }

  /** A person's action on one that is set aside and has no running attempt. */
  private async step(portalCode: string, change: Change, condition = 'TRUE'): Promise<SubmissionStep> {
    const { affected } = await this.rows
      .createQueryBuilder()
      .update()
      .set(change)
      .where({ ...keyOf(portalCode), ...SET_ASIDE })
      .andWhere(NOT_LEASED)
      .andWhere(condition)
      .execute();
    if (affected) return 'DONE';
    const { entities, raw } = await this.rows
      .createQueryBuilder('s')
      .addSelect(`NOT ${NOT_LEASED}`, 'leased')
      .where(keyOf(portalCode))
      .getRawAndEntities<{ leased: boolean }>();
    const [row] = entities;
    if (!row) return 'UNKNOWN';
    if (row.state !== 'SUBMITTING' || row.error_class === null) return 'NOT_SET_ASIDE';
    return raw[0]!.leased || !row.sent_since ? 'BEING_TRIED' : { mayBeADossierSince: row.sent_since };
  }

  private async note(portalCode: string, failure: SendFailure, sent?: Sending): Promise<void> {
    const attempts = (await this.rows.findOneBy(keyOf(portalCode)))?.attempts ?? 0;
    await this.rows.update(keyOf(portalCode), {
      ...failureColumnsOf(failure),
      attempts: () => 'attempts + 1',
      failing_since: () => 'coalesce(failing_since, clock_timestamp())',
      due_at: inMs(backOffMs(this.backOff, attempts + 1)),
      lease_until: null,
      sent_since: sent?.since ?? null,
      may_run_until: sent?.mayRunUntil ?? null,
    });
  }

  async claimUnanswered(limit: number): Promise<UnansweredSubmission[]> {
    // Hand-written SQL: one statement selects, skips locked rows, and leases; in WITH, where the LIMIT applies under
    // every plan.
    const [rows]: [SubmissionRow[]] = await this.dataSource.query(
      `WITH due AS MATERIALIZED (
         SELECT portal_code FROM national_submissions w
         LEFT JOIN national_sends n ON n.destination = w.destination AND n.dossier_id = w.dossier_id
         WHERE w.destination = $1 AND w.state IN ('SUBMITTED', 'REFUSED') AND w.due_at <= clock_timestamp()
           AND (w.answer IS NULL OR ${ANSWER_MAY_DIFFER})
         ORDER BY w.due_at LIMIT $3 FOR UPDATE OF w SKIP LOCKED
       )
       UPDATE national_submissions s SET due_at = clock_timestamp() + $2::integer * interval '1 millisecond'
       FROM due WHERE s.destination = $1 AND s.portal_code = due.portal_code RETURNING s.*`,
      [DESTINATION, this.leaseMs, limit],
    );
    if (rows.length === 0) return [];
    // The ledger of sends has the state of its dossier.
    const sends = await this.dataSource.manager.findBy(SENDS, {
      destination: DESTINATION,
      dossier_id: Any(rows.map(({ dossier_id }) => dossier_id!).filter(Boolean)),
    });
    const byId = new Map(sends.map((send) => [send.dossier_id, send]));
    const waiting: UnansweredSubmission[] = [];
    const asBefore: string[] = [];
    for (const row of rows) {
      if (row.state === 'REFUSED') {
        waiting.push({ portalCode: row.portal_code, answer: 'REFUSED', reason: row.refusal_reason ?? undefined });
        continue;
      }
      const send = byId.get(row.dossier_id!);
      const code = send?.code ?? undefined;
      const answer = answerFor(send?.wanted_status, code, typeof send?.acknowledged_version === 'number');
      if (answer === row.answer) asBefore.push(row.portal_code);
      else waiting.push({ portalCode: row.portal_code, answer, code });
    }
    if (asBefore.length > 0) {
      await this.rows.update({ destination: DESTINATION, portal_code: Any(asBefore) }, { due_at: inMs(LOOK_AGAIN_MS) });
    }
    return waiting;
  }

  async answered(portalCode: string, answer: SubmissionAnswer): Promise<void> {
    await this.rows.update(
      { ...keyOf(portalCode), state: In(['SUBMITTED', 'REFUSED']) },
      { answer, state: answer === 'TAKEN_OVER' ? 'SUBMITTED' : 'ANSWERED', due_at: inMs(LOOK_AGAIN_MS), ...SETTLED },
    );
  }

  async find(portalCode: string): Promise<Submission | undefined> {
    const row = await this.rows.findOneBy(keyOf(portalCode));
    return row ? submissionOf(row) : undefined;
  }

  async list({
    state,
    failing,
    cursor,
    limit = DEFAULT_LIMIT,
  }: ListNationalSubmissionsQuery): Promise<Page<Submission>> {
    const query = this.rows.createQueryBuilder('s').where({
      destination: DESTINATION,
      ...(state && { state }),
      ...(failing && { error_class: failing === 'true' ? Not(IsNull()) : IsNull() }),
    });
    const total = await counted(query);
    if (cursor) query.andWhere({ portal_code: MoreThan(decodeCursor(cursor, { code: 'string' }).code) });
    const rows = await query
      .orderBy('s.portal_code')
      .limit(limit + 1)
      .getMany();
    return pageOf(rows, limit, total, submissionOf, (row) => ({ code: row.portal_code }));
  }
}

const SENDING = 'sent_since, may_run_until, may_run_until > clock_timestamp() AS may_run';

interface SendingRow {
  sent_since: Date | null;
  may_run_until: Date | null;
  may_run: boolean | null;
}

function submissionOf(row: SubmissionRow): Submission {
  return {
    portalCode: row.portal_code,
    state: row.state,
    dossierId: row.dossier_id ?? undefined,
    answer: row.answer ?? undefined,
    fetchedAt: row.fetched_at,
    attempts: row.attempts,
    refusal:
      row.refused_at === null
        ? undefined
        : { reason: row.refusal_reason ?? '', by: row.refused_by ?? '', at: row.refused_at },
    failure: failureOf(row),
    failingSince: row.failing_since ?? undefined,
  };
}
