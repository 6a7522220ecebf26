import { Clock } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { accept, expectAcceptable, withCode } from '../domain/intake.js';
import { decided } from './allowed-actions.js';
import { changeableBy } from './caller-scope.js';
import { Dossiers, ReferenceData, type Changed, type DossierCommand } from './ports.js';

/** Receives a dossier as complete and correct: code, receipt, due date (Form 01). */
@Injectable()
export class AcceptDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError when it is not SUBMITTED, or when no rule set or calendar reaches its due date. */
  execute(command: DossierCommand<undefined>): Promise<Changed> {
    const asked = { caller: command.caller, action: 'accept' } as const;
    const scopes = changeableBy(asked.caller, asked.action);
    return this.dossiers.accept({ ...command, scopes }, (dossier, nextCode) =>
      decided(asked, dossier, this.dossiers, async () => {
        const now = this.clock.now();
        const at = expectAcceptable(dossier, now);
        const { agencyName, ...count } = await this.referenceData.deadlineBasis(dossier.agencyCode, localDate(at));
        const accepted = accept(dossier, count, now);
        return withCode({ ...accepted, agencyName }, nextCode(dossier.agencyCode, accepted.at));
      }),
    );
  }
}
