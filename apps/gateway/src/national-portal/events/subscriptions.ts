import { DOSSIER_ACTION_EVENTS, type DossierFacts, type EventEnvelope } from '@motcua/contracts';
import { EventBatchContext, EventBatchPattern } from '@motcua/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { PostgresSendLedger } from '../persistence/postgres-send-ledger.js';

/**
 * The events of this module: every action on a dossier sets the target state at the national portal. Not
 * `dossier.imported`: a legacy system reported its dossiers itself; they are sent from their first change here on.
 */
@Controller()
export class Subscriptions {
  constructor(private readonly ledger: PostgresSendLedger) {}

  @EventBatchPattern([...DOSSIER_ACTION_EVENTS])
  async onChanges(@Payload() events: EventEnvelope[], @Ctx() { manager }: EventBatchContext): Promise<void> {
    await this.ledger.want(
      manager,
      events.map(({ data, aggregateversion, recordedat }) => {
        const { dossier } = data as unknown as { dossier: DossierFacts };
        return {
          dossierId: dossier.dossierId,
          version: aggregateversion,
          status: dossier.status,
          code: dossier.code,
          agencyCode: dossier.agencyCode,
          procedureCode: dossier.procedureCode,
          recordedAt: new Date(recordedat),
        };
      }),
    );
  }
}
