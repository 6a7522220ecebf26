import type { DossierView } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { dossierCode } from '../domain/dossier-code.js';
import { accept } from '../domain/intake.js';
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
    const at = this.clock.now();
    const today = localDate(at);
    const { basis, calendar } = await this.referenceData.deadlineBasis(seen.agencyCode, today);
    let waiting = seen.status === 'SUBMITTED';
    for (let attempt = 1; ; attempt += 1) {
      // Taken in a transaction of its own, so that counters of one agency do not wait for each other's whole work. A
      // dossier that is not waiting for acceptance gets none: what follows refuses it, or repeats an earlier answer.
      const code = waiting ? dossierCode(seen.agencyCode, at, await this.numbers.next(seen.agencyCode, today)) : '';
      try {
        return await this.dossiers.change({ ...command, action: 'accept', scopes }, (dossier) => {
          // Its supplement came in since it was seen.
          if (code === '' && dossier.status === 'SUBMITTED') throw new DossierCodeTaken();
          return accept(dossier, { code, basis, calendar }, at);
        });
      } catch (error) {
        if (!(error instanceof DossierCodeTaken) || attempt === MOST_ATTEMPTS) throw error;
        waiting = true;
      }
    }
  }
}

/** Codes of imported dossiers lie in the way only on the day of a switch-over, a few hundred at most. */
const MOST_ATTEMPTS = 1_000;
