import { DomainError } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { DossierRecords } from './ports.js';
import { SendLedger } from './send-ledger.js';

export interface ResendDossierCommand {
  dossierId: string;
}

/** Resends one dossier by hand, even one that is missing in the ledger, after a lookup at the portal. */
@Injectable()
export class ResendDossier {
  constructor(
    private readonly ledger: SendLedger,
    private readonly records: DossierRecords,
  ) {}

  /** @throws DomainError `not-found`, `conflict` while it has no code */
  async execute({ dossierId }: ResendDossierCommand): Promise<void> {
    const record = (await this.records.read([dossierId]))[0];
    if (!record) throw sendNotFound();
    if (!record.code) {
      throw new DomainError({
        kind: 'conflict',
        code: 'national-send.no-code',
        message: {
          vi: 'Hồ sơ chưa được tiếp nhận nên chưa có mã; chưa thể gửi lên Cổng quốc gia.',
          en: 'The dossier has not been accepted and has no code yet; it cannot be sent to the national portal.',
        },
      });
    }
    const { id, version, status, code, agencyCode, procedureCode } = record;
    await this.ledger.resend([{ dossierId: id, version, status, code, agencyCode, procedureCode }]);
  }
}

export function sendNotFound(): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'national-send.not-found',
    message: { vi: 'Không có hồ sơ này.', en: 'The dossier was not found.' },
  });
}
