import type { AcceptDossierRequest } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { accept, withCode } from '../domain/intake.js';
import { transition } from '../domain/lifecycle.js';
import { inOrder } from '../domain/time-order.js';
import { decided } from './allowed-actions.js';
import { changeableBy } from './caller-scope.js';
import { Dossiers, ReferenceData, type Changed, type DossierCommand } from './ports.js';
import { caseOnReceipt, receivable } from './receivable.js';

/** Receives a dossier as complete and correct: code, receipt, due date (Form 01). */
@Injectable()
export class AcceptDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError when it is not SUBMITTED, when its agency may not receive it today or its procedure is not in force,
   * when the version in force has no longer its case and none is named, or when no rule set or calendar reaches its due date.
   */
  execute({ input, ...command }: DossierCommand<AcceptDossierRequest | undefined>): Promise<Changed> {
    const asked = { caller: command.caller, action: 'accept' } as const;
    const scopes = changeableBy(asked.caller, asked.action);
    const caseCode = input?.caseCode ?? undefined;
    // Most name no case: their requests are the same with a body and without one.
    const same = caseCode === undefined ? undefined : { caseCode };
    return this.dossiers.accept({ ...command, input: same, scopes }, (dossier, nextCode) =>
      decided(asked, dossier, this.dossiers, async () => {
        const now = this.clock.now();
        const { from } = transition(dossier, 'accept');
        const on = localDate(inOrder(dossier, now));
        const { agencyCode, procedure: submitted } = from;
        const published = await receivable(this.referenceData, { agencyCode, procedureCode: submitted.code, on });
        const procedure = caseOnReceipt(published, submitted, caseCode);
        const { agencyName, ...count } = await this.referenceData.deadlineBasis(agencyCode, on);
        const accepted = accept(dossier, { procedure, ...count }, now);
        return withCode({ ...accepted, agencyName }, nextCode(agencyCode, accepted.at));
      }),
    );
  }
}
