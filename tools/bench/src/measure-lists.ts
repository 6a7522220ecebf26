import { writeFileSync } from 'node:fs';
import { Client, officerOf, type Deployment } from '@motcua/deployment';
import { AGENCY, PROCEDURE } from './bench-world.js';
import type { BenchOptions } from './bench-options.js';
import { percentile } from './figures.js';
import { startFull } from './full-table.js';
import { plansOf } from './plans.js';

const OPEN = 'RECEIVED,IN_PROGRESS,WAITING_SUPPLEMENT,WAITING_PAYMENT';

const REPETITIONS = 40;

interface Reading {
  what: string;
  path: string;
  query?: Record<string, string | number>;
}

/** What an officer who sees one agency of twenty reads, on full tables: the 95th percentile of the reading times. */
export async function measureLists(options: BenchOptions): Promise<void> {
  const { figures } = options;
  figures.section(
    `Lists, lookups and reports of one agency's officer, of ${options.dossiers.toLocaleString('en')} dossiers`,
  );
  const running = [await startFull(options)];
  try {
    if (options.against) running.push(await startFull({ ...options, profileDir: undefined }, options.against));
    const [here, other] = await Promise.all(running.map((deployment) => Reader.of(deployment)));
    for (let warm = 0; warm < 3; warm += 1) for (const reader of [here!, other]) await reader?.readAll();
    const rounds = REPETITIONS * Math.max(1, options.rounds / 5);
    const times: number[][] = [];
    const otherTimes: number[][] = [];
    for (let round = 0; round < rounds; round += 1) {
      // In turns, each as often first as second.
      const first = round % 2 === 0;
      if (first) times.push(await here!.readAll());
      if (other) otherTimes.push(await other.readAll());
      if (!first) times.push(await here!.readAll());
    }
    for (const [index, { what }] of here!.readings.entries()) {
      const p95 = (of: number[][]) =>
        percentile(
          of.map((round) => round[index]!),
          0.95,
        );
      figures.is(`${what}, p95`, p95(times), 'ms', { atMost: 50 });
      if (other) figures.is(`${what}, p95 by ${options.against}`, p95(otherTimes), 'ms');
    }
    if (other) {
      const rates = (of: number[][]) => of.map((round) => 1_000 / round.reduce((sum, time) => sum + time, 0));
      figures.ratio('all of them: this version of the rate of that one', rates(times), rates(otherTimes), {
        atLeast: 95,
      });
    }
    await showPlans(options, running[0]!, here!);
  } finally {
    for (const deployment of running) await deployment.stop();
  }
}

/** The officer of one deployment. */
class Reader {
  private constructor(
    private readonly officer: Client,
    readonly readings: Reading[],
  ) {}

  static async of(deployment: Deployment): Promise<Reader> {
    const officer = await Client.of(deployment, officerOf(AGENCY));
    return new Reader(officer, await readingsOf(officer));
  }

  async read({ path, query }: Reading): Promise<void> {
    await this.officer.get(path, query);
  }

  /** How long each of them takes, in milliseconds. */
  async readAll(): Promise<number[]> {
    const times: number[] = [];
    for (const reading of this.readings) {
      const began = performance.now();
      await this.read(reading);
      times.push(performance.now() - began);
    }
    return times;
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
    { what: 'list, soonest due first', path: '/dossiers', query: { limit: 50, sort: 'dueAt' } },
    {
      what: 'list of open dossiers, soonest due first',
      path: '/dossiers',
      query: { limit: 50, sort: 'dueAt', status: OPEN },
    },
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

async function showPlans({ figures, plansFile }: BenchOptions, deployment: Deployment, reader: Reader): Promise<void> {
  if (!plansFile) return;
  const shown: string[] = [];
  for (const reading of reader.readings) {
    const plans = await plansOf(deployment, () => reader.read(reading));
    shown.push(
      `### ${reading.what}`,
      ...plans.filter((plan) => /dossier/.test(plan)).map((plan) => `\`\`\`\n${plan}\n\`\`\``),
    );
  }
  writeFileSync(plansFile, `${shown.join('\n\n')}\n`);
  figures.note(`the plans stand in ${plansFile}`);
}
