import type { DossierFacts, EventEnvelope } from '@motcua/contracts';
import { EventBatchContext, EventBatchPattern } from '@motcua/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { PostgresSendLedger } from '../persistence/postgres-send-ledger.js';

/**
 * What this module listens to: every change of a dossier says what the national portal is to hold. Not
 * `dossier.imported`: what a legacy system did, it reported itself; its dossiers are sent from their first change here on.
 */
const CHANGES = [
  'dossier.submitted',
  'dossier.accepted',
  'dossier.refused',
  'dossier.forwarded',
  'dossier.step-completed',
  'dossier.supplement-requested',
  'dossier.supplement-provided',
  'dossier.resolved',
  'dossier.delivered',
  'dossier.withdrawn',
  'dossier.stopped',
  'dossier.due-changed',
];

@Controller()
export class Subscriptions {
  constructor(@Inject(PostgresSendLedger) private readonly ledger: PostgresSendLedger) {}

  @EventBatchPattern(CHANGES)
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
