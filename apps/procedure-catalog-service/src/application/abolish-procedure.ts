import type { AbolishProcedureRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { abolish } from '../domain/publication.js';
import { expectUnchanged } from '../domain/refusals.js';
import { nameOf, Procedures, type ProcedureKey, type ProcedureWithVersions } from './ports.js';

@Injectable()
export class AbolishProcedure {
  constructor(
    private readonly procedures: Procedures,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError by the rules of `abolish`. */
  execute(command: Command<AbolishProcedureRequest> & { key: ProcedureKey }): Promise<ProcedureWithVersions> {
    const { key, input } = command;
    const operation = `abolishProcedure:${nameOf(key)}`;
    return this.procedures.change({ ...command, operation }, async (procedure) => {
      expectUnchanged('procedure', 'revision', procedure.revision, input.expectedRevision);
      const at = this.clock.now();
      return { kind: 'ABOLISHED', at, decision: abolish(procedure, input.decision, localDate(at)) };
    });
  }
}
