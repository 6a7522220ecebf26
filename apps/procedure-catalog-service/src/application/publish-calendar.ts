import type { PublishCalendarRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { nextCalendar, type CalendarDefinition } from '../domain/versioned.js';
import { Calendars, type Published } from './ports.js';

@Injectable()
export class PublishCalendar {
  constructor(
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the latest version; nothing is announced when the request says the same as it.
   * @throws DomainError by the rules of `nextCalendar`.
   */
  execute(command: Command<PublishCalendarRequest> & { id: string }): Promise<Published<CalendarDefinition>> {
    const { id, input } = command;
    return this.calendars.publish({ ...command, operation: `publishCalendar:${id}` }, (latest) => {
      const definition = nextCalendar(id, input, latest);
      return definition && { at: this.clock.now(), definition };
    });
  }
}
