import type { DossierView } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { provideSupplement } from '../domain/supplement.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Takes in what was missing; the deadline runs again. */
@Injectable()
export class ProvideSupplement {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `provideSupplement` refuses. */
  execute(command: Command): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      { ...command, action: 'provide-supplement', scopes: changeableBy(command.caller, 'provide-supplement') },
      (dossier, calendar) => provideSupplement(dossier, calendar, this.clock.now()),
    );
  }
}
