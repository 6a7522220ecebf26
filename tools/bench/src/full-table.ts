import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
/** Lines of one request: an import is a stream, but one that breaks off need not begin at the first line. */
const PART = 100_000;

/**
 * A deployment whose tables are full, from the bulk import; measures the import where it has to be made. With
 * `dataDir` it is made once and found again.
 */
export async function startFull(options: BenchOptions): Promise<Deployment> {
  const { figures, dossiers, dataDir } = options;
  const done = dataDir && join(dataDir, `${dossiers}-dossiers`);
  const deployment = await startMeasured(options.profileDir, { dataDir, postgresSettings: { max_wal_size: '4GB' } });
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

/** Dossiers of ten years over twenty agencies, three steps each; one in fifty is still open. */
function* lines(from: number, to: number): Generator<string> {
  const newest = Date.now() - DAY_MS;
  for (let number = from; number < to; number += 1) {
    // Spread by a step that has no common divisor with the days, so that each agency has every day.
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

/** What autovacuum would have done by the next morning. */
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
