import { DomainError, type ReviseDraftRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { Inject, Injectable } from '@nestjs/common';
import { contentOf, draftVersion } from '../domain/draft.js';
import { expectRevision } from '../domain/publication.js';
import { agreedLimit } from '../domain/stated-limits.js';
import { expectKnownAgencies } from './expect-known-agencies.js';
import type { ProcedureKey } from './catalog-reads.js';
import type { CatalogStores } from './ports.js';

/** Replaces what the draft says, or begins the next one beside what is published. */
@Injectable()
export class ReviseDraft {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** @throws DomainError `conflict` when the procedure changed since or is abolished; `precondition` for another code. */
  async run(stores: CatalogStores, key: ProcedureKey, input: ReviseDraftRequest, by: string): Promise<{ id: string }> {
    const procedure = await stores.procedures.get(key);
    const { id } = procedure;
    expectRevision(procedure, input.expectedRevision);
    if (input.code !== procedure.code)
      throw new DomainError({
        kind: 'precondition',
        code: 'procedure.code-fixed',
        message: {
          vi: `Mã của thủ tục này là ${procedure.code} và không đổi được.`,
          en: `The code of this procedure is ${procedure.code} and cannot be changed.`,
        },
        fields: [
          {
            path: 'code',
            code: 'fixed',
            message: { vi: `phải là ${procedure.code}`, en: `must be ${procedure.code}` },
          },
        ],
      });
    if (procedure.abolition)
      throw new DomainError({
        kind: 'conflict',
        code: 'procedure.abolished',
        message: { vi: 'Thủ tục đã bị bãi bỏ.', en: 'The procedure is abolished.' },
      });
    await expectKnownAgencies(stores, input.agencyCodes);
    const { content, flags } = contentOf(input);
    const draft = {
      version: draftVersion(procedure),
      source: 'ENTERED' as const,
      content,
      flags,
      statedLimit: agreedLimit(content, flags),
      revisedByHand: true,
    };
    await stores.procedures.saveDrafts([{ procedure: { id, code: procedure.code, isNew: false }, draft }], {
      at: this.clock.now(),
      by,
    });
    return { id };
  }
}
