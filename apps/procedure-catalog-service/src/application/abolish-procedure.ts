import type { AbolishProcedureRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Inject, Injectable } from '@nestjs/common';
import { abolish, expectRevision } from '../domain/publication.js';
import type { ProcedureKey } from './catalog-reads.js';
import type { CatalogStores } from './ports.js';

/** Abolishes a published procedure by a decision, and announces it. */
@Injectable()
export class AbolishProcedure {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** @throws DomainError by the rules of `abolish`. */
  async run(
    stores: CatalogStores,
    key: ProcedureKey,
    input: AbolishProcedureRequest,
    by: string,
  ): Promise<{ id: string }> {
    const at = this.clock.now();
    const procedure = await stores.procedures.get(key);
    const { id } = procedure;
    expectRevision(procedure, input.expectedRevision);
    const decision = abolish(procedure, input.decision, localDate(at));
    await stores.procedures.saveAbolition(id, decision, { at, by });
    await stores.announce([
      {
        kind: 'PROCEDURE_ABOLISHED',
        at,
        aggregateVersion: procedure.announced + 1,
        procedureId: id,
        code: procedure.code,
        decision,
      },
    ]);
    return { id };
  }
}
