import { readFile, stat } from 'node:fs/promises';
import type { Deployment } from '@motcua/deployment';
import pg from 'pg';

/** Settings under which `plansOf` can switch the log of plans on and off; these cannot be changed later. */
export const PLAN_SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_buffers': 'on',
};

/** The actual plans of every statement during `work` (auto_explain), with rows and pages. */
export async function plansOf(deployment: Deployment, work: () => Promise<void>): Promise<string[]> {
  const client = new pg.Client({ connectionString: await deployment.databaseUrl('postgres') });
  await client.connect();
  const { rows } = await client.query<{ data: string }>(`SELECT current_setting('data_directory') AS data`);
  const log = `${rows[0]!.data}/../postgres.log`;
  const switchTo = async (milliseconds: number) => {
    await client.query(`ALTER SYSTEM SET auto_explain.log_min_duration = ${milliseconds}`);
    await client.query('SELECT pg_reload_conf()');
    // A session reloads its configuration between two statements, not at once.
    await new Promise((resolve) => setTimeout(resolve, 500));
  };
  try {
    await switchTo(0);
    const from = (await stat(log)).size;
    await work();
    await switchTo(-1);
    const text = (await readFile(log)).subarray(from).toString('utf8');
    return text
      .split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/m)
      .filter((entry) => entry.includes('Query Text:'))
      .map((entry) => entry.replace(/^.*?duration: /, 'duration: ').trimEnd());
  } finally {
    await client.query('ALTER SYSTEM RESET auto_explain.log_min_duration');
    await client.query('SELECT pg_reload_conf()');
    await client.end();
  }
}
