import type { NationalRecord } from '@motcua/contracts';
import {
  NationalPortal,
  PortalSilent,
  type PortalAnswer,
  type PortalDossier,
  type PortalSubmissionPage,
  type ProgressRow,
} from '../application/ports.js';
import type { HeldThere } from '../domain/difference.js';
import type { SendFailure } from '../domain/error-class.js';

const failure = (code: string, errorClass: SendFailure['class'] = 'RETRY'): SendFailure => ({
  class: errorClass,
  code,
  message: code,
});

/** A national portal in memory that accepts everything by default. */
export class FakeNationalPortal extends NationalPortal {
  readonly limits = { dossiers: 10, progressRows: 20 };
  readonly codeTables = [];
  readonly held = new Map<string, HeldThere>();
  /** Every received call with its codes. */
  readonly calls: string[] = [];
  /** Codes of dossiers that it refuses. */
  readonly refuses = new Set<string>();
  away = false;
  /** Answers success, but does not store it. */
  drops = false;
  /** Stores it, but does not answer. */
  mute = false;

  progressOf(record: NationalRecord): number {
    return record.history.length;
  }

  async sendDossiers(dossiers: PortalDossier[], updating: boolean): Promise<PortalAnswer> {
    if (this.away) return { kind: 'UNREACHABLE', failure: failure('portal.away') };
    const codes = dossiers.map(({ record }) => record.code!);
    this.calls.push(`${updating ? 'update' : 'new'} ${codes.join(' ')}`);
    if (codes.some((code) => this.refuses.has(code))) {
      return { kind: 'REFUSED', failure: failure('portal.missing-field', 'FIX_DATA') };
    }
    if (!updating && codes.some((code) => this.held.has(code))) return { kind: 'EXISTS' };
    if (updating && codes.some((code) => !this.held.has(code))) return { kind: 'NOT_HELD' };
    if (!this.drops) {
      for (const { record } of dossiers) {
        this.held.set(record.code!, {
          code: record.code!,
          status: record.status,
          progressRows: this.held.get(record.code!)?.progressRows ?? 0,
          acceptedAt: record.acceptedAt,
        });
      }
    }
    return this.mute ? { kind: 'NO_ANSWER', failure: failure('portal.no-answer') } : { kind: 'TAKEN' };
  }

  async sendProgress(rows: ProgressRow[]): Promise<PortalAnswer> {
    if (this.away) return { kind: 'UNREACHABLE', failure: failure('portal.away') };
    this.calls.push(`progress ${rows.map(({ dossier, index }) => `${dossier.record.code!}/${index}`).join(' ')}`);
    for (const { dossier } of rows) {
      const held = this.held.get(dossier.record.code!);
      if (held) this.held.set(held.code, { ...held, progressRows: held.progressRows + 1 });
    }
    return { kind: 'TAKEN' };
  }

  async lookUp(code: string): Promise<HeldThere | undefined> {
    if (this.away) throw new PortalSilent(failure('portal.away'), false);
    this.calls.push(`look up ${code}`);
    return this.held.get(code);
  }

  async listHeld(after: string): Promise<HeldThere[]> {
    return [...this.held.values()].filter(({ code }) => code > after).sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  async *submissions(): AsyncGenerator<PortalSubmissionPage> {}

  async answerSubmission(): Promise<PortalAnswer> {
    return { kind: 'TAKEN' };
  }

  async procedureCodes(): Promise<string[]> {
    return [];
  }

  async procedure(): Promise<object | undefined> {
    return undefined;
  }

  async codeTable(): Promise<unknown[]> {
    return [];
  }
}
