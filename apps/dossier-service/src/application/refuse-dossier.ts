import type { DossierView, RefuseDossierRequest } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { refuse } from '../domain/intake.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Does not accept a dossier at intake (Form 03). */
@Injectable()
export class RefuseDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `refuse` refuses. */
  execute(command: Command, request: RefuseDossierRequest): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      { ...command, action: 'refuse', scopes: changeableBy(command.caller, 'refuse'), content: request },
      (dossier) => refuse(dossier, { reason: request.reason }, this.clock.now()),
    );
  }
}
