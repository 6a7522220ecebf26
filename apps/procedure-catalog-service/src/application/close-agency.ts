import type { CloseAgencyRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { checkSuccession, closeAgency, type Agency } from '../domain/agency.js';
import { expectUnchanged } from '../domain/refusals.js';
import { Agencies } from './ports.js';

/** Ends an agency on its last day, names who has its dossiers from then on, and announces it. */
@Injectable()
export class CloseAgency {
  constructor(
    private readonly agencies: Agencies,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the agency; unchanged, and nothing announced, when all of it was said already.
   * @throws DomainError `conflict` when the agency changed since or has another end or successor already, `precondition`
   * for a successor that cannot be one, or where others name the agency and nobody would have their dossiers.
   */
  execute(command: Command<CloseAgencyRequest> & { code: string }): Promise<Agency> {
    const { code, input } = command;
    return this.agencies.change({ ...command, operation: `closeAgency:${code}` }, async (agency, within) => {
      expectUnchanged('agency', 'revision', agency.revision, input.expectedRevision);
      const closed = closeAgency(agency, input);
      if (!closed) return undefined;
      checkSuccession(closed, await within.successionOf(closed));
      return { kind: 'CLOSED', at: this.clock.now(), agency: closed };
    });
  }
}
