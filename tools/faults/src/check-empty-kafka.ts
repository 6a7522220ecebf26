import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PeriodReport } from '@motcua/contracts';
import { Client, PEOPLE, type Checks, type Deployment } from '@motcua/deployment';
import { aroundToday } from './check-books.js';
import { askService, untilQuiet } from './quiet.js';

const PUBLISHERS = ['procedure-catalog-service', 'dossier-service', 'feedback-service'];
const FILLED_WITHIN_MS = 300_000;

/**
 * Kafka loses all data while the services run. They republish everything, and reporting, whose database is dropped too,
 * gives the same report.
 */
export async function checkEmptyKafka(checks: Checks, deployment: Deployment, folder: string): Promise<void> {
  checks.section('An empty Kafka is filled again, and the reports made from it anew');
  const operations = await Client.of(deployment, PEOPLE.operations);
  const before = await report(deployment);
  const kafka = deployment.stores.find(({ name }) => name === 'kafka')!;
  await kafka.stop();
  await rm(join(folder, 'kafka'), { recursive: true, force: true });
  await kafka.start();
  for (const service of PUBLISHERS) {
    await askService(deployment, operations, service, 'outbox/republication', 'POST');
  }
  const began = Date.now();
  await deployment.dropReports();
  const states = await untilQuiet(deployment, operations, FILLED_WITHIN_MS);
  checks.note(`filled and read ${Math.round((Date.now() - began) / 1000)} s after reporting's database was dropped`);
  checks.equal(
    'not published, not read, dead letters, over all services',
    states.map(({ unpublished, lag, deadLetters }) => unpublished + lag + deadLetters.length),
    states.map(() => 0),
  );
  const after = await report(deployment);
  checks.holds(
    `the period report is the same: received ${after.total.received.total}, ended ${after.total.ended.total}`,
    JSON.stringify([after.total, after.rows]) === JSON.stringify([before.total, before.rows]),
  );
}

async function report(deployment: Deployment): Promise<PeriodReport> {
  const reform = await Client.of(deployment, PEOPLE.reform);
  return reform.get<PeriodReport>('/reports/period', { ...aroundToday(), groupBy: 'agency,field' });
}
