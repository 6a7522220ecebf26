import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenClaims } from '@motcua/development-issuer';
import type { Part } from './part.js';
import type { Program } from './program.js';

/** The platform as operating-system processes, from outside: with an address, tokens, and parts that can be killed. */
export interface Deployment {
  name: 'kafka' | 'standalone';
  /** The address of its REST API, without `/api/v1`; the first of `gateways`. */
  gateway: string;
  gateways: string[];
  token(claims: TokenClaims): Promise<string>;
  /** Each instance of a service, or the one process. */
  programs: Program[];
  /** PostgreSQL and Kafka, if they are separate processes. */
  stores: Part[];
  /** The simulated national portal, if the deployment has one: its address and its process. */
  nationalPortal?: { url: string; program: Program };
  /** Addresses of the services themselves, for operations requests. */
  services: string[];
  /** Connection address of the superuser to the database of a service, named like its folder under `apps/`. */
  databaseUrl(service: string): Promise<string>;
  /** Stops reporting, drops its database and starts it again: it is rebuilt from the events. */
  dropReports(): Promise<void>;
  stop(): Promise<void>;
}

export interface DeploymentOptions {
  /** Folder of its data; default a temporary folder that `stop` removes. */
  dataDir?: string;
  /** Another built checkout whose programs are started instead, to compare two versions in one run. */
  checkout?: string;
  /** Environment variables of every program, overriding the computed ones. */
  env?: Record<string, string>;
  /** Arguments of node before each program, by the program's name: `--cpu-prof` and the like. */
  nodeOptions?: (program: string) => string[];
  /** Additional settings of PostgreSQL. */
  postgresSettings?: Record<string, string | number>;
}

/** The folder of one run: kept if it was named, otherwise removed by `clear`, which a failed run does not call. */
export async function runFolder(name: string, kept?: string): Promise<{ path: string; clear(): Promise<void> }> {
  if (kept) {
    await mkdir(kept, { recursive: true });
    return { path: kept, clear: () => Promise.resolve() };
  }
  const path = await mkdtemp(join(tmpdir(), `motcua-${name}-`));
  return { path, clear: () => rm(path, { recursive: true, force: true }) };
}
