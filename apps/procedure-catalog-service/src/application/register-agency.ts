import { DomainError, type AgencyRegistered, type AgencyView } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { Inject, Injectable } from '@nestjs/common';
import { checkAgency } from '../domain/agency.js';
import { expectAgencyContext } from './expect-agency-context.js';
import type { CatalogStores } from './ports.js';

/** Registers an agency that exists from a date on, and announces it. */
@Injectable()
export class RegisterAgency {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** @throws DomainError `conflict` when the code is taken, `precondition` for an unknown parent or calendar. */
  async run(stores: CatalogStores, input: AgencyRegistered, by: string): Promise<AgencyView> {
    if (await stores.agencies.find(input.code))
      throw new DomainError({
        kind: 'conflict',
        code: 'agency.code-taken',
        message: { vi: `Mã ${input.code} đã có.`, en: `The code ${input.code} is taken.` },
        fields: [{ path: 'code', code: 'unique', message: { vi: 'đã có', en: 'is taken' } }],
      });
    checkAgency(input);
    await expectAgencyContext(stores, input);
    const at = this.clock.now();
    const agency: AgencyView = { ...input, revision: 1 };
    await stores.agencies.save(agency, 'REGISTERED', { at, by });
    await stores.announce([{ kind: 'AGENCY_REGISTERED', at, aggregateVersion: 1, agency }]);
    return agency;
  }
}
