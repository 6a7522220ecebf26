import { startKafkaDeployment, type Deployment, type KafkaDeploymentOptions } from '@motcua/deployment';
import pg from 'pg';
import { PLAN_SETTINGS } from './plans.js';

interface StatementRow {
  datname: string;
  calls: number;
  execution: number;
  planning: number;
  query: string;
}

/**
 * A deployment for measurements; with `profileDir` node writes CPU profiles there and PostgreSQL counts its statements.
 */
export function startMeasured(
  profileDir: string | undefined,
  options: KafkaDeploymentOptions = {},
): Promise<Deployment> {
  return startKafkaDeployment({
    ...options,
    env: { CLOCK: 'system', ...options.env },
    postgresSettings: {
      ...PLAN_SETTINGS,
      ...options.postgresSettings,
      ...(profileDir && {
        shared_preload_libraries: 'pg_stat_statements',
        'pg_stat_statements.track_planning': 'on',
      }),
    },
    nodeOptions: (program) => (profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}/${program}`] : []),
  });
}

/** Resets the counters. */
export async function resetStatements(deployment: Deployment): Promise<void> {
  await onServer(deployment, async (client) => {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await client.query('SELECT pg_stat_statements_reset()');
  });
}

/** The statements with most of PostgreSQL's time, each with its calls and milliseconds per piece of work. */
export async function topStatements(deployment: Deployment, pieces: number): Promise<string[]> {
  const rows = await onServer(deployment, async (client) => {
    const answer = await client.query<StatementRow>(
      `SELECT d.datname, calls::float8, total_exec_time AS execution, total_plan_time AS planning,
         left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query
       FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
       ORDER BY total_exec_time + total_plan_time DESC LIMIT 40`,
    );
    return answer.rows;
  });
  return rows.map(
    ({ datname, calls, execution, planning, query }) =>
      `${(calls / pieces).toFixed(2)} calls, ${(execution / pieces).toFixed(3)} ms, ` +
      `plans ${(planning / pieces).toFixed(3)} ms: ${datname}: ${query}`,
  );
}

async function onServer<T>(deployment: Deployment, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: await deployment.databaseUrl('postgres') });
  await client.connect();
  return work(client).finally(() => client.end());
}

/** The durability settings, which must not be reduced for a better figure. */
export async function durability(deployment: Deployment): Promise<string> {
  const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers'];
  const settings = await onServer(deployment, async (client) => {
    const shown = await client.query<{ name: string; setting: string; unit: string | null }>(
      'SELECT name, setting, unit FROM pg_settings WHERE name = ANY($1) ORDER BY name',
      [names],
    );
    return shown.rows.map(({ name, setting, unit }) => `${name} = ${setting}${unit ? ` x ${unit}` : ''}`);
  });
  return `PostgreSQL: ${settings.join(', ')}`;
}
