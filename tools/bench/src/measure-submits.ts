import type { Deployment } from '@motcua/deployment';
import pg from 'pg';
import { BareSubmission } from './bare-submission.js';
import { makeBenchWorld } from './bench-world.js';
import type { BenchOptions } from './bench-options.js';
import { load, type LoadResult } from './load.js';
import { warmUp } from './measure-lives.js';
import { findPgbench, pgbench } from './pgbench.js';
import { cpuTimes, type CpuTimes } from './process-usage.js';
import { settled } from './settled.js';
import { durability, startMeasured } from './statement-profile.js';
import { Walk } from './walk.js';

const BARE = 'bare';

/** Submissions per second through the gateway, alternating with the same rows and commits without our code. */
export async function measureSubmits(options: BenchOptions): Promise<void> {
  const { figures } = options;
  figures.section('Submissions through the gateway, and the same rows written by bare node-pg and by pgbench');
  const deployment = await startMeasured(options.profileDir);
  try {
    await makeBenchWorld(deployment);
    await warmUp(deployment);
    figures.note(await durability(deployment));
    const bareUrl = await emptyCopy(deployment);
    const submission = await sample(deployment);
    figures.note(`one submission: ${submission.rows.map(({ table }) => table).join(', ')}`);
    const program = await findPgbench();
    if (!program) figures.note('pgbench is not installed (Debian: apt-get install postgresql-contrib): left out');
    for (const clients of options.clients) {
      const walk = await Walk.through(deployment, clients);
      const pool = new pg.Pool({ connectionString: bareUrl, max: clients });
      pool.on('error', () => undefined);
      const costs = { ours: [] as number[], bare: [] as number[] };
      /** Records the CPU of all processes for one submission, including work postponed until after the round. */
      const priced = async (notes: number[], round: () => Promise<LoadResult>) => {
        const before = total(await cpuTimes(deployment));
        const { rate, count } = await round();
        await settled(deployment);
        notes.push(((total(await cpuTimes(deployment)) - before) * 1000) / count);
        return rate;
      };
      const bare = async (write: (client: pg.PoolClient) => Promise<void>, notes: number[] = []) => {
        const connections = await Promise.all(Array.from({ length: clients }, () => pool.connect()));
        const rate = await priced(notes, () => load(clients, options.roundMs, (at) => write(connections[at]!)));
        for (const connection of connections) connection.release();
        return rate;
      };
      const ours: number[] = [];
      const byStatement: number[] = [];
      const atOnce: number[] = [];
      const byPgbench: number[] = [];
      for (let round = 0; round < options.rounds; round += 1) {
        const submit = async () => void (await walk.submit());
        ours.push(await priced(costs.ours, () => load(clients, options.roundMs, submit)));
        byStatement.push(await bare((client) => submission.statementByStatement(client), costs.bare));
        atOnce.push(await bare((client) => submission.atOnce(client)));
        const seconds = Math.max(1, Math.round(options.roundMs / 1000));
        if (program) byPgbench.push(await pgbench(program, bareUrl, submission.pgbenchScript(), clients, seconds));
      }
      await walk.close();
      await pool.end();
      const who = `${clients} clients`;
      figures.median(`submissions through the gateway, ${who}`, ours, 'per second');
      figures.median(`bare node-pg, a statement a row, ${who}`, byStatement, 'per second');
      figures.median(`bare node-pg, all in one statement, ${who}`, atOnce, 'per second');
      if (program) figures.median(`pgbench, a statement a row, ${who}`, byPgbench, 'per second');
      figures.ratio(
        `of bare node-pg, a statement a row, ${who}`,
        ours,
        byStatement,
        clients === 8 ? { atLeast: 25 } : undefined,
      );
      figures.ratio(`of bare node-pg, all in one statement, ${who}`, ours, atOnce);
      figures.median(`CPU for a submission, all processes, ${who}`, costs.ours, 'ms');
      figures.median(`CPU for one by bare node-pg, a statement a row, ${who}`, costs.bare, 'ms');
      if (program) figures.ratio(`of pgbench, ${who}`, ours, byPgbench);
    }
  } finally {
    await deployment.stop();
  }
}

const total = (times: CpuTimes) => [...times.values()].reduce((sum, seconds) => sum + seconds, 0);

/** The tables, indexes and constraints of dossier-service without rows, in a separate database. */
async function emptyCopy(deployment: Deployment): Promise<string> {
  const dossierService = deployment.programs.find(({ name }) => name === 'dossier-service')!;
  // A database with sessions cannot be copied.
  await dossierService.stop();
  await onDatabase(await deployment.databaseUrl('postgres'), async (client) => {
    await client.query(`CREATE DATABASE ${BARE} TEMPLATE dossier_service`);
  });
  await dossierService.start();
  const url = await deployment.databaseUrl(BARE);
  await onDatabase(url, async (client) => {
    // History is append-only, also for us.
    await client.query(`SET session_replication_role = replica;
      TRUNCATE idempotency_keys, dossiers, dossier_history, dossier_submissions, dossier_persons, outbox`);
  });
  return url;
}

async function sample(deployment: Deployment): Promise<BareSubmission> {
  const walk = await Walk.through(deployment, 1);
  const id = await walk.submit();
  await walk.close();
  return onDatabase(await deployment.databaseUrl('dossier-service'), (client) => BareSubmission.of(client, id));
}

async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}
