import type { DossierView, StopDossierRequest } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { stop } from '../domain/ending.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Stops processing by a notice (Form 05). */
@Injectable()
export class StopDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `stop` refuses. */
  execute(command: Command, request: StopDossierRequest): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      { ...command, action: 'stop', scopes: changeableBy(command.caller, 'stop'), content: request },
      (dossier, calendar) => stop(dossier, { reason: request.reason }, calendar, this.clock.now()),
    );
  }
}
