import { Injectable } from '@nestjs/common';
import type { FeedbackStatus, ListFeedbackQuery } from '@motcua/contracts';
import { DomainError } from '@motcua/contracts';
import { Clock, type Caller, type Page } from '@motcua/platform';
import { startOfLocalDay } from '@motcua/working-time';
import { wrongFields } from '../domain/refusals.js';
import { Feedbacks, PAGE_SIZE, type FeedbackRecord } from './feedbacks.js';
import { narrowed, readableBy } from './caller-scope.js';

const DAY_MS = 86_400_000;

@Injectable()
export class ListFeedback {
  constructor(
    private readonly feedbacks: Feedbacks,
    private readonly clock: Clock,
  ) {}

  execute({ query, caller }: { query: ListFeedbackQuery; caller: Caller }): Promise<Page<FeedbackRecord>> {
    const scopes = narrowed(readableBy(caller), query.scope);
    if (query.scope !== undefined && scopes.length === 0) throw scopeForbidden();
    return this.feedbacks.list(
      scopes,
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
}

/** @throws DomainError `feedback.invalid` for a day before 1900: no feedback item is so old, and local time was another then */
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
      en: 'Your role cannot list this scope.',
    },
    fields: [{ path: 'scope', message: { vi: 'ngoài phạm vi của bạn', en: 'is outside what you may see' } }],
  });
}
