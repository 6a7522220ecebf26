import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { AgencyChanged, AgencyRegistered, CalendarPublished, ProcedurePublished } from '@motcua/contracts';
import type { EventContext } from '@motcua/messaging';
import { Clock } from '@motcua/platform';
import { DeadlineRecount } from '../persistence/deadline-recount.js';
import { PostgresKnownSubjects } from '../persistence/postgres-known-subjects.js';
import { PostgresOffices } from '../persistence/postgres-offices.js';

/** Copies of the catalog's agencies, calendars and procedures, as its events say. */
@Controller()
export class ReferenceDataSubscriptions {
  constructor(
    @Inject(PostgresOffices) private readonly offices: PostgresOffices,
    @Inject(PostgresKnownSubjects) private readonly subjects: PostgresKnownSubjects,
    @Inject(DeadlineRecount) private readonly recount: DeadlineRecount,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @EventPattern<string>('agency.registered')
  async onAgencyRegistered(@Payload() agency: AgencyRegistered, @Ctx() context: EventContext): Promise<void> {
    await this.offices.saveAgency(context.manager, agency, context.event.aggregateversion);
  }

  @EventPattern<string>('agency.changed')
  async onAgencyChanged(@Payload() agency: AgencyChanged, @Ctx() context: EventContext): Promise<void> {
    await this.offices.lock(context.manager);
    await this.offices.saveAgency(context.manager, agency, context.event.aggregateversion);
    await this.recount.forAgency(context.manager, agency.code, this.clock.now(), causeOf(context));
  }

  @EventPattern<string>('calendar.published')
  async onCalendarPublished(@Payload() calendar: CalendarPublished, @Ctx() context: EventContext): Promise<void> {
    await this.offices.lock(context.manager);
    await this.offices.saveCalendar(context.manager, calendar);
    await this.recount.forCalendar(context.manager, calendar.id, this.clock.now(), causeOf(context));
  }

  @EventPattern<string>('procedure.published')
  async onProcedurePublished(@Payload() procedure: ProcedurePublished, @Ctx() context: EventContext): Promise<void> {
    await this.subjects.saveProcedure(context.manager, procedure);
  }
}

function causeOf(context: EventContext): string {
  return `event:${context.event.type}:${context.event.id}`;
}
