import { DomainError, type CalendarVersionView, type FieldError, type PublishCalendarRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { CalendarDefinitionError, compileCalendar } from '@motcua/working-time';
import { Inject, Injectable } from '@nestjs/common';
import { checkCalendarSpan, checkCoversAsBefore, expectVersion, sameDefinition } from '../domain/versioned.js';
import type { CatalogStores } from './ports.js';

function refuse(fields: FieldError[]): never {
  throw new DomainError({
    kind: 'precondition',
    code: 'calendar.invalid',
    message: { vi: 'Lịch chưa đúng.', en: 'The calendar is not right so.' },
    fields,
  });
}

/** Publishes the next version of a calendar, and announces it. */
@Injectable()
export class PublishCalendar {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /**
   * @returns the version; the latest one, and nothing announced, when the request says the same as it.
   * @throws DomainError `conflict` when another version came in between, `precondition` with all that contradicts itself
   * or leaves out days of the version before.
   */
  async run(
    stores: CatalogStores,
    id: string,
    input: PublishCalendarRequest,
    by: string,
  ): Promise<{ calendar: CalendarVersionView; isNew: boolean }> {
    const latest = await stores.calendars.latest(id);
    const { expectedVersion, ...definition } = input;
    if (latest && sameDefinition(definition, latest)) return { calendar: latest, isNew: false };
    expectVersion('calendar', latest?.version ?? 0, expectedVersion);
    const spanProblems = [...checkCalendarSpan(input), ...(latest ? checkCoversAsBefore(input, latest) : [])];
    if (spanProblems.length > 0) refuse(spanProblems);
    const version = (latest?.version ?? 0) + 1;
    try {
      compileCalendar({ ...definition, id, version });
    } catch (error) {
      if (!(error instanceof CalendarDefinitionError)) throw error;
      refuse(
        error.problems.map(({ path, message }) => ({
          path,
          code: 'calendar',
          message: { vi: `không dùng được: ${message}`, en: message },
        })),
      );
    }
    const at = this.clock.now();
    await stores.calendars.append(id, version, definition, { at, by });
    await stores.announce([{ kind: 'CALENDAR_PUBLISHED', at, aggregateVersion: version, id, calendar: definition }]);
    return { calendar: { ...definition, id, version, publishedAt: at.toISOString(), publishedBy: by }, isNew: true };
  }
}
