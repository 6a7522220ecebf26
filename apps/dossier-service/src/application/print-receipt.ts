import { DomainError } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { isCounted, type CountedDossier, type Dossier } from '../domain/dossier.js';
import { DossierReadings, Dossiers, ReferenceData, type IssuedReceipt, type ReadCommand } from './ports.js';
import { findWithForms } from './read-dossier.js';

/** What Form 01 says. */
export interface Receipt extends IssuedReceipt {
  dossier: CountedDossier;
  /** Of the version by which the dossier was received, which never changes. */
  procedureName: string;
}

/**
 * What Form 01 says, for the agency that gave it and the applicant who got it. It is issued once, at acceptance (Decree
 * 118/2025/NĐ-CP Art. 17.3), and printed again it says the same: names, persons and date as they were then.
 */
@Injectable()
export class PrintReceipt {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
    private readonly referenceData: ReferenceData,
  ) {}

  /** @throws DomainError `not-found` also for who may not have it, `conflict` when there is no receipt. */
  async execute({ id, caller }: ReadCommand): Promise<Receipt> {
    const dossier = await findWithForms(this.dossiers, caller, id);
    if (!isCounted(dossier)) throw noReceipt(dossier);
    const { procedure } = dossier;
    const reading = { reader: caller, purpose: 'RECEIPT', operation: 'readDossierReceipt' } as const;
    const issued = await this.readings.receipt(id, reading);
    if (!issued) throw new Error(`the history of dossier ${id} has no acceptance`);
    return {
      ...issued,
      dossier,
      procedureName: await this.referenceData.procedureName(procedure.id, procedure.version),
    };
  }
}

function noReceipt(dossier: Dossier): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.no-receipt',
    message: {
      vi: 'Hồ sơ này không có giấy tiếp nhận: chưa được tiếp nhận, hoặc chuyển từ hệ thống cũ.',
      en: 'This dossier has no receipt: it has not been accepted, or it was imported from a legacy system.',
    },
    details: { dossierStatus: dossier.status, origin: dossier.origin },
  });
}
