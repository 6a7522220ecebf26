import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { DossierAccepted, DossierImported, DossierResolved } from '@motcua/contracts';
import type { EventContext } from '@motcua/messaging';
import { PostgresKnownSubjects } from '../persistence/postgres-known-subjects.js';
import { PostgresSurveys } from '../persistence/postgres-surveys.js';

/** What this service takes from the life of a dossier. */
@Controller()
export class DossierSubscriptions {
  constructor(
    @Inject(PostgresKnownSubjects) private readonly subjects: PostgresKnownSubjects,
    @Inject(PostgresSurveys) private readonly surveys: PostgresSurveys,
  ) {}

  @EventPattern<string>('dossier.accepted')
  async onAccepted(@Payload() event: DossierAccepted, @Ctx() context: EventContext): Promise<void> {
    await this.subjects.saveDossier(context.manager, event.dossier);
  }

  /** Nobody is asked about a legacy dossier: its people were served by another system, some of them years ago. */
  @EventPattern<string>('dossier.imported')
  async onImported(@Payload() event: DossierImported, @Ctx() context: EventContext): Promise<void> {
    await this.subjects.saveDossier(context.manager, event.dossier);
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
