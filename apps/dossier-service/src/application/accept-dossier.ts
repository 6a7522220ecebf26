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
   * @throws DomainError when it is not SUBMITTED, when its agencies may not receive or settle it today or its procedure is not in force,
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
        const { agencyCode, receivingAgencyCode, procedure: submitted } = from;
        const agencies = { agencyCode, receivingAgencyCode };
        const published = await receivable(this.referenceData, { ...agencies, procedureCode: submitted.code, on });
        const procedure = caseOnReceipt(published, submitted, caseCode);
        const { agencyName: competent, ...count } = await this.referenceData.deadlineBasis(agencyCode, on);
        const receiving = receivingAgencyCode !== agencyCode && (await this.referenceData.agency(receivingAgencyCode));
        const accepted = accept(dossier, { procedure, ...count }, now);
        // Receipt and number are those of the counter; the time limit is counted by the days of who settles it.
        const agencyName = receiving ? receiving.name : competent;
        return withCode({ ...accepted, agencyName }, nextCode(receivingAgencyCode, accepted.at));
      }),
    );
  }
}
