import type { DossierView, CompleteStepRequest } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { completeStep } from '../domain/processing.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Ends the step being worked on; the next one begins. */
@Injectable()
export class CompleteStep {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `completeStep` refuses. */
  execute(command: Command, request: CompleteStepRequest): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      { ...command, action: 'complete-step', scopes: changeableBy(command.caller, 'complete-step'), content: request },
      (dossier) => completeStep(dossier, { stepCode: request.stepCode }, this.clock.now()),
    );
  }
}
