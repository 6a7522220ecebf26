import type { DossierView, RequestSupplementRequest } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { requestSupplement } from '../domain/supplement.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Asks the applicant, in one complete list, for what is missing (Form 02). */
@Injectable()
export class RequestSupplement {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `requestSupplement` refuses. */
  execute(command: Command, request: RequestSupplementRequest): Promise<Answer<DossierView>> {
    return this.dossiers.change(
      {
        ...command,
        action: 'request-supplement',
        scopes: changeableBy(command.caller, 'request-supplement'),
        content: request,
      },
      (dossier) =>
        requestSupplement(
          dossier,
          {
            items: request.items,
            reason: request.reason,
            provideUntil: request.provideUntil ? new Date(request.provideUntil) : undefined,
          },
          this.clock.now(),
        ),
    );
  }
}
