import { DomainError } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import type { ErrorClass } from '../domain/error-class.js';
import { DossierRecords, SendLedger, SendReadings } from './ports.js';

const PAGE = 500;

/** Has dossiers sent again by hand: by what the portal is then found to hold, whatever the ledger believes. */
@Injectable()
export class ResendDossiers {
  constructor(
    private readonly ledger: SendLedger,
    private readonly readings: SendReadings,
    private readonly records: DossierRecords,
  ) {}

  /**
   * One dossier, also one that the ledger has never heard of.
   * @throws DomainError `not-found`, `conflict` while it has no code
   */
  async one(dossierId: string): Promise<void> {
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

  /** All that fail in one class; how many. */
  async all(errorClass: ErrorClass): Promise<number> {
    let resent = 0;
    for (let after: string | undefined; ;) {
      const page = await this.readings.failing(errorClass, after, PAGE);
      await this.ledger.resend(page);
      resent += page.length;
      if (page.length < PAGE) return resent;
      after = page.at(-1)!.dossierId;
    }
  }
}

export function sendNotFound(): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'national-send.not-found',
    message: { vi: 'Không có hồ sơ này.', en: 'There is no such dossier.' },
  });
}
