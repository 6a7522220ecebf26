import { writeFileSync } from 'node:fs';
import { Client, officerOf, type Deployment } from '@motcua/deployment';
import { AGENCY, PROCEDURE } from './bench-world.js';
import type { BenchOptions } from './bench-options.js';
import { percentile } from './figures.js';
import { startFull } from './full-table.js';
import { plansOf } from './plans.js';

const REPETITIONS = 40;

interface Reading {
  what: string;
  path: string;
  query?: Record<string, string | number>;
}

/** What an officer who sees one agency of twenty reads, on full tables: how long 95 of 100 readings take at most. */
export async function measureLists(options: BenchOptions): Promise<void> {
  const { figures } = options;
  figures.section(
    `Lists, lookups and reports of one agency's officer, of ${options.dossiers.toLocaleString('en')} dossiers`,
  );
  const deployment = await startFull(options);
  try {
    const officer = await Client.of(deployment, officerOf(AGENCY));
    const readings = await readingsOf(officer);
    const read = ({ path, query }: Reading) => officer.get(path, query);
    for (const reading of readings) for (let warm = 0; warm < 3; warm += 1) await read(reading);
    const times = readings.map((): number[] => []);
    for (let round = 0; round < REPETITIONS * Math.max(1, options.rounds / 5); round += 1) {
      for (const [index, reading] of readings.entries()) {
        const began = performance.now();
        await read(reading);
        times[index]!.push(performance.now() - began);
      }
    }
    for (const [index, { what }] of readings.entries()) {
      figures.is(`${what}, p95`, percentile(times[index]!, 0.95), 'ms', { atMost: 50 });
    }
    await showPlans(options, deployment, readings, read);
  } finally {
    await deployment.stop();
  }
}

async function readingsOf(officer: Client): Promise<Reading[]> {
  const list = await officer.get<{ items: { id: string; code: string }[]; nextCursor: string }>('/dossiers', {
    limit: 50,
  });
  const one = list.items[20]!;
  const year = new Date().getFullYear();
  const between = { submittedFrom: `${year - 3}-03-01`, submittedTo: `${year - 3}-03-31` };
  return [
    { what: 'list, newest first', path: '/dossiers', query: { limit: 50 } },
    { what: 'list, second page', path: '/dossiers', query: { limit: 50, cursor: list.nextCursor } },
    { what: 'list of open dossiers, soonest due first', path: '/dossiers', query: { limit: 50, sort: 'dueAt' } },
    { what: 'list of overdue dossiers', path: '/dossiers', query: { limit: 50, overdue: 'true' } },
    { what: 'list by state', path: '/dossiers', query: { limit: 50, status: 'IN_PROGRESS' } },
    {
      what: 'list by procedure and channel',
      path: '/dossiers',
      query: { limit: 50, procedureCode: PROCEDURE, channel: 'ONLINE' },
    },
    { what: 'list of a month three years ago', path: '/dossiers', query: { limit: 50, ...between } },
    { what: 'lookup by code', path: '/dossiers', query: { code: one.code } },
    {
      what: 'lookup by the id of the legacy system',
      path: '/dossiers',
      query: { legacySystem: 'do-hieu-nang', legacyId: 'HS-40' },
    },
    { what: 'lookup of the progress by code', path: `/dossiers/by-code/${one.code}/progress` },
    { what: 'one dossier', path: `/dossiers/${one.id}` },
    { what: 'its history', path: `/dossiers/${one.id}/history` },
    { what: 'report of a month', path: '/reports/period', query: { preset: 'month', year, month: 3 } },
    {
      what: 'report of a year, by field',
      path: '/reports/period',
      query: { preset: 'year', year: year - 1, groupBy: 'field' },
    },
    {
      what: 'dossiers behind a cell of it',
      path: '/reports/period/dossiers',
      query: { preset: 'year', year: year - 1, cell: 'ended.late', limit: 50 },
    },
  ];
}

async function showPlans(
  { figures, plansFile }: BenchOptions,
  deployment: Deployment,
  readings: Reading[],
  read: (reading: Reading) => Promise<unknown>,
): Promise<void> {
  if (!plansFile) return;
  const shown: string[] = [];
  for (const reading of readings) {
    const plans = await plansOf(deployment, async () => void (await read(reading)));
    shown.push(
      `### ${reading.what}`,
      ...plans.filter((plan) => /dossier/.test(plan)).map((plan) => `\`\`\`\n${plan}\n\`\`\``),
    );
  }
  writeFileSync(plansFile, `${shown.join('\n\n')}\n`);
  figures.note(`the plans stand in ${plansFile}`);
}
