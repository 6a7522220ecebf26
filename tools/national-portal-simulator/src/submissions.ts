import type { TextRecord } from './held-dossiers.js';

/** A dossier that a citizen submitted at the portal, and what the province answered. */
export interface Submission {
  code: string;
  record: TextRecord;
  /** The answer of the province: its state (`1` taken over, `2` accepted, `3` refused, `7` withdrawn) and its own code. */
  answer?: { status: string; provinceCode?: string };
  /** How often it was handed out. */
  fetched: number;
}
