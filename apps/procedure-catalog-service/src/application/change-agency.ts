import { DomainError, type AgencyView, type ChangeAgencyRequest, type CloseAgencyRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { Inject, Injectable } from '@nestjs/common';
import { changeAgency, closeAgency, expectAgencyRevision } from '../domain/agency.js';
import { expectAgencyContext } from './expect-agency-context.js';
import type { CatalogStores } from './ports.js';

async function getAgency(stores: CatalogStores, code: string): Promise<AgencyView> {
  const agency = await stores.agencies.find(code);
  if (agency) return agency;
  throw new DomainError({
    kind: 'not-found',
    code: 'agency.not-found',
    message: { vi: `Không có cơ quan ${code}.`, en: `There is no agency ${code}.` },
  });
}

/** Changes an agency's name, parent, calendar or office hours, and announces it. */
@Injectable()
export class ChangeAgency {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** @returns the agency; unchanged, and nothing announced, when the request changes nothing. */
  async run(stores: CatalogStores, code: string, change: ChangeAgencyRequest, by: string): Promise<AgencyView> {
    const agency = await getAgency(stores, code);
    expectAgencyRevision(agency, change.expectedRevision);
    const changed = changeAgency(agency, change);
    if (!changed) return agency;
    await expectAgencyContext(stores, changed);
    const at = this.clock.now();
    await stores.agencies.save(changed, 'CHANGED', { at, by });
    await stores.announce([{ kind: 'AGENCY_CHANGED', at, aggregateVersion: changed.revision, agency: changed }]);
    return changed;
  }

  /** Ends the agency on its last day. @throws DomainError `conflict` when it has another end already. */
  async close(stores: CatalogStores, code: string, request: CloseAgencyRequest, by: string): Promise<AgencyView> {
    const agency = await getAgency(stores, code);
    expectAgencyRevision(agency, request.expectedRevision);
    const closed = closeAgency(agency, request);
    if (!closed) return agency;
    const at = this.clock.now();
    await stores.agencies.save(closed, 'CLOSED', { at, by });
    await stores.announce([{ kind: 'AGENCY_CHANGED', at, aggregateVersion: closed.revision, agency: closed }]);
    return closed;
  }
}
