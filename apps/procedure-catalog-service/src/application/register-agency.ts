import type { RegisterAgencyRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { checkAgency, checkAgencyContext, checkSuccession, type Agency } from '../domain/agency.js';
import { conflict, fieldError } from '../domain/refusals.js';
import { Agencies } from './ports.js';

@Injectable()
export class RegisterAgency {
  constructor(
    private readonly agencies: Agencies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `conflict` when the code is taken, `precondition` for an unknown parent, calendar or successor. */
  execute(command: Command<RegisterAgencyRequest>): Promise<Agency> {
    const { input } = command;
    const { code } = input;
    return this.agencies.register({ ...command, operation: 'registerAgency', code }, async (known, within) => {
      if (known)
        throw conflict('agency.code-taken', `Mã ${code} đã có.`, `The code ${code} is already in use.`, {
          fields: [fieldError('code', 'unique', 'đã có', 'is taken')],
        });
      checkAgency(input);
      checkAgencyContext(input, await within.contextOf(input));
      checkSuccession(input, await within.successionOf(input));
      return { kind: 'REGISTERED', at: this.clock.now(), agency: { ...input, revision: 1 } };
    });
  }
}
