import { DomainError } from '@motcua/contracts';
import {
  contentHash,
  decodeCursor,
  maskName,
  maskPhone,
  pageOf,
  type Clock,
  type Command,
  type Page,
} from '@motcua/platform';
import { localDate } from '@motcua/working-time';
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
import { reachesDossiersOf, type Scope } from '../application/caller-scope.js';
import type { Actor } from '../domain/actions.js';
import { isLate, presentDeadline, type Office } from '../domain/deadlines.js';
import { actorKindOf, stepsOf, type FeedbackEvent } from '../domain/feedback-events.js';
import type { Feedback, Filer } from '../domain/feedback.js';
import { feedbackCode } from '../domain/file-feedback.js';
import { feedbackNotFound, staleVersion } from '../domain/refusals.js';

interface Item {
  feedback: Feedback;
  filer: Filer;
  history: HistoryEntry[];
}

/** Feedback items without a database, held to the same contract (`feedbacks-contract.ts`). */
export class InMemoryFeedbacks extends Feedbacks {
  /** Who read the person behind which item, and what for. */
  readonly readings: { id: string; reader: string; purpose: string; at: Date }[] = [];
  private readonly items = new Map<string, Item>();
  private readonly kept = new Map<string, { hash: string; written: Changed }>();
  private readonly numbers = new Map<string, number>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly clock: Clock) {
    super();
  }

  begin<P extends { office: Office }>(
    request: Filing<P>,
    decide: (prepared: P, within: FilingWithin) => Promise<FeedbackEvent[]>,
  ): Promise<Changed> {
    const prepare = () => request.prepare();
    return this.once(request, 'feedback.file', prepare, async (prepared) => {
      const at = this.clock.now();
      const day = localDate(at);
      const number = (this.numbers.get(day) ?? 0) + 1;
      const events = await decide(prepared, { at, nextCode: async () => feedbackCode(at, number) });
      this.numbers.set(day, number);
      return this.write({ filer: request.filer, history: [] }, events, request.caller, at);
    });
  }

  change<P>(
    request: Change & Partial<Preparation<P>>,
    decide: (feedback: Feedback, at: Date, prepared: P) => FeedbackEvent[],
  ): Promise<Changed> {
    const prepare = async () => (await request.prepare?.()) as P;
    return this.once(request, `feedback.${request.action}:${request.id}`, prepare, async (prepared) => {
      const item = this.reached(request.id, request.scopes);
      const { version } = item.feedback;
      const { expectedVersion = version } = request;
      if (expectedVersion !== version) throw staleVersion(expectedVersion, version);
      const at = this.clock.now();
      return this.write(item, decide(item.feedback, at, prepared), request.caller, at);
    });
  }

  changeCounted<P extends { office: Office }>(
    request: Change & Preparation<P>,
    decide: (feedback: Feedback, at: Date, prepared: P) => FeedbackEvent[],
  ): Promise<Changed> {
    return this.change(request, decide);
  }

  async get(id: string, scopes: Scope[]): Promise<FeedbackRecord> {
    return recordOf(this.reached(id, scopes));
  }

  async list(scopes: Scope[], filter: FeedbackFilter, page: PageRequest): Promise<Page<FeedbackRecord>> {
    const found = [...this.items.values()]
      .filter(({ feedback }) => reaches(scopes, feedback) && matches(feedback, filter, scopes))
      .sort((a, b) => (isBefore(a.feedback, b.feedback) ? 1 : -1));
    const after = page.cursor ? decodeCursor(page.cursor, { filedAt: 'date', id: 'uuid' }) : undefined;
    const rest = after ? found.filter(({ feedback }) => isBefore(feedback, after)) : found;
    return pageOf(
      rest.slice(0, page.limit + 1),
      page.limit,
      { value: found.length, capped: false },
      recordOf,
      ({ feedback }) => ({ filedAt: feedback.filedAt, id: feedback.id }),
    );
  }

  async history(id: string, scopes: Scope[]): Promise<HistoryEntry[]> {
    return this.reached(id, scopes).history;
  }

  async readFiler(id: string, scopes: Scope[], reader: Actor, purpose: string): Promise<Filer> {
    const { filer } = this.reached(id, scopes);
    this.readings.push({ id, reader: reader.subject, purpose, at: this.clock.now() });
    return filer;
  }

  private async once<P>(
    { caller, idempotencyKey, input }: Command<object>,
    operation: string,
    prepare: () => Promise<P>,
    work: (prepared: P) => Promise<Changed>,
  ): Promise<Changed> {
    const key = JSON.stringify([caller.subject, operation, idempotencyKey]);
    const hash = contentHash(input);
    const earlier = () => {
      const kept = idempotencyKey === undefined ? undefined : this.kept.get(key);
      if (kept && kept.hash !== hash) throw keyReused();
      return kept?.written;
    };
    const before = earlier();
    if (before) return before;
    const prepared = await prepare();
    return this.alone(async () => {
      const meanwhile = earlier();
      if (meanwhile) return meanwhile;
      const written = await work(prepared);
      if (idempotencyKey !== undefined) this.kept.set(key, { hash, written });
      return written;
    });
  }

  /** One at a time, as if each locked the whole store. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private write(
    before: Omit<Item, 'feedback'> & Partial<Item>,
    events: FeedbackEvent[],
    { subject }: Actor,
    at: Date,
  ): Changed {
    const steps = stepsOf(before.feedback, events);
    const feedback = steps.at(-1)?.after ?? before.feedback;
    if (!feedback) throw new Error('a feedback item begins with an event');
    const history = steps.map(({ event, after }): HistoryEntry => ({
      version: after.version,
      action: event.type,
      at: event.at,
      status: after.status,
      agencyCode: after.agencyCode,
      late: 'late' in event && event.late,
      actor: subject,
      actorKind: actorKindOf(event.type, after),
      note: 'explanation' in event ? event.explanation : undefined,
    }));
    const item = { ...before, feedback, history: [...before.history, ...history] };
    this.items.set(feedback.id, item);
    return { ...recordOf(item), at };
  }

  private reached(id: string, scopes: Scope[]): Item {
    const item = this.items.get(id);
    if (!item || !reaches(scopes, item.feedback)) throw feedbackNotFound();
    return item;
  }
}

function recordOf({ feedback, filer }: Item): FeedbackRecord {
  return { feedback, filer: { fullName: maskName(filer.fullName), phone: maskPhone(filer.phone) } };
}

function reaches(scopes: Scope[], feedback: Feedback): boolean {
  return scopes.some((scope) => {
    switch (scope.kind) {
      case 'PROVINCE':
        return true;
      case 'AGENCY':
        return scope.agencyCode === feedback.agencyCode;
      case 'OWNER':
        return scope.subject === feedback.filerSubject;
      case 'SUBMITTER':
        return scope.subject === feedback.portalSubject;
    }
  });
}

function matches(feedback: Feedback, filter: FeedbackFilter, scopes: Scope[]): boolean {
  const { statuses, overdue, filedFrom, filedBefore, ...equal } = filter;
  const { subjectAgencyCode } = feedback;
  const hidden = subjectAgencyCode !== undefined && !reachesDossiersOf(scopes, subjectAgencyCode);
  return (
    Object.entries(equal).every(([name, value]) => value === undefined || feedback[name as keyof Feedback] === value) &&
    !(filter.procedureCode !== undefined && hidden) &&
    (!statuses || statuses.includes(feedback.status)) &&
    (!overdue || overdue.is === isLate(presentDeadline(feedback), overdue.now)) &&
    (!filedFrom || feedback.filedAt >= filedFrom) &&
    (!filedBefore || feedback.filedAt < filedBefore)
  );
}

function isBefore(a: Pick<Feedback, 'filedAt' | 'id'>, b: Pick<Feedback, 'filedAt' | 'id'>): boolean {
  const apart = a.filedAt.getTime() - b.filedAt.getTime();
  return apart === 0 ? a.id < b.id : apart < 0;
}

function keyReused(): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'idempotency.key-reused',
    message: { vi: 'Khóa đã dùng cho một yêu cầu khác.', en: 'The key was used for another request.' },
  });
}
