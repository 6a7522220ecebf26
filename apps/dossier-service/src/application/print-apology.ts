import { DomainError } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import type { AcceptedDossier, Dossier } from '../domain/dossier.js';
import { DossierReadings, Dossiers, ReferenceData, type IssuedApology, type ReadCommand } from './ports.js';
import { findWithForms } from './read-dossier.js';

/** What Form 04 says. */
export interface PrintedApology extends IssuedApology {
  dossier: AcceptedDossier;
  procedureName: string;
}

/**
 * What Form 04 says, for the agency whose head signed it and the applicant who got it. It is issued once (Decree 61/2018/NĐ-CP Art.
 * 19.9), and printed again it says the same: names, persons and dates as they were then.
 */
@Injectable()
export class PrintApology {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
    private readonly referenceData: ReferenceData,
  ) {}

  /** @throws DomainError `not-found` also for who may not have it, `conflict` where nobody has apologised. */
  async execute({ id, caller }: ReadCommand): Promise<PrintedApology> {
    const dossier = await findWithForms(this.dossiers, caller, id);
    if (!dossier.acceptance?.apology) throw noApology(dossier);
    const { procedure } = dossier;
    const reading = { reader: caller, purpose: 'APOLOGY', operation: 'readDossierApology' } as const;
    const issued = await this.readings.apology(id, reading);
    if (!issued) throw new Error(`the history of dossier ${id} has no apology`);
    const procedureName = await this.referenceData.procedureName(procedure.id, procedure.version);
    return { ...issued, dossier, procedureName };
  }
}

function noApology(dossier: Dossier): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.no-apology',
    message: {
      vi: 'Hồ sơ này chưa có phiếu xin lỗi và hẹn lại ngày trả.',
      en: 'Nobody has apologised for this dossier.',
    },
    details: { dossierStatus: dossier.status },
  });
}
