import type { DossierView } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { deliver } from '../domain/processing.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Hands the result over. */
@Injectable()
export class DeliverDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `deliver` refuses. */
  execute(command: Command): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      { ...command, action: 'deliver', scopes: changeableBy(command.caller, 'deliver') },
      (dossier) => deliver(dossier, this.clock.now()),
    );
  }
}
