import type { DossierView } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { dossierCode } from '../domain/dossier-code.js';
import { accept } from '../domain/intake.js';
import { transition } from '../domain/lifecycle.js';
import { inOrder } from '../domain/time-order.js';
import { dossierNotFound } from './not-found.js';
import { DossierCodeTaken, DossierNumbers, Dossiers, ReferenceData, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Receives a dossier as complete and correct: code, receipt, due date (Form 01). */
@Injectable()
export class AcceptDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly numbers: DossierNumbers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError when it is not SUBMITTED, or when no rule set or calendar reaches its due date. */
  async execute(command: Command): Promise<Answer<DossierView>> {
    const scopes = changeableBy(command.caller, 'accept');
    const seen = await this.dossiers.find(command.id, scopes);
    if (!seen) throw dossierNotFound();
    const now = this.clock.now();
    // A dossier that is not waiting for acceptance gets no number: what follows refuses it, or repeats an earlier answer.
    let acceptedAt = seen.status === 'SUBMITTED' ? inOrder(seen, now) : undefined;
    for (let attempt = 1; ; attempt += 1) {
      const code = acceptedAt && (await this.codeOf(seen.agencyCode, acceptedAt));
      try {
        const change = { ...command, action: 'accept', scopes, stampsCalendar: true } as const;
        return await this.dossiers.change(change, async (dossier, _, within) => {
          transition(dossier, 'accept');
          const at = inOrder(dossier, now);
          if (!code || localDate(at) !== localDate(acceptedAt!)) throw new ChangedSinceSeen(at);
          const { basis, calendar } = await within.deadlineBasis(dossier.agencyCode, localDate(at));
          return accept(dossier, { code, basis, calendar }, now);
        });
      } catch (error) {
        if (attempt === MOST_ATTEMPTS) throw error;
        if (error instanceof ChangedSinceSeen) acceptedAt = error.at;
        else if (!(error instanceof DossierCodeTaken)) throw error;
      }
    }
  }

  /**
   * The code of a dossier accepted then. Its number is taken in a transaction of its own, so that counters of one agency do
   * not wait for each other's whole work; and what its deadline is counted by is asked for here, where nothing is locked.
   */
  private async codeOf(agencyCode: string, at: Date): Promise<string> {
    const day = localDate(at);
    await this.referenceData.deadlineBasis(agencyCode, day);
    return dossierCode(agencyCode, at, await this.numbers.next(agencyCode, day));
  }
}

/** Its supplement came in since it was seen, or a clock ahead moves its acceptance to another day: another number. */
class ChangedSinceSeen extends Error {
  override name = 'ChangedSinceSeen';

  constructor(readonly at: Date) {
    super('the dossier has changed since it was seen');
  }
}

/** Codes of imported dossiers lie in the way only on the day of a switch-over, a few hundred at most. */
const MOST_ATTEMPTS = 1_000;
