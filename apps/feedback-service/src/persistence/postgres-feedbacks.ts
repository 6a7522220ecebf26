import { Injectable } from '@nestjs/common';
import { Outbox } from '@motcua/messaging';
import {
  cappedCount,
  Clock,
  decodeCursor,
  earlierResult,
  idempotent,
  pageOf,
  PersonalDataCipher,
  type Caller,
  type Command,
  type Page,
  idempotentRequest,
} from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import {
  Feedbacks,
  type Change,
  type FeedbackFilter,
  type FeedbackRecord,
  type FilingWithin,
  type Filing,
  type HistoryEntry,
  type PageRequest,
  type Preparation,
  type Changed,
} from '../application/feedbacks.js';
import { readableBy, type Scope } from '../application/caller-scope.js';
import type { Actor } from '../domain/actions.js';
import type { Office } from '../domain/deadlines.js';
import { actorKindOf, stepsOf, type FeedbackEvent } from '../domain/feedback-events.js';
import type { Feedback, Filer } from '../domain/feedback.js';
import { feedbackCode } from '../domain/file-feedback.js';
import { feedbackNotFound, staleVersion } from '../domain/refusals.js';
import { publishedEvent } from '../events/published-events.js';
import { FilerEntity, HistoryEntity, FeedbackEntity, ReadingEntity, type FeedbackRow } from './entities.js';
import { narrow } from './feedback-filter.js';
import {
  encrypted,
  keptOf,
  keptRow,
  toFeedback,
  toFiler,
  toFilerRow,
  toRecord,
  toRow,
  type FeedbackRowWithFiler,
  type KeptFeedback,
} from './feedback-row.js';
import { PostgresOffices } from './postgres-offices.js';
import { anyScope } from './scope-predicate.js';

/** What version 0.1 kept under a key: the view that it answered with. */
interface KeptView {
  id: string;
}

/** A change in a transaction that is open already. */
interface OpenChange {
  id: string;
  scopes: Scope[];
  actor: Pick<Actor, 'subject'>;
  expectedVersion?: number;
}

/** What a transaction has written, and the instant at which it did so. */
interface Written {
  row: FeedbackRowWithFiler;
  at: Date;
}

