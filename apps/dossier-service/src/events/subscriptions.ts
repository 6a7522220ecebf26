import type {
  AgencyChanged,
  AgencyRegistered,
  CalendarPublished,
  ProcedureAbolished,
  ProcedurePublished,
  RuleSetPublished,
} from '@motcua/contracts';
import type { EventContext } from '@motcua/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CalendarChanges } from '../persistence/calendar-changes.js';
import { ReferenceCopies } from '../persistence/reference-copies.js';

/**
 * What this service listens to:
 *
 * | event | effect |
 * |---|---|
 * | procedure.published | dossiers can be opened on the version from its effective date |
 * | procedure.abolished | no dossier can be opened from its effective date; open ones end by their version |
 * | agency.registered, agency.changed | agency, its calendar and office hours for dossiers accepted from now on |
 * | calendar.published | deadlines are counted by it, and open ones are set anew |
 * | rule-set.published | dossiers accepted in its time are counted by it |
 */
@Controller()
export class Subscriptions {
  constructor(
    @Inject(ReferenceCopies) private readonly copies: ReferenceCopies,
    @Inject(CalendarChanges) private readonly calendarChanges: CalendarChanges,
  ) {}

  @EventPattern<string>('procedure.published')
  async onProcedurePublished(@Payload() event: ProcedurePublished, @Ctx() { manager }: EventContext): Promise<void> {
    await this.copies.keepProcedure(manager, event);
  }

  @EventPattern<string>('procedure.abolished')
  async onProcedureAbolished(@Payload() event: ProcedureAbolished, @Ctx() { manager }: EventContext): Promise<void> {
    await this.copies.keepAbolition(manager, event);
  }

  @EventPattern<string>('agency.registered')
  async onAgencyRegistered(@Payload() agency: AgencyRegistered, @Ctx() context: EventContext): Promise<void> {
    await this.copies.keepAgency(context.manager, agency, context.event.aggregateversion);
  }

  @EventPattern<string>('agency.changed')
  async onAgencyChanged(@Payload() agency: AgencyChanged, @Ctx() context: EventContext): Promise<void> {
    await this.copies.keepAgency(context.manager, agency, context.event.aggregateversion);
  }

  @EventPattern<string>('calendar.published')
  async onCalendarPublished(@Payload() calendar: CalendarPublished, @Ctx() { manager }: EventContext): Promise<void> {
    await this.copies.keepCalendar(manager, calendar);
    await this.calendarChanges.begin(manager, calendar.id, calendar.version);
  }

  @EventPattern<string>('rule-set.published')
  async onRuleSetPublished(@Payload() ruleSet: RuleSetPublished, @Ctx() { manager }: EventContext): Promise<void> {
    await this.copies.keepRuleSet(manager, ruleSet);
  }
}
