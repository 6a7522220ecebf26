import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type {
  DossierAccepted,
  DossierImported,
  DossierResolved,
  DossierTransferred,
  EventEnvelope,
} from '@motcua/contracts';
import { EventBatchPattern, type EventBatchContext, type EventContext } from '@motcua/messaging';
import { PostgresKnownSubjects } from '../persistence/postgres-known-subjects.js';
import { PostgresSurveys } from '../persistence/postgres-surveys.js';

/** What this service takes from the life of a dossier. */
@Controller()
export class DossierSubscriptions {
  constructor(
    private readonly subjects: PostgresKnownSubjects,
    private readonly surveys: PostgresSurveys,
  ) {}

  /**
   * Nobody is asked about a legacy dossier: its people were served by another system, some of them years ago. What concerns a
   * dossier that went to a successor is the successor's.
   */
  @EventBatchPattern(['dossier.accepted', 'dossier.imported', 'dossier.transferred'])
  async onKept(
    @Payload() events: EventEnvelope<DossierAccepted | DossierImported | DossierTransferred>[],
    @Ctx() { manager }: EventBatchContext,
  ): Promise<void> {
    await this.subjects.saveDossiers(
      manager,
      events.map(({ data }) => data.dossier),
    );
  }

  @EventPattern<string>('dossier.resolved')
  async onResolved(@Payload() event: DossierResolved, @Ctx() context: EventContext): Promise<void> {
    const { dossier } = event;
    await this.surveys.invite(context.manager, {
      dossierId: dossier.dossierId,
      code: dossier.code,
      agencyCode: dossier.agencyCode,
      procedureCode: dossier.procedureCode,
      fieldCode: dossier.fieldCode,
      resolvedAt: new Date(context.event.time),
    });
  }
}
