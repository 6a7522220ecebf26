import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { ChannelEntryData, ProcedureImportReport } from '@motcua/contracts';
import type { Checks, Client } from '@motcua/deployment';

interface Label {
  procedureCode: string;
  position: number;
  channel: string;
  rawText: string;
  label: { amount: number; unit: string } | 'UNSURE' | 'ABSENT';
}

interface Labels {
  draw: { seed: number; count: number };
  labels: Label[];
}

const EXPECTED = 1363;
/** Of the 60 entries labelled by hand: read as a time limit, and left as text with a flag (docs/adr/0011). */
const READ_AND_LEFT = [46, 14];

async function* procedureLines(data: string): AsyncGenerator<string> {
  const file = createReadStream(join(data, 'procedures/national-portal-procedures.jsonl.gz')).pipe(createGunzip());
  for await (const line of createInterface({ input: file })) yield `${line}\n`;
}

/** Check 1: every procedure of the national portal is imported, and no time limit is read wrong. */
export async function checkProcedures(checks: Checks, control: Client, data: string): Promise<void> {
  checks.section('1. The procedures of the national portal');
  const first = await control.stream<ProcedureImportReport>('/procedure-imports', procedureLines(data));
  checks.equal('procedures kept', first.created + first.changed + first.unchanged, EXPECTED);
  checks.equal('lines refused', first.refused, 0);
  checks.note(`flagged procedures: ${first.flaggedProcedures}`);
  for (const flag of first.flags)
    checks.note(`${flag.code}: ${flag.procedures} procedures, ${flag.occurrences} places`);
  const places = Object.fromEntries(first.flags.map((flag) => [flag.code, flag.occurrences]));
  checks.equal(
    'numbers without a unit, and numbers that run into a sum, flagged',
    [places.TIME_LIMIT_WITHOUT_UNIT, places.TIME_LIMIT_RUNS_INTO_FEE],
    [402, 50],
  );

  const second = await control.stream<ProcedureImportReport>('/procedure-imports', procedureLines(data));
  checks.equal('a second import changes nothing', [second.created, second.changed, second.unchanged], [0, 0, EXPECTED]);

  const record = readFileSync(join(data, 'procedures/national-portal-api-record.json'), 'utf8');
  const single = await control.stream<ProcedureImportReport>('/procedure-imports', [
    JSON.stringify(JSON.parse(record)),
  ]);
  checks.equal(
    "the portal's own record shape is read",
    [single.created + single.changed + single.unchanged, single.refused],
    [1, 0],
  );
  checks.holds(
    'its two time limits contradict each other, and it is flagged so',
    single.flags.some((flag) => flag.code === 'TIME_LIMIT_CONTRADICTION'),
  );
  await checkTimeLimits(checks, control);
}

async function checkTimeLimits(checks: Checks, control: Client): Promise<void> {
  const at = new URL('../src/labels/time-limits.json', import.meta.url);
  const { draw, labels } = JSON.parse(readFileSync(at, 'utf8')) as Labels;
  let wrong = 0;
  let read = 0;
  let left = 0;
  let silent = 0;
  for (const labelled of labels) {
    const entry = await entryOf(control, labelled);
    const limit = entry?.timeLimit;
    const label = labelled.label;
    const right = limit
      ? typeof label === 'object' && limit.amount === label.amount && limit.unit === label.unit
      : typeof label !== 'object' || (entry?.flags.length ?? 0) > 0;
    if (label === 'UNSURE' && (entry?.flags.length ?? 0) === 0) silent += 1;
    if (!entry || !right) {
      wrong += 1;
      checks.note(
        `wrong: ${labelled.procedureCode} ${labelled.channel}: ${JSON.stringify(limit)}, by hand ${JSON.stringify(label)}`,
      );
    } else if (limit) read += 1;
    else left += 1;
  }
  checks.equal(`of ${labels.length} channel entries labelled by hand, read wrong`, wrong, 0);
  checks.equal(`time limits, seed ${draw.seed}: read, left as text`, [read, left], READ_AND_LEFT);
  checks.equal('entries of which a person was not sure and which are not flagged', silent, 0);
  checks.equal('channel entries labelled', labels.length, draw.count);
}

type ReadEntry = ChannelEntryData & { flags: string[] };

async function entryOf(control: Client, label: Label): Promise<ReadEntry | undefined> {
  const procedure = await control.get<{ draft?: { content: { channelEntries: ReadEntry[] } } }>(
    `/procedures/${label.procedureCode}`,
  );
  return procedure.draft?.content.channelEntries[label.position];
}
