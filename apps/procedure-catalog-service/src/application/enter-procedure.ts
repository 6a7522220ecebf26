import type { EnterProcedureRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { expectRegistered } from '../domain/agency.js';
import { enteredDraft, expectNewCode } from '../domain/draft.js';
import { Procedures, type ProcedureWithVersions } from './ports.js';

/** Enters a procedure by hand: the first draft of a code that the catalog does not have. */
@Injectable()
export class EnterProcedure {
  constructor(
    private readonly procedures: Procedures,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `conflict` when the code is taken, `precondition` for agencies that are not registered. */
  execute(command: Command<EnterProcedureRequest>): Promise<ProcedureWithVersions> {
    const { code, agencyCodes = [] } = command.input;
    return this.procedures.enter({ ...command, operation: 'enterProcedure', code }, async (known, within) => {
      expectNewCode(known, code);
      expectRegistered(agencyCodes, await within.unknownAgencies(agencyCodes));
      return { at: this.clock.now(), id: uuidv7(), draft: enteredDraft(command.input, undefined) };
    });
  }
}
