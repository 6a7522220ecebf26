import { access, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import type { DossierImportReport } from '@motcua/contracts';
import { Client, PEOPLE, type Deployment } from '@motcua/deployment';
import pg from 'pg';
import { AGENCIES, makeBenchWorld, PROCEDURE } from './bench-world.js';
import type { BenchOptions } from './bench-options.js';
import { cpuPerPiece, cpuTimes } from './process-usage.js';
import { settled } from './settled.js';
import { startMeasured } from './statement-profile.js';

const SYSTEM = 'do-hieu-nang';
const DAY_MS = 86_400_000;
/** Lines per request: an interrupted import does not restart at the first line. */
const PART = 100_000;

/**
 * A deployment with full tables from the bulk import; measures the import when it is needed. With `dataDir` it is kept
 * between runs.
 * @param checkout another version, which fills tables of its own
 */
export async function startFull(options: BenchOptions, checkout?: string): Promise<Deployment> {
  const { figures, dossiers } = options;
  const dataDir = options.dataDir && (checkout ? `${options.dataDir}-${nameOf(checkout)}` : options.dataDir);
  const done = dataDir && join(dataDir, `${dossiers}-dossiers`);
  const deployment = await startMeasured(options.profileDir, {
    checkout,
    dataDir,
    postgresSettings: { max_wal_size: '4GB' },
  });
  try {
    if (done && (await exists(done))) {
      figures.note(`${dossiers.toLocaleString('en')} dossiers were there already, in ${dataDir}`);
      return deployment;
    }
    await makeBenchWorld(deployment);
    const operations = await Client.of(deployment, PEOPLE.operations);
    const before = await cpuTimes(deployment);
    const began = performance.now();
    for (let from = 0; from < dossiers; from += PART) {
      const report = await operations.stream<DossierImportReport>(
        `/dossier-imports?legacySystem=${SYSTEM}`,
        lines(from, Math.min(dossiers, from + PART)),
      );
      if (report.refused > 0) throw new Error(`lines were refused: ${JSON.stringify(report.refusedLines.slice(0, 3))}`);
    }
    const imported = performance.now();
    figures.is(
      `bulk import of ${dossiers.toLocaleString('en')} dossiers`,
      (dossiers * 1000) / (imported - began),
      'per second',
    );
    await settled(deployment, 3_600_000);
    figures.is(
      'the same until every report and copy has them',
      (dossiers * 1000) / (performance.now() - began),
      'per second',
    );
    const cpu = cpuPerPiece(before, await cpuTimes(deployment), dossiers);
    figures.note(`CPU for a dossier, ms: ${cpu.map(([name, ms]) => `${name} ${ms.toFixed(2)}`).join(', ')}`);
    for (const service of ['dossier-service', 'reporting-service', 'feedback-service']) {
      await vacuum(await deployment.databaseUrl(service));
    }
    if (done) await writeFile(done, '');
    return deployment;
  } catch (error) {
    await deployment.stop();
    throw error;
  }
}

/** Two checkouts may have folders of one name. */
const nameOf = (checkout: string): string =>
  `${basename(checkout)}-${createHash('sha256').update(resolve(checkout)).digest('hex').slice(0, 8)}`;

/** Dossiers of ten years over twenty agencies, three steps each; one in fifty is still open. */
function* lines(from: number, to: number): Generator<string> {
  const newest = Date.now() - DAY_MS;
  for (let number = from; number < to; number += 1) {
    // Distributed with a step coprime to the number of days, so that each agency has every day.
    const received = newest - ((number * 7_919) % 3_650) * DAY_MS - (number % 1_000) * 20_000;
    const open = number % 50 === 0;
    const at = (days: number) => new Date(Math.min(received + days * DAY_MS, newest)).toISOString();
    yield `${JSON.stringify({
      legacyId: `HS-${number}`,
      code: `CU-${String(number).padStart(8, '0')}`,
      agencyCode: AGENCIES[number % AGENCIES.length],
      procedureCode: PROCEDURE,
      channel: number % 3 === 0 ? 'ONLINE' : 'DIRECT',
      receivedAt: at(0),
      dueAt: new Date(received + 7 * DAY_MS).toISOString(),
      endedAt: open ? undefined : at(5 + (number % 4)),
      outcome: open ? undefined : 'APPROVED',
      steps: ['Tiếp nhận', 'Thẩm định', 'Phê duyệt'].map((name, step) => ({
        name,
        officer: `cb-${number % 40}`,
        at: at(step),
      })),
      applicant: { fullName: `Người nộp ${number}`, identityNumber: String(40_000_000_000 + number).padStart(12, '0') },
    })}\n`;
  }
}

/** The work of autovacuum by the next morning. */
async function vacuum(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('VACUUM (ANALYZE)').finally(() => client.end());
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
