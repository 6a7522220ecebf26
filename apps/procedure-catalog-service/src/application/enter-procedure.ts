import type { ProcedureContentData } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { contentOf, draftVersion, expectNewCode } from '../domain/draft.js';
import { agreedLimit } from '../domain/stated-limits.js';
import { expectKnownAgencies } from './expect-known-agencies.js';
import type { CatalogStores } from './ports.js';

/** Enters a procedure by hand: the first draft of a code that the catalog does not have. */
@Injectable()
export class EnterProcedure {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** @returns the new procedure's id. @throws DomainError `conflict` when the code is taken. */
  async run(stores: CatalogStores, input: ProcedureContentData, by: string): Promise<string> {
    const known = await stores.procedures.findByCodes([input.code]);
    expectNewCode(known.get(input.code), input.code);
    await expectKnownAgencies(stores, input.agencyCodes);
    const { content, flags } = contentOf(input);
    const id = uuidv7();
    const draft = {
      version: draftVersion(undefined),
      source: 'ENTERED' as const,
      content,
      flags,
      statedLimit: agreedLimit(content, flags),
      revisedByHand: true,
    };
    await stores.procedures.saveDrafts([{ procedure: { id, code: input.code, isNew: true }, draft }], {
      at: this.clock.now(),
      by,
    });
    return id;
  }
}
