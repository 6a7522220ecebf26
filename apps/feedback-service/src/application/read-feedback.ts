import { Inject, Injectable } from '@nestjs/common';
import type { FeedbackStatus, FilerReadPurpose, ListFeedbackQuery } from '@motcua/contracts';
import { DomainError } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { startOfLocalDay } from '@motcua/working-time';
import { explainDeadlines, type ExplainedDeadline } from '../domain/deadlines.js';
import type { Filer } from '../domain/feedback.js';
import { wrongFields } from '../domain/refusals.js';
import { officeHolding } from './office-of.js';
import { Feedbacks, Offices, type FeedbackRecord, type HistoryEntry, type PageOf } from './ports.js';
import { narrow, visibilityOf } from './visibility.js';

const PAGE_SIZE = 50;
const DAY_MS = 86_400_000;

/** What a caller may read of the feedbacks that they may see. */
@Injectable()
export class ReadFeedback {
  constructor(
    @Inject(Feedbacks) private readonly feedbacks: Feedbacks,
    @Inject(Offices) private readonly offices: Offices,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  one(id: string, caller: Caller): Promise<FeedbackRecord> {
    return this.feedbacks.get(id, visibilityOf(caller));
  }

  list(query: ListFeedbackQuery, caller: Caller): Promise<PageOf<FeedbackRecord>> {
    const visibility = narrow(visibilityOf(caller), query.scope);
    if (!visibility) throw scopeForbidden();
    return this.feedbacks.list(
      visibility,
      {
        statuses: query.status?.split(',') as FeedbackStatus[] | undefined,
        kind: query.kind,
        channel: query.channel,
        agencyCode: query.agencyCode,
        code: query.code,
        dossierCode: query.dossierCode,
        procedureCode: query.procedureCode,
        overdue: query.overdue && { is: query.overdue === 'true', now: this.clock.now() },
        filedFrom: startOfDay('filedFrom', query.filedFrom),
        filedBefore: dayAfter(startOfDay('filedTo', query.filedTo)),
      },
      { cursor: query.cursor, limit: query.limit ?? PAGE_SIZE },
    );
  }

  history(id: string, caller: Caller): Promise<HistoryEntry[]> {
    return this.feedbacks.history(id, visibilityOf(caller));
  }

  async deadlines(id: string, caller: Caller): Promise<{ rulesId: string; items: ExplainedDeadline[] }> {
    const { feedback } = await this.one(id, caller);
    const office = await officeHolding(this.offices, feedback.agencyCode, this.clock.now());
    return { rulesId: feedback.rules.id, items: explainDeadlines(feedback, office.calendar) };
  }

  /** The person behind it, recorded with the reader and the purpose. The reform office reads figures, not persons. */
  filer(id: string, purpose: FilerReadPurpose, caller: Caller): Promise<Filer> {
    const visibility = visibilityOf(caller);
    const everywhere = caller.has('procedure-control') || undefined;
    return this.feedbacks.readFiler(id, { ...visibility, everywhere }, caller, purpose, this.clock.now());
  }
}

/** @throws DomainError `feedback.invalid` for a day long before any feedback, where calendars are a matter of opinion */
function startOfDay(path: string, day: string | undefined): Date | undefined {
  if (day === undefined) return undefined;
  if (day >= '1900-01-01') return startOfLocalDay(day);
  throw wrongFields([{ path, code: 'min', message: { vi: 'phải từ 1900-01-01', en: 'must be 1900-01-01 or later' } }]);
}

function dayAfter(start: Date | undefined): Date | undefined {
  return start && new Date(start.getTime() + DAY_MS);
}

function scopeForbidden(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'feedback.scope-forbidden',
    message: {
      vi: 'Vai trò của bạn không xem được phạm vi này.',
      en: 'With your role you cannot list this scope.',
    },
    fields: [{ path: 'scope', message: { vi: 'ngoài phạm vi của bạn', en: 'beyond what you may see' } }],
  });
}
