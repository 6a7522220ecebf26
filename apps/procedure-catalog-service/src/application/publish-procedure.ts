import type { PublishProcedureRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Inject, Injectable } from '@nestjs/common';
import { expectRevision, publish } from '../domain/publication.js';
import { expectKnownAgencies } from './expect-known-agencies.js';
import type { ProcedureKey } from './catalog-reads.js';
import type { CatalogStores } from './ports.js';

/** Publishes a procedure's draft by a decision, and announces it. */
@Injectable()
export class PublishProcedure {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** @throws DomainError by the rules of `publish`, and `precondition` for agencies that are not registered. */
  async run(
    stores: CatalogStores,
    key: ProcedureKey,
    input: PublishProcedureRequest,
    by: string,
  ): Promise<{ id: string }> {
    const at = this.clock.now();
    const procedure = await stores.procedures.get(key);
    const { id } = procedure;
    expectRevision(procedure, input.expectedRevision);
    await expectKnownAgencies(stores, input.agencyCodes);
    const published = publish(procedure, input, localDate(at));
    await stores.procedures.savePublication(id, published, { at, by });
    await stores.announce([
      {
        kind: 'PROCEDURE_PUBLISHED',
        at,
        aggregateVersion: procedure.announced + 1,
        procedureId: id,
        code: procedure.code,
        published,
      },
    ]);
    return { id };
  }
}
