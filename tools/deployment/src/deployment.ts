import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenClaims } from '@motcua/platform';
import type { Part } from './part.js';
import type { Program } from './program.js';

/** The platform as operating-system processes, from outside: an address, tokens, and parts that can be killed. */
export interface Deployment {
  name: 'kafka' | 'standalone';
  /** Where its REST API is, without `/api/v1`; the first of `gateways`. */
  gateway: string;
  gateways: string[];
  token(claims: TokenClaims): Promise<string>;
  /** Each instance of a service, or the one process. */
  programs: Program[];
  /** PostgreSQL and Kafka, where they are processes of their own. */
  stores: Part[];
  /** The simulated national portal, where the deployment has one: its address and its process. */
  nationalPortal?: { url: string; program: Program };
  /** Addresses of the services themselves, for what operations ask each of them. */
  services: string[];
  /** Connection address of the superuser to the database of a service, named like its folder under `apps/`. */
  databaseUrl(service: string): Promise<string>;
  /** Ends what keeps the reports, drops their database and starts again: all of it comes back from the events. */
  dropReports(): Promise<void>;
  stop(): Promise<void>;
}

export interface DeploymentOptions {
  /** Where its data are kept and found again; a temporary folder, removed by `stop`, unless given. */
  dataDir?: string;
  /** Another checkout, built, whose programs are started instead of this one's: to compare two versions in one run. */
  checkout?: string;
  /** Environment variables of every program, over those that are worked out here. */
  env?: Record<string, string>;
  /** Arguments of node in front of every program's own, by the program's name: `--cpu-prof` and the like. */
  nodeOptions?: (program: string) => string[];
  /** Settings of PostgreSQL beside ours. */
  postgresSettings?: Record<string, string | number>;
}

/** The folder of one run: kept if it was named, else removed by `clear`, which a run that failed does not call. */
export async function runFolder(name: string, kept?: string): Promise<{ path: string; clear(): Promise<void> }> {
  if (kept) {
    await mkdir(kept, { recursive: true });
    return { path: kept, clear: () => Promise.resolve() };
  }
  const path = await mkdtemp(join(tmpdir(), `motcua-${name}-`));
  return { path, clear: () => rm(path, { recursive: true, force: true }) };
}
