import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenClaims } from '@motcua/platform';
import type { Program } from './process.js';

/** The platform under test, from outside: an address, tokens, and programs that can be killed. */
export interface Deployment {
  name: 'kafka' | 'standalone';
  /** Where its REST API is, without `/api/v1`. */
  gateway: string;
  token(claims: TokenClaims): Promise<string>;
  /** Everything that a power cut could hit on its own: each service, or the one process. */
  programs: Program[];
  /** Addresses of the services themselves, for what operations ask each of them. */
  services: string[];
  /** Ends what keeps the reports, drops their database and starts again: all of it comes back from the events. */
  dropReports(): Promise<void>;
  stop(): Promise<void>;
}

/** A folder for one run, removed by `clear` unless the run failed and somebody may want to read its logs. */
export async function runFolder(name: string): Promise<{ path: string; clear(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `motcua-accept-${name}-`));
  return { path, clear: () => rm(path, { recursive: true, force: true }) };
}
