import { Inject, Injectable } from '@nestjs/common';
import { Outbox } from '@motcua/messaging';
import {
  cappedCount,
  decodeCursor,
  idempotent,
  maskName,
  maskPhone,
  pageOf,
  Parameters,
  PersonalDataCipher,
} from '@motcua/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import {
  Feedbacks,
  type ChangeRequest,
  type FeedbackFilter,
  type FeedbackRecord,
  type HistoryEntry,
  type PageOf,
  type PageRequest,
  type Visibility,
} from '../application/ports.js';
import { evolve, type FeedbackEvent } from '../domain/feedback-events.js';
import type { Office } from '../domain/deadlines.js';
import type { Feedback, Filer } from '../domain/feedback.js';
import type { Actor } from '../domain/guards.js';
import { feedbackNotFound, staleVersion } from '../domain/refusals.js';
import { publishedEvent } from '../events/published-events.js';
import { filterOf } from './feedback-filter.js';
import { maskedFiler, toColumns, toFeedback, type FeedbackRowWithFiler } from './feedback-row.js';
import { PostgresOffices } from './postgres-offices.js';
import { visibleTo } from './visible-to.js';

const WITH_FILER = `SELECT f.*, p.full_name AS filer_name, p.phone AS filer_phone
  FROM feedbacks f JOIN feedback_filers p ON p.feedback_id = f.id`;

type Change = Omit<ChangeRequest, 'repetition' | 'actor'> & { actor: Pick<Actor, 'subject'> };

