import type { DossierView } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { forward } from '../domain/processing.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Forwards an accepted dossier from the counter to its first processing step. */
@Injectable()
export class ForwardDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `forward` refuses. */
  execute(command: Command): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      { ...command, action: 'forward', scopes: changeableBy(command.caller, 'forward') },
      (dossier, calendar) => forward(dossier, calendar, this.clock.now()),
    );
  }
}
