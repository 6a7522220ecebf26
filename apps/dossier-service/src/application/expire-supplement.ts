import type { DossierView } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { expireSupplement } from '../domain/supplement.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Ends a dossier whose supplement was not provided in time. */
@Injectable()
export class ExpireSupplement {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `expireSupplement` refuses. */
  execute(command: Command): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      { ...command, action: 'expire-supplement', scopes: changeableBy(command.caller, 'expire-supplement') },
      (dossier, calendar) => expireSupplement(dossier, calendar, this.clock.now()),
    );
  }
}
