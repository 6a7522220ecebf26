import { setTimeout as pause } from 'node:timers/promises';
import { until, type Checks } from '@motcua/deployment';
import pg from 'pg';
import { statusOf, type MachineOptions } from './check-postmaster.js';
import type { SingleProcess } from './single-process.js';
import type { SmallDisk } from './small-disk.js';

/** Time limit for an answer, also on a busy machine. */
const ANSWER_WITHIN_MS = 5_000;
const BACK_WITHIN_MS = 90_000;

/** Fills the disk under the single process until PostgreSQL cannot write its log, then frees it. */
export async function checkDiskFull(
  checks: Checks,
  single: SingleProcess,
  disk: SmallDisk,
  options: MachineOptions,
): Promise<void> {
  const fullMs = options.quick ? 6_000 : 60_000;
  checks.section(`A full disk under the single process, for ${fullMs / 1000} s`);
  const { deployment } = single;
  const before = single.pid;
  const ports = [deployment.gateway, ...deployment.services];
  let slowest = 0;
  let silent = 0;
  let looks = 0;
  let refused = 0;
  await single.underLoad(checks, { ...options, name: 'disk' }, async (tally) => {
    await pause(1_000);
    disk.fill();
    await useUpTheLog(await deployment.databaseUrl('dossier-service'));
    const refusedBefore = tally.byStatus.get('503') ?? 0;
    for (const full = performance.now(); performance.now() - full < fullMs; looks += 1) {
      // Space that PostgreSQL frees when it ends must not help.
      disk.fill();
      const began = performance.now();
      const answers = await Promise.all(ports.map((port) => statusOf(`${port}/livez`)));
      silent += answers.filter((status) => status !== 200).length;
      slowest = Math.max(slowest, performance.now() - began);
      await pause(200);
    }
    refused = (tally.byStatus.get('503') ?? 0) - refusedBefore;
    disk.empty();
    const room = performance.now();
    const status = await until(
      () => statusOf(`${deployment.gateway}/readyz`),
      (one) => one === 200,
      BACK_WITHIN_MS,
    );
    checks.holds(`it is ready ${Math.round(performance.now() - room)} ms after there was room`, status === 200);
  });
  checks.holds(`${refused} requests were answered 503 while the disk was full`, refused > 0);
  checks.equal(`of ${looks * ports.length} questions to its ${ports.length} ports, not answered`, silent, 0);
  checks.holds(`slowest of these answers: ${Math.round(slowest)} ms`, slowest < ANSWER_WITHIN_MS);
  checks.holds('the process is the same, nobody has started it again', single.isRunning && single.pid === before);
  checks.holds('it said that it waits for room', single.said.includes('The disk is full'));
}

/** PostgreSQL keeps a few segments of its log ready: it must need a new one. */
async function useUpTheLog(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (let segment = 0; segment < 40; segment += 1) {
      await client.query(`SELECT pg_logical_emit_message(false, 'full', 'x'), pg_switch_wal()`);
    }
  } catch {
    // It has panicked, as expected.
  } finally {
    await client.end().catch(() => undefined);
  }
}