/** Feedback items in PostgreSQL. */
@Injectable()
export class PostgresFeedbacks extends Feedbacks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly cipher: PersonalDataCipher,
    private readonly offices: PostgresOffices,
    private readonly clock: Clock,
  ) {
    super();
  }

  begin<P extends { office: Office }>(
    request: Filing<P>,
    decide: (prepared: P, within: FilingWithin) => Promise<FeedbackEvent[]>,
  ): Promise<Changed> {
    const prepare = () => request.prepare();
    return this.once(request, 'feedback.file', prepare, async (manager, prepared) => {
      const office = await this.heldOffice(manager, prepared.office);
      const at = this.clock.now();
      const nextCode = () => this.nextCode(manager, at);
      const events = await decide({ ...prepared, office }, { at, nextCode });
      return { at, row: await this.insert(manager, request, events) };
    });
  }

  change<P>(
    request: Change & Partial<Preparation<P>>,
    decide: (feedback: Feedback, at: Date, prepared: P) => FeedbackEvent[],
  ): Promise<Changed> {
    const prepare = async () => (await request.prepare?.()) as P;
    return this.once(request, operationOf(request), prepare, (manager, prepared) =>
      this.changeWithin(manager, changeOf(request), (feedback, at) => decide(feedback, at, prepared)),
    );
  }

  changeCounted<P extends { office: Office }>(
    request: Change & Preparation<P>,
    decide: (feedback: Feedback, at: Date, prepared: P) => FeedbackEvent[],
  ): Promise<Changed> {
    const prepare = () => request.prepare();
    return this.once(request, operationOf(request), prepare, async (manager, prepared) => {
      const office = await this.heldOffice(manager, prepared.office);
      return this.changeWithin(manager, changeOf(request), (feedback, at) =>
        decide(feedback, at, { ...prepared, office }),
      );
    });
  }

  /** `change` in a transaction that is open already. The instant is taken while the item is held, when nothing waits any more. */
  async changeWithin(
    manager: EntityManager,
    { id, scopes, actor, expectedVersion }: OpenChange,
    decide: (feedback: Feedback, at: Date) => FeedbackEvent[],
  ): Promise<Written> {
    const before = await this.withFiler(this.reached(manager, scopes))
      .andWhere('f.id = :id', { id })
      .setLock('pessimistic_write', undefined, ['f'])
      .getOne();
    if (!before) throw feedbackNotFound();
    const feedback = toFeedback(before, this.cipher);
    if (expectedVersion !== undefined && expectedVersion !== feedback.version) {
      throw staleVersion(expectedVersion, feedback.version);
    }
    const at = this.clock.now();
    const steps = stepsOf(feedback, decide(feedback, at));
    const last = steps.at(-1);
    if (!last) return { row: before, at };
    const row = toRow(last.after, this.cipher);
    const { affected } = await manager.update(FeedbackEntity, { id, version: feedback.version }, row);
    if (affected !== 1) throw staleVersion(feedback.version, feedback.version + 1);
    await this.record(manager, actor, steps);
    return { row: { ...row, filer: before.filer }, at };
  }

  async get(id: string, scopes: Scope[]): Promise<FeedbackRecord> {
    const row = await this.withFiler(this.reached(this.dataSource.manager, scopes))
      .andWhere('f.id = :id', { id })
      .getOne();
    if (!row) throw feedbackNotFound();
    return toRecord(row, this.cipher);
  }

  async list(scopes: Scope[], filter: FeedbackFilter, page: PageRequest): Promise<Page<FeedbackRecord>> {
    const matching = narrow(this.reached(this.dataSource.manager, scopes), filter);
    if (filter.procedureCode !== undefined) {
      // A caller who is not shown the procedure of a dossier must not find by it either.
      const agencies = scopes.flatMap((scope) => (scope.kind === 'AGENCY' ? [scope.agencyCode] : []));
      const everywhere = scopes.some(({ kind }) => kind === 'PROVINCE');
      const shown = 'f.subject_agency_code IS NULL OR f.subject_agency_code = ANY(:agencies)';
      if (!everywhere) matching.andWhere(`(${shown})`, { agencies });
    }
    const total = await cappedCount(this.dataSource, ...matching.clone().select('1').getQueryAndParameters());
    if (page.cursor) {
      const after = decodeCursor(page.cursor, { filedAt: 'date', id: 'uuid' });
      matching.andWhere('(f.filed_at, f.id) < (:afterFiledAt, :afterId)', {
        afterFiledAt: after.filedAt,
        afterId: after.id,
      });
    }
    const rows = await this.withFiler(matching)
      .orderBy('f.filed_at', 'DESC')
      .addOrderBy('f.id', 'DESC')
      .limit(page.limit + 1)
      .getMany();
    return pageOf(
      rows,
      page.limit,
      total,
      (row) => toRecord(row, this.cipher),
      (row) => ({ filedAt: row.filed_at, id: row.id }),
    );
  }

  async history(id: string, scopes: Scope[]): Promise<HistoryEntry[]> {
    const { feedback } = await this.get(id, scopes);
    const rows = await this.dataSource.manager.find(HistoryEntity, {
      where: { feedback_id: id },
      order: { version: 'ASC' },
    });
    return rows.map((row) => ({
      version: row.version,
      action: row.action,
      at: row.at,
      status: row.status,
      agencyCode: row.agency_code,
      late: row.late,
      actor: row.actor,
      actorKind: actorKindOf(row.action, feedback),
      note: row.note ? this.cipher.decrypt(row.note) : undefined,
    }));
  }

  readFiler(id: string, scopes: Scope[], reader: Actor, purpose: string): Promise<Filer> {
    return this.dataSource.transaction(async (manager) => {
      const reached = await this.reached(manager, scopes).andWhere('f.id = :id', { id }).select('f.id').getOne();
      if (!reached) throw feedbackNotFound();
      const row = await manager.findOneByOrFail(FilerEntity, { feedback_id: id });
      await manager.insert(ReadingEntity, {
        id: uuidv7(),
        feedback_id: id,
        reader: reader.subject,
        reader_agency: reader.agency ?? null,
        purpose,
        read_at: this.clock.now(),
      });
      return toFiler(row, this.cipher);
    });
  }

  /**
   * The kept result of the same request, or what `work` leaves, in one transaction with the key. Both are read from the kept
   * rows, so that a repetition gets the first answer.
   */
  private async once<P>(
    command: Command<object>,
    operation: string,
    prepare: () => Promise<P>,
    work: (manager: EntityManager, prepared: P) => Promise<Written>,
  ): Promise<Changed> {
    const { caller } = command;
    // Earlier versions kept results encrypted as a whole; the rows that are kept now are encrypted where their tables are.
    const request = idempotentRequest(operation, command, this.cipher);
    const earlier = await earlierResult<KeptFeedback | KeptView>(this.dataSource, request);
    if (earlier) return this.revived(earlier.result, caller);
    const prepared = await prepare();
    const kept = await this.dataSource.transaction((manager) =>
      idempotent<KeptFeedback | KeptView>(manager, request, async () => {
        const { row, at } = await work(manager, prepared);
        return keptOf(row, at);
      }),
    );
    return this.revived(kept, caller);
  }

  private async revived(kept: KeptFeedback | KeptView, caller: Caller): Promise<Changed> {
    // Version 0.1 kept an answer and no row: the item as it stands, and so only within what the caller may reach now.
    if ('id' in kept) return { ...(await this.get(kept.id, readableBy(caller))), at: this.clock.now() };
    return { ...toRecord(keptRow(kept), this.cipher), at: new Date(kept.at) };
  }

  /** The office as it works now. A change that has arrived is read here; for a later one, the walk finds what this transaction writes. */
  private async heldOffice(manager: EntityManager, { agencyCode }: Office): Promise<Office> {
    await this.offices.hold(manager);
    const office = await this.offices.findKnown(manager, agencyCode);
    if (!office) throw new Error(`agency ${agencyCode} is not among the copies`);
    return office;
  }

  private reached(manager: EntityManager, scopes: Scope[]): SelectQueryBuilder<FeedbackRow> {
    return manager.createQueryBuilder<FeedbackRow>(FeedbackEntity, 'f').where(anyScope(scopes));
  }

  private withFiler(query: SelectQueryBuilder<FeedbackRow>): SelectQueryBuilder<FeedbackRowWithFiler> {
    const shown = ['p.feedback_id', 'p.full_name', 'p.phone'];
    return query.innerJoin('f.filer', 'p').addSelect(shown) as SelectQueryBuilder<FeedbackRowWithFiler>;
  }

  /** By hand: PostgreSQL counts and gives the number in one statement. */
  private async nextCode(manager: EntityManager, at: Date): Promise<string> {
    const rows: { last_number: number }[] = await manager.query(
      `INSERT INTO feedback_code_counters (day, last_number) VALUES ($1, 1)
       ON CONFLICT (day) DO UPDATE SET last_number = feedback_code_counters.last_number + 1
       RETURNING last_number`,
      [localDate(at)],
    );
    return feedbackCode(at, rows[0]!.last_number);
  }

  private async insert(
    manager: EntityManager,
    { filer, caller }: Filing<unknown>,
    events: FeedbackEvent[],
  ): Promise<FeedbackRowWithFiler> {
    const steps = stepsOf(undefined, events);
    const last = steps.at(-1);
    if (!last) throw new Error('a feedback item begins with an event');
    const row = toRow(last.after, this.cipher);
    const { feedback_id, full_name, phone, ...rest } = toFilerRow(row.id, filer, this.cipher);
    await manager.insert(FeedbackEntity, row);
    await manager.insert(FilerEntity, { feedback_id, full_name, phone, ...rest });
    await this.record(manager, caller, steps);
    return { ...row, filer: { feedback_id, full_name, phone } };
  }

  /** History and announcements of what was decided, in order. */
  private async record(
    manager: EntityManager,
    { subject }: Pick<Actor, 'subject'>,
    steps: { event: FeedbackEvent; after: Feedback }[],
  ): Promise<void> {
    await manager.insert(
      HistoryEntity,
      steps.map(({ event, after }) => ({
        feedback_id: after.id,
        version: after.version,
        action: event.type,
        at: event.at,
        status: after.status,
        agency_code: after.agencyCode,
        late: 'late' in event && event.late,
        actor: subject,
        note: encrypted('explanation' in event ? event.explanation : undefined, this.cipher),
        deadlines: { ...after.deadlines, calendarId: after.calendarId, calendarVersion: after.calendarVersion },
      })),
    );
    const announced = steps.map(({ event, after }) => ({
      payload: publishedEvent(event, after),
      aggregateId: after.id,
      aggregateVersion: after.publishedEvents,
      time: event.at,
    }));
    await this.outbox.append(manager, announced);
  }
}

function operationOf({ action, id }: Change): string {
  return `feedback.${action}:${id}`;
}

function changeOf({ id, scopes, caller, expectedVersion }: Change): OpenChange {
  return { id, scopes, actor: caller, expectedVersion };
}
