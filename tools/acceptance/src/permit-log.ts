import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { Channel } from '@motcua/contracts';

/** A case of the municipality's permit log, unchanged. */
export interface PermitCase {
  id: string;
  department: string;
  channel: Channel;
  startedAt: Date;
  plannedEnd?: Date;
  endedAt?: Date;
  steps: { name: string; resource: string; at: Date }[];
}

/** The log's names of channels; unknown ones are OTHER. */
const CHANNELS: Record<string, Channel> = {
  Internet: 'ONLINE',
  Desk: 'DIRECT',
  Post: 'POST',
  'e-mail': 'OTHER',
  Intern: 'OTHER',
};

/** Reads the log in the order of its first events; fails on an unknown channel. */
export async function readPermitLog(dataFolder: string): Promise<PermitCase[]> {
  const rows = createReadStream(join(dataFolder, 'event-logs/municipal-permits.csv.gz'))
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
  const cases = new Map<string, PermitCase>();
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    const id = row['case:concept:name'] as string;
    let known = cases.get(id);
    if (!known) {
      const channel = CHANNELS[row['case:channel'] as string];
      if (!channel) throw new Error(`case ${id} came by ${row['case:channel']}, which is no known channel`);
      known = {
        id,
        department: row['case:department'] as string,
        channel,
        startedAt: instant(row['case:startdate']) as Date,
        plannedEnd: instant(row['case:enddate_planned']),
        endedAt: instant(row['case:enddate']),
        steps: [],
      };
      cases.set(id, known);
    }
    known.steps.push({
      name: row['concept:name'] as string,
      resource: row['org:resource'] as string,
      at: instant(row['time:timestamp']) as Date,
    });
  }
  return [...cases.values()];
}

/** Microseconds are cut to milliseconds, the finest resolution of every part of the platform. */
function instant(text: string | undefined): Date | undefined {
  return text ? new Date(text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1')) : undefined;
}

export interface Tally {
  received: number;
  byChannel: Record<Channel, number>;
  early: number;
  onTime: number;
  late: number;
  within: number;
  pastDue: number;
}

const LOCAL_OFFSET_MS = 7 * 3_600_000;
const localDay = (at: Date) => Math.floor((at.getTime() + LOCAL_OFFSET_MS) / 86_400_000);

/** The expected report of these cases at an instant, counted from the file. */
export function tally(cases: PermitCase[], asOf: Date): Tally {
  const counted: Tally = {
    received: 0,
    byChannel: { DIRECT: 0, ONLINE: 0, POST: 0, OTHER: 0 },
    early: 0,
    onTime: 0,
    late: 0,
    within: 0,
    pastDue: 0,
  };
  for (const permit of cases) {
    counted.received += 1;
    counted.byChannel[permit.channel] += 1;
    counted[classify(permit, asOf)] += 1;
  }
  return counted;
}

/** The report cell of a case; the log has a planned end for every case. */
export function classify(permit: PermitCase, asOf: Date): 'early' | 'onTime' | 'late' | 'within' | 'pastDue' {
  const due = permit.plannedEnd as Date;
  if (!permit.endedAt) return due < asOf ? 'pastDue' : 'within';
  if (permit.endedAt > due) return 'late';
  return localDay(permit.endedAt) < localDay(due) ? 'early' : 'onTime';
}

/** A case that ended late, as the file or the platform says. */
export interface LateCase {
  department: string;
  plannedEnd: Date;
  endedAt: Date;
  steps: { resource: string; at: Date }[];
}

export interface LateShare {
  department: string;
  resource: string;
  cases: number;
  lateMs: number;
}

/** The late cases of the log. */
export function lateCases(cases: PermitCase[]): LateCase[] {
  return cases.flatMap(({ department, plannedEnd, endedAt, steps }) =>
    plannedEnd && endedAt && endedAt > plannedEnd ? [{ department, plannedEnd, endedAt, steps }] : [],
  );
}

/**
 * Who had the late cases when they became late: the resource of the first step recorded after the planned end, or else of the last step
 * at all, since 307 of the 389 have none after it. Every case is counted once, with all of its lateness.
 */
export function lateShares(late: LateCase[]): LateShare[] {
  const shares = new Map<string, LateShare>();
  for (const { department, plannedEnd, endedAt, steps } of late) {
    const inOrder = steps.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const resource = (inOrder.find(({ at }) => at > plannedEnd) ?? inOrder.at(-1))?.resource ?? 'not recorded';
    const key = `${department}, ${resource}`;
    const { cases, lateMs } = shares.get(key) ?? { cases: 0, lateMs: 0 };
    const lateness = endedAt.getTime() - plannedEnd.getTime();
    shares.set(key, { department, resource, cases: cases + 1, lateMs: lateMs + lateness });
  }
  return [...shares].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, share]) => share);
}
