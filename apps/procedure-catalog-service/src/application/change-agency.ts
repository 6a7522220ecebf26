import type { ChangeAgencyRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { changeAgency, checkAgencyContext, type Agency } from '../domain/agency.js';
import { expectUnchanged } from '../domain/refusals.js';
import { Agencies } from './ports.js';

@Injectable()
export class ChangeAgency {
  constructor(
    private readonly agencies: Agencies,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the agency; unchanged, and nothing announced, when the request changes nothing.
   * @throws DomainError `conflict` when the agency changed since, `precondition` for an unknown parent or calendar.
   */
  execute(command: Command<ChangeAgencyRequest> & { code: string }): Promise<Agency> {
    const { code, input } = command;
    return this.agencies.change({ ...command, operation: `changeAgency:${code}` }, async (agency, within) => {
      expectUnchanged('agency', 'revision', agency.revision, input.expectedRevision);
      const changed = changeAgency(agency, input);
      if (!changed) return undefined;
      checkAgencyContext(changed, await within.contextOf(changed));
      return { kind: 'CHANGED', at: this.clock.now(), agency: changed };
    });
  }
}
