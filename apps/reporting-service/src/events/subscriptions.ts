import {
  eventDefinitions,
  TOPICS,
  type AgencyRegistered,
  type CalendarPublished,
  type EventEnvelope,
  type ProcedurePublished,
  type ProducerWatermarkAdvanced,
  type SurveyAnswered,
  type SurveyBallotsIssued,
} from '@motcua/contracts';
import { EventBatchContext, EventBatchPattern } from '@motcua/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { DossierProjection } from '../projections/dossier-projection.js';
import type { DossierEventData } from '../projections/dossier-change.js';
import { FeedbackProjection } from '../projections/feedback-projection.js';
import type { FeedbackEventData } from '../projections/feedback-stints.js';
import { Generations } from '../projections/generations.js';
import { Marks } from '../projections/marks.js';
import { NamesProjection } from '../projections/names-projection.js';
import { Watermarks } from '../projections/watermarks.js';

/** Every event of a dossier tells how the dossier stands after it, so a new kind of event needs nothing new here. */
const DOSSIER_EVENTS = typesOf(TOPICS.dossiers);
const FEEDBACK_EVENTS = typesOf(TOPICS.feedback);

/** What this service listens to, and which projection takes it. */
@Controller()
export class Subscriptions {
  constructor(
    private readonly generations: Generations,
    private readonly marks: Marks,
    private readonly dossiers: DossierProjection,
    private readonly feedback: FeedbackProjection,
    private readonly names: NamesProjection,
    private readonly watermarks: Watermarks,
  ) {}

  @EventBatchPattern(DOSSIER_EVENTS)
  async onDossiers(
    @Payload() events: EventEnvelope<DossierEventData>[],
    @Ctx() context: EventBatchContext,
  ): Promise<void> {
    await this.project(context, events, (manager, schema) => this.dossiers.apply(manager, schema, events));
  }

  @EventBatchPattern(FEEDBACK_EVENTS)
  async onFeedback(
    @Payload() events: EventEnvelope<FeedbackEventData>[],
    @Ctx() context: EventBatchContext,
  ): Promise<void> {
    await this.project(context, events, (manager, schema) => this.feedback.apply(manager, schema, events));
  }

  @EventBatchPattern(['survey.answered'])
  async onAnswers(
    @Payload() events: EventEnvelope<SurveyAnswered>[],
    @Ctx() context: EventBatchContext,
  ): Promise<void> {
    await this.project(context, events, (manager, schema) => this.feedback.applyAnswers(manager, schema, events));
  }

  @EventBatchPattern(['survey.ballots-issued'])
  async onBallots(
    @Payload() events: EventEnvelope<SurveyBallotsIssued>[],
    @Ctx() context: EventBatchContext,
  ): Promise<void> {
    await this.project(context, events, (manager, schema) => this.feedback.applyIssues(manager, schema, events));
  }

  @EventBatchPattern(['agency.registered', 'agency.changed'])
  async onAgencies(
    @Payload() events: EventEnvelope<AgencyRegistered>[],
    @Ctx() context: EventBatchContext,
  ): Promise<void> {
    await this.project(context, events, (manager, schema) => this.names.applyAgencies(manager, schema, events));
  }

  @EventBatchPattern(['procedure.published'])
  async onProcedures(
    @Payload() events: EventEnvelope<ProcedurePublished>[],
    @Ctx() context: EventBatchContext,
  ): Promise<void> {
    await this.project(context, events, (manager, schema) => this.names.applyProcedures(manager, schema, events));
  }

  @EventBatchPattern(['calendar.published'])
  async onCalendars(
    @Payload() events: EventEnvelope<CalendarPublished>[],
    @Ctx() context: EventBatchContext,
  ): Promise<void> {
    await this.project(context, events, (manager, schema) => this.watermarks.applyCalendars(manager, schema, events));
  }

  /** No fact of a report: the marks, which say what the numbers include, leave it out. */
  @EventBatchPattern(['producer.watermark-advanced'])
  async onWatermarks(
    @Payload() events: EventEnvelope<ProducerWatermarkAdvanced>[],
    @Ctx() { manager }: EventBatchContext,
  ): Promise<void> {
    await this.watermarks.apply(manager, await this.generations.written(manager), events);
  }

  /** An abolished procedure keeps its name: its dossiers stand in reports for ever. */
  @EventBatchPattern(['procedure.abolished'])
  async onAbolished(@Payload() events: EventEnvelope[], @Ctx() context: EventBatchContext): Promise<void> {
    await this.project(context, events, async () => undefined);
  }

  private async project(
    { manager }: EventBatchContext,
    events: EventEnvelope[],
    apply: (manager: EventBatchContext['manager'], schema: ProjectionSchema) => Promise<void>,
  ): Promise<void> {
    const schema = await this.generations.written(manager);
    await apply(manager, schema);
    await this.marks.advance(manager, schema, events);
  }
}

function typesOf(topic: string): string[] {
  return eventDefinitions()
    .filter((definition) => definition.topic === topic)
    .map((definition) => definition.type);
}
