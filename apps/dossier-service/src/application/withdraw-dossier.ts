import type { DossierView, WithdrawDossierRequest } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { withdraw } from '../domain/ending.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Withdraws a dossier on which nothing is decided yet. */
@Injectable()
export class WithdrawDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `withdraw` refuses. */
  execute(command: Command, request: WithdrawDossierRequest): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      { ...command, action: 'withdraw', scopes: changeableBy(command.caller, 'withdraw'), content: request },
      (dossier, calendar) => withdraw(dossier, { reason: request.reason ?? undefined }, calendar, this.clock.now()),
    );
  }
}
