import type { TextRecord } from './held-dossiers.js';

/** A dossier that a citizen submitted at the portal, and what the province answered. */
export interface Submission {
  code: string;
  record: TextRecord;
  /**
   * The answer of the province: its state (`1` taken over, `2` accepted, `3` refused, `7` withdrawn), its own code, and
   * the reason of a refusal.
   */
  answer?: { status: string; provinceCode?: string; reason?: string };
  /** How often it was delivered. */
  fetched: number;
}
