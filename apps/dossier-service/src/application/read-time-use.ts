import { Clock, type Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { isCounted, type AcceptedDossier } from '../domain/dossier.js';
import type { Charge } from '../domain/spans.js';
import { timeUseOf, withOfficers, type TimeUse } from '../domain/time-use.js';
import { worksFor } from './caller-scope.js';
import { expectAccepted } from './explain-deadline.js';
import { DossierReadings, Dossiers, ReferenceData, type ReadCommand } from './ports.js';
import { findReadable } from './read-dossier.js';

export interface ReadTimeUseResult extends TimeUse {
  dossier: AcceptedDossier;
  /** Until when it is told, unless the dossier has ended. */
  at: Date;
}

/**
 * Who had a dossier how long, and who made it late. Its owner is told of units (Circular 01/2018/TT-VPCP Art. 16.2d), its agency and those
 * who control it of officers too, by the key that events have.
 */
@Injectable()
export class ReadTimeUse {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found`, or `conflict` before acceptance. */
  async execute({ id, caller }: ReadCommand): Promise<ReadTimeUseResult> {
    const dossier = expectAccepted(await findReadable(this.dossiers, caller, id));
    const at = this.clock.now();
    const calendar = isCounted(dossier) ? await this.referenceData.calendarOf(dossier.acceptance.basis) : undefined;
    const use = timeUseOf(dossier, calendar, at);
    return { ...withOfficers(use, this.officersFor(caller, dossier)), dossier, at };
  }

  private officersFor(caller: Caller, dossier: AcceptedDossier): (officer: string) => string | undefined {
    const maySee = worksFor(caller, dossier) || caller.has('procedure-control', 'reform-office');
    return (officer: NonNullable<Charge['officer']>) => (maySee ? this.readings.officerKey(officer) : undefined);
  }
}
