import type { ReviseDraftRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { expectRegistered } from '../domain/agency.js';
import { enteredDraft, expectSameCode } from '../domain/draft.js';
import { expectNotAbolished } from '../domain/publication.js';
import { expectUnchanged } from '../domain/refusals.js';
import { nameOf, Procedures, type ProcedureKey, type ProcedureWithVersions } from './ports.js';

/** Replaces what the draft says, or begins the next one beside what is published. */
@Injectable()
export class ReviseDraft {
  constructor(
    private readonly procedures: Procedures,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `conflict` when the procedure changed since or is abolished; `precondition` for another code. */
  execute(command: Command<ReviseDraftRequest> & { key: ProcedureKey }): Promise<ProcedureWithVersions> {
    const { key, input } = command;
    const { agencyCodes = [] } = input;
    const operation = `reviseProcedureDraft:${nameOf(key)}`;
    return this.procedures.change({ ...command, operation }, async (procedure, within) => {
      expectUnchanged('procedure', 'revision', procedure.revision, input.expectedRevision);
      expectSameCode(procedure, input.code);
      expectNotAbolished(procedure);
      expectRegistered(agencyCodes, await within.unknownAgencies(agencyCodes));
      return { kind: 'DRAFT_SAVED', at: this.clock.now(), draft: enteredDraft(input, procedure) };
    });
  }
}
