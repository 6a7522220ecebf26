import { Injectable } from '@nestjs/common';
import type { ErrorClass } from '../domain/error-class.js';
import { SendLedger } from './send-ledger.js';
import { SendReadings } from './send-readings.js';

const PAGE = 500;

export interface ResendFailingDossiersCommand {
  errorClass: ErrorClass;
}

/** Resends all failing dossiers of one class after its cause was fixed; returns their number. */
@Injectable()
export class ResendFailingDossiers {
  constructor(
    private readonly ledger: SendLedger,
    private readonly readings: SendReadings,
  ) {}

  async execute({ errorClass }: ResendFailingDossiersCommand): Promise<number> {
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
