import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import type { Deployment } from '@motcua/deployment';

/** CPU time in seconds, by who used it; all processes of a PostgreSQL are one figure. */
export type CpuTimes = Map<string, number>;

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']).toString());

/** The usage of each process of the deployment so far, including the load generator. */
export async function cpuTimes(deployment: Deployment): Promise<CpuTimes> {
  const times: CpuTimes = new Map();
  const add = (name: string, seconds: number) => times.set(name, (times.get(name) ?? 0) + seconds);
  for (const { name, pids } of await processesOf(deployment)) {
    for (const pid of pids) add(name, await cpuOf(pid, name === 'postgres'));
  }
  const own = process.cpuUsage();
  add('clients (this process)', (own.user + own.system) / 1e6);
  return times;
}

/** Milliseconds of CPU for each of `count` pieces of work between two readings, the most expensive process first. */
export function cpuPerPiece(before: CpuTimes, after: CpuTimes, count: number): [string, number][] {
  return [...after]
    .map(([name, seconds]): [string, number] => [name, ((seconds - (before.get(name) ?? 0)) * 1000) / count])
    .sort((a, b) => b[1] - a[1]);
}

/** Resident memory in megabytes, by process; PostgreSQL's shared memory counts once. */
export async function residentMegabytes(deployment: Deployment): Promise<[string, number][]> {
  const found: [string, number][] = [];
  for (const { name, pids } of await processesOf(deployment)) {
    const sizes = await Promise.all(pids.map((pid) => residentOf(pid)));
    found.push([name, sizes.reduce((sum, size) => sum + size, 0) / 1024]);
  }
  return found;
}

async function processesOf(deployment: Deployment): Promise<{ name: string; pids: number[] }[]> {
  const parents = await allParents();
  const childrenOf = (parent: number) => [...parents].filter(([, of]) => of === parent).map(([pid]) => pid);
  const own = [...deployment.programs, ...deployment.stores].flatMap(({ name, pid }) =>
    pid === undefined ? [] : [{ name, pids: name === 'postgres' ? [pid, ...childrenOf(pid)] : [pid] }],
  );
  if (deployment.name === 'kafka') return own;
  // The PostgreSQL of the single process is a grandchild, behind the watchdog shell.
  const postgres = childrenOf(own[0]!.pids[0]!).flatMap(childrenOf);
  return [...own, { name: 'postgres', pids: postgres.flatMap((pid) => [pid, ...childrenOf(pid)]) }];
}

async function allParents(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const entries = await Promise.all(pids.map(async (pid) => [pid, Number((await statOf(pid))[1])] as const));
  return new Map(entries);
}

/** The fields of `/proc/<pid>/stat` behind the name, which may contain spaces; none when the process has ended. */
async function statOf(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** With `children` also the usage of ended children, such as PostgreSQL sessions. */
async function cpuOf(pid: number, children: boolean): Promise<number> {
  const fields = (await statOf(pid)).slice(11, 15).map(Number);
  const ticks = (fields[0] ?? 0) + (fields[1] ?? 0) + (children ? (fields[2] ?? 0) + (fields[3] ?? 0) : 0);
  return ticks / ticksPerSecond;
}

/** Kilobytes; the proportional set size, in which a shared page counts once over all processes. */
async function residentOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
}
