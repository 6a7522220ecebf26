import type { PublishProcedureRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { expectRegistered } from '../domain/agency.js';
import { publish } from '../domain/publication.js';
import { expectUnchanged } from '../domain/refusals.js';
import { nameOf, Procedures, type ProcedureKey, type ProcedureWithVersions } from './ports.js';

@Injectable()
export class PublishProcedure {
  constructor(
    private readonly procedures: Procedures,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError by the rules of `publish`, and `precondition` for agencies that are not registered. */
  execute(command: Command<PublishProcedureRequest> & { key: ProcedureKey }): Promise<ProcedureWithVersions> {
    const { key, input } = command;
    const { agencyCodes = [] } = input;
    const operation = `publishProcedure:${nameOf(key)}`;
    return this.procedures.change({ ...command, operation }, async (procedure, within) => {
      expectUnchanged('procedure', 'revision', procedure.revision, input.expectedRevision);
      expectRegistered(agencyCodes, await within.unknownAgencies(agencyCodes));
      const at = this.clock.now();
      return { kind: 'PUBLISHED', at, published: publish(procedure, input, localDate(at)) };
    });
  }
}
