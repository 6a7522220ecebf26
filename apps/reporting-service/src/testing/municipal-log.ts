import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Channel } from '@motcua/contracts';
import { ExampleLife } from './example-events.js';

const FILE = 'event-logs/municipal-permits.csv.gz';

/** Where the real municipal permit log lies: under `MOTCUA_DATA`, else beside the repository; undefined when nowhere. */
export function municipalLogFile(): string | undefined {
  const folders = [process.env['MOTCUA_DATA'], resolve(process.cwd(), '../shared/data')];
  return folders.map((folder) => folder && join(folder, FILE)).find((file) => file && existsSync(file));
}

const CHANNELS: Record<string, Channel> = { Internet: 'ONLINE', Desk: 'DIRECT', Post: 'POST' };
const AGENCIES: Record<string, string> = { General: 'H41.90', Experts: 'H41.91', 'Customer contact': 'H41.92' };

export const GENERAL = AGENCIES['General']!;
export const EXPERTS = AGENCIES['Experts']!;
export const CUSTOMER_CONTACT = AGENCIES['Customer contact']!;

/** One case of the log as the event that its bulk import announces. */
export interface MunicipalCase {
  id: string;
  department: string;
  endedAt?: Date;
  plannedAt: Date;
  life: ExampleLife;
}

export function readMunicipalLog(file: string): MunicipalCase[] {
  const [header, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const columns = header!.trim().split(',');
  const rows = lines.map((line) => {
    const values = line.trim().split(',');
    return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
  });
  const byCase = new Map<string, Record<string, string>[]>();
  for (const row of rows) {
    const id = row['case:concept:name']!;
    byCase.set(id, [...(byCase.get(id) ?? []), row]);
  }
  return [...byCase].map(([id, steps]) => municipalCase(id, steps));
}

function municipalCase(id: string, steps: Record<string, string>[]): MunicipalCase {
  const row = steps[0]!;
  const instant = (column: string) => (row[column] ? new Date(row[column].replace(' ', 'T')) : undefined);
  const endedAt = instant('case:enddate');
  const plannedAt = instant('case:enddate_planned')!;
  const department = row['case:department']!;
  const life = new ExampleLife({
    agencyCode: AGENCIES[department]!,
    fieldCode: 'MUNICIPAL',
    channel: CHANNELS[row['case:channel']!] ?? 'OTHER',
  }).then('imported', '2026-09-01T00:00:00Z', plannedAt.toISOString(), {
    legacySystem: 'municipal-permits',
    legacyId: id,
    ...(endedAt ? { endedAt: endedAt.toISOString() } : {}),
    steps: steps.map((step) => ({
      name: step['concept:name']!,
      at: new Date(step['time:timestamp']!.replace(' ', 'T')).toISOString(),
    })),
    dossier: {
      acceptedAt: instant('case:startdate')!.toISOString(),
      status: endedAt ? 'RESOLVED' : 'IN_PROGRESS',
    },
  });
  return { id, department, endedAt, plannedAt, life };
}