/** Feedbacks in PostgreSQL. */
@Injectable()
export class PostgresFeedbacks extends Feedbacks {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(PersonalDataCipher) private readonly cipher: PersonalDataCipher,
    @Inject(PostgresOffices) private readonly offices: PostgresOffices,
  ) {
    super();
  }

  change<T>(
    request: ChangeRequest,
    decide: (feedback: Feedback | undefined) => FeedbackEvent[],
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    return this.dataSource.transaction((manager) => this.changeOnce(manager, request, decide, present));
  }

  changeCounted<T>(
    request: ChangeRequest & { countedAt: Office },
    decide: (feedback: Feedback | undefined, office: Office) => FeedbackEvent[],
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const { agencyCode } = request.countedAt;
    return this.dataSource.transaction(async (manager) => {
      // Before any row, as whoever brings a calendar takes it before the feedbacks: else each would wait for the other.
      await this.offices.hold(manager);
      const office = await this.offices.findKnown(manager, agencyCode);
      if (!office) throw new Error(`agency ${agencyCode} is not among the copies`);
      return this.changeOnce(manager, request, (feedback) => decide(feedback, office), present);
    });
  }

  private async changeOnce<T>(
    manager: EntityManager,
    request: ChangeRequest,
    decide: (feedback: Feedback | undefined) => FeedbackEvent[],
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const { actor, repetition } = request;
    const { operation, key, requestHash } = repetition;
    const answer = await idempotent(
      manager,
      { caller: actor.subject, operation, key, requestHash, cipher: this.cipher },
      async () => ({ status: 200, body: present(await this.changeWithin(manager, request, decide)) }),
    );
    return answer.body;
  }

  /** `change` in a transaction that is open already: that of an event being consumed. */
  async changeWithin(
    manager: EntityManager,
    change: Change,
    decide: (feedback: Feedback | undefined) => FeedbackEvent[],
  ): Promise<FeedbackRecord> {
    const before = change.filer ? undefined : await this.lock(manager, change.id, change.visibility);
    const feedback = before && toFeedback(before, this.cipher);
    if (feedback && change.expectedVersion !== undefined && change.expectedVersion !== feedback.version) {
      throw staleVersion(change.expectedVersion, feedback.version);
    }
    const events = decide(feedback);
    let after = feedback;
    const steps = events.map((event) => ({ event, after: (after = evolve(after, event)) }));
    if (!after) throw new Error('a feedback begins with an event');
    if (steps.length > 0) {
      await this.save(manager, feedback, after);
      if (change.filer) await this.saveFiler(manager, after.id, change.filer);
      await this.record(manager, change.actor.subject, steps);
    }
    const filer = change.filer ? this.maskedOf(change.filer) : maskedFiler(before!, this.cipher);
    return { feedback: after, filer };
  }

  async get(id: string, visibility: Visibility): Promise<FeedbackRecord> {
    const parameters = new Parameters();
    const rows: FeedbackRowWithFiler[] = await this.dataSource.query(
      `${WITH_FILER} WHERE f.id = ${parameters.add(id)} AND ${visibleTo(visibility, parameters)}`,
      parameters.values,
    );
    if (!rows[0]) throw feedbackNotFound();
    return this.toRecord(rows[0]);
  }

  async list(visibility: Visibility, filter: FeedbackFilter, page: PageRequest): Promise<PageOf<FeedbackRecord>> {
    const parameters = new Parameters();
    const where = [visibleTo(visibility, parameters), ...filterOf(filter, parameters, visibility)].join(' AND ');
    const total = await cappedCount(this.dataSource, `SELECT 1 FROM feedbacks f WHERE ${where}`, [
      ...parameters.values,
    ]);
    let after = '';
    if (page.cursor) {
      const { filedAt, id } = decodeCursor(page.cursor, { filedAt: 'date', id: 'uuid' });
      after = ` AND (f.filed_at, f.id) < (${parameters.add(filedAt)}, ${parameters.add(id)})`;
    }
    const rows: FeedbackRowWithFiler[] = await this.dataSource.query(
      `${WITH_FILER} WHERE ${where}${after}
       ORDER BY f.filed_at DESC, f.id DESC LIMIT ${parameters.add(page.limit + 1)}`,
      parameters.values,
    );
    return pageOf(
      rows,
      page.limit,
      total,
      (row) => this.toRecord(row),
      (row) => ({ filedAt: row.filed_at, id: row.id }),
    );
  }

  async history(id: string, visibility: Visibility): Promise<HistoryEntry[]> {
    await this.get(id, visibility);
    const rows: HistoryRow[] = await this.dataSource.query(
      `SELECT version, action, at, status, agency_code, late, actor, note
       FROM feedback_history WHERE feedback_id = $1 ORDER BY version`,
      [id],
    );
    return rows.map((row) => ({
      version: row.version,
      action: row.action,
      at: row.at,
      status: row.status,
      agencyCode: row.agency_code,
      late: row.late,
      actor: row.actor,
      note: row.note ? this.cipher.decrypt(row.note) : undefined,
    }));
  }

  readFiler(id: string, visibility: Visibility, reader: Actor, purpose: string, at: Date): Promise<Filer> {
    return this.dataSource.transaction(async (manager) => {
      const parameters = new Parameters();
      const rows: FilerRow[] = await manager.query(
        `SELECT p.* FROM feedbacks f JOIN feedback_filers p ON p.feedback_id = f.id
         WHERE f.id = ${parameters.add(id)} AND ${visibleTo(visibility, parameters)}`,
        parameters.values,
      );
      const row = rows[0];
      if (!row) throw feedbackNotFound();
      await manager.query(
        `INSERT INTO personal_data_reads (id, feedback_id, reader, reader_agency, purpose, read_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [uuidv7(), id, reader.subject, reader.agency ?? null, purpose, at],
      );
      return {
        fullName: this.cipher.decrypt(row.full_name),
        address: this.cipher.decrypt(row.address),
        phone: this.cipher.decrypt(row.phone),
        email: row.email ? this.cipher.decrypt(row.email) : undefined,
        identityNumber: row.identity_number ? this.cipher.decrypt(row.identity_number) : undefined,
      };
    });
  }

  async nextNumber(day: string): Promise<number> {
    const rows: { last_number: number }[] = await this.dataSource.query(
      `INSERT INTO feedback_code_counters (day, last_number) VALUES ($1, 1)
       ON CONFLICT (day) DO UPDATE SET last_number = feedback_code_counters.last_number + 1
       RETURNING last_number`,
      [day],
    );
    return rows[0]!.last_number;
  }

  private async lock(manager: EntityManager, id: string, visibility: Visibility): Promise<FeedbackRowWithFiler> {
    const parameters = new Parameters();
    const rows: FeedbackRowWithFiler[] = await manager.query(
      `${WITH_FILER} WHERE f.id = ${parameters.add(id)} AND ${visibleTo(visibility, parameters)} FOR UPDATE OF f`,
      parameters.values,
    );
    if (!rows[0]) throw feedbackNotFound();
    return rows[0];
  }

  private async save(manager: EntityManager, before: Feedback | undefined, after: Feedback): Promise<void> {
    const columns = Object.entries(toColumns(after, this.cipher));
    const names = columns.map(([name]) => name);
    const values = columns.map(([, value]) => value);
    const places = values.map((_, index) => `$${index + 1}`);
    if (!before) {
      await manager.query(`INSERT INTO feedbacks (${names.join(', ')}) VALUES (${places.join(', ')})`, values);
      return;
    }
    const assignments = names.map((name, index) => `${name} = $${index + 1}`);
    const [, changed]: [unknown, number] = await manager.query(
      `UPDATE feedbacks SET ${assignments.join(', ')} WHERE id = $1 AND version = $${values.length + 1}`,
      [...values, before.version],
    );
    if (changed !== 1) throw staleVersion(before.version, before.version + 1);
  }

  private async saveFiler(manager: EntityManager, feedbackId: string, filer: Filer): Promise<void> {
    const secret = (text: string | undefined) => (text === undefined ? null : this.cipher.encrypt(text));
    await manager.query(
      `INSERT INTO feedback_filers (feedback_id, full_name, address, phone, email, identity_number)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        feedbackId,
        secret(filer.fullName),
        secret(filer.address),
        secret(filer.phone),
        secret(filer.email),
        secret(filer.identityNumber),
      ],
    );
  }

  /** History and announcements of what was decided, in order. */
  private async record(
    manager: EntityManager,
    actor: string,
    steps: { event: FeedbackEvent; after: Feedback }[],
  ): Promise<void> {
    for (const { event, after } of steps) {
      const note = noteOf(event);
      const { deadlines, calendarId, calendarVersion } = after;
      await manager.query(
        `INSERT INTO feedback_history
           (feedback_id, version, action, at, status, agency_code, late, actor, note, deadlines)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          after.id,
          after.version,
          event.type,
          event.at,
          after.status,
          after.agencyCode,
          'late' in event && event.late,
          actor,
          note === undefined ? null : this.cipher.encrypt(note),
          JSON.stringify({ ...deadlines, calendarId, calendarVersion }),
        ],
      );
    }
    const announced = steps.flatMap(({ event, after }) => {
      const payload = publishedEvent(event, after);
      return payload
        ? [{ payload, aggregateId: after.id, aggregateVersion: after.publishedEvents, time: event.at }]
        : [];
    });
    await this.outbox.append(manager, announced);
  }

  private toRecord(row: FeedbackRowWithFiler): FeedbackRecord {
    return { feedback: toFeedback(row, this.cipher), filer: maskedFiler(row, this.cipher) };
  }

  private maskedOf(filer: Filer) {
    return { fullName: maskName(filer.fullName), phone: maskPhone(filer.phone) };
  }
}

interface HistoryRow {
  version: number;
  action: FeedbackEvent['type'];
  at: Date;
  status: Feedback['status'];
  agency_code: string;
  late: boolean;
  actor: string;
  note: Buffer | null;
}

interface FilerRow {
  full_name: Buffer;
  address: Buffer;
  phone: Buffer;
  email: Buffer | null;
  identity_number: Buffer | null;
}

function noteOf(event: FeedbackEvent): string | undefined {
  return 'explanation' in event ? event.explanation : undefined;
}
