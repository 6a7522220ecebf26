import type {
  AgencyChanged,
  AgencyRegistered,
  CalendarPublished,
  ProcedureAbolished,
  ProcedurePublished,
  ProcessApproved,
  RuleSetPublished,
} from '@motcua/contracts';
import type { EventContext } from '@motcua/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { OpenDeadlines } from './open-deadlines.js';
import { ProcedureFieldCopies } from './procedure-field-copies.js';
import { ReferenceCopies } from './reference-copies.js';

/** An agency, its calendar and its office hours, for whatever is counted from now on. */
@Controller()
export class AgencySubscriptions {
  constructor(
    private readonly copies: ReferenceCopies,
    private readonly openDeadlines: OpenDeadlines,
  ) {}

  @EventPattern<string>('agency.registered')
  async onAgencyRegistered(
    @Payload() agency: AgencyRegistered,
    @Ctx() { manager, event }: EventContext,
  ): Promise<void> {
    await this.copies.keepAgency(manager, agency, event.aggregateversion);
  }

  @EventPattern<string>('agency.changed')
  async onAgencyChanged(@Payload() agency: AgencyChanged, @Ctx() { manager, event }: EventContext): Promise<void> {
    await this.copies.keepAgency(manager, agency, event.aggregateversion);
    await this.openDeadlines.agencyChanged(manager, agency.code, event.aggregateversion);
  }
}

/** Deadlines are counted by a calendar from the moment that it comes, and open ones are counted anew. */
@Controller()
export class CalendarSubscriptions {
  constructor(
    private readonly copies: ReferenceCopies,
    private readonly openDeadlines: OpenDeadlines,
  ) {}

  @EventPattern<string>('calendar.published')
  async onCalendarPublished(@Payload() calendar: CalendarPublished, @Ctx() { manager }: EventContext): Promise<void> {
    await this.copies.keepCalendar(manager, calendar);
    await this.openDeadlines.calendarPublished(manager, calendar.id, calendar.version);
  }
}

/** Dossiers accepted in its time are counted by a rule set. */
@Controller()
export class RuleSetSubscriptions {
  constructor(private readonly copies: ReferenceCopies) {}

  @EventPattern<string>('rule-set.published')
  async onRuleSetPublished(@Payload() ruleSet: RuleSetPublished, @Ctx() { manager }: EventContext): Promise<void> {
    await this.copies.keepRuleSet(manager, ruleSet);
  }
}

/**
 * Dossiers can be opened on a version of a procedure from its effective date, and no longer from the day of its abolition;
 * open ones end by their version.
 */
@Controller()
export class ProcedureSubscriptions {
  constructor(private readonly copies: ReferenceCopies) {}

  @EventPattern<string>('procedure.published')
  async onProcedurePublished(
    @Payload() procedure: ProcedurePublished,
    @Ctx() { manager }: EventContext,
  ): Promise<void> {
    await this.copies.keepProcedure(manager, procedure);
  }

  @EventPattern<string>('process.approved')
  async onProcessApproved(@Payload() process: ProcessApproved, @Ctx() { manager }: EventContext): Promise<void> {
    await this.copies.keepProcess(manager, process);
  }

  @EventPattern<string>('procedure.abolished')
  async onProcedureAbolished(
    @Payload() procedure: ProcedureAbolished,
    @Ctx() { manager }: EventContext,
  ): Promise<void> {
    await this.copies.keepAbolition(manager, procedure);
  }
}

/** The field of a procedure, where no more of it is needed. */
@Controller()
export class ProcedureFieldSubscriptions {
  constructor(private readonly fields: ProcedureFieldCopies) {}

  @EventPattern<string>('procedure.published')
  async onProcedurePublished(
    @Payload() procedure: ProcedurePublished,
    @Ctx() { manager }: EventContext,
  ): Promise<void> {
    await this.fields.keep(manager, procedure);
  }
}
