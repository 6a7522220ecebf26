import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { commandLine, refuseCommand } from '@motcua/deployment';
import type { BenchOptions } from './bench-options.js';
import { Figures } from './figures.js';
import { measureAcceptances } from './measure-acceptances.js';
import { measureFootprint } from './measure-footprint.js';
import { measureLists } from './measure-lists.js';
import { measureLives } from './measure-lives.js';
import { measurePipeline } from './measure-pipeline.js';
import { measureRebuild } from './measure-rebuild.js';
import { measureSubmits } from './measure-submits.js';

const PARTS: Record<string, (options: BenchOptions) => Promise<void>> = {
  lives: measureLives,
  acceptances: measureAcceptances,
  submits: measureSubmits,
  lists: measureLists,
  rebuild: measureRebuild,
  pipeline: measurePipeline,
  footprint: measureFootprint,
};

const USAGE = `npm run bench -- [options]
  --only PARTS      of ${Object.keys(PARTS).join(', ')}
  --quick           everything in about two minutes, to see that it works; its figures say little
  --rounds N        rounds of each measurement, in turns (5); a figure is the median
  --seconds N       length of a round (5)
  --clients LIST    numbers of clients (1,8,32)
  --dossiers N      how full the full table is (1000000)
  --data DIR        keeps the full table there and uses it again
  --against DIR     lives, acceptances and lists on another checkout, built, in turns with this one
  --plans FILE      writes the plans of lists and lookups there
  --profile DIR     CPU profiles of the services, and the statements that took most of PostgreSQL's time
  --results FILE    the figures as JSON
`;
const values = commandLine(USAGE, {
  quick: { type: 'boolean' },
  only: { type: 'string', default: Object.keys(PARTS).join(',') },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  clients: { type: 'string' },
  dossiers: { type: 'string' },
  data: { type: 'string' },
  against: { type: 'string' },
  plans: { type: 'string' },
  profile: { type: 'string' },
  results: { type: 'string' },
});
const print = (line: string) => process.stdout.write(`${line}\n`);
const parts = values.only.split(',');
for (const part of parts.filter((name) => !PARTS[name])) {
  refuseCommand(`There is no part ${part}; there are ${Object.keys(PARTS).join(', ')}.`);
}
const number = (text: string | undefined, full: number, quick: number) => Number(text ?? (values.quick ? quick : full));
const figures = new Figures(print);
const options: BenchOptions = {
  figures,
  rounds: number(values.rounds, 5, 1),
  roundMs: number(values.seconds, 5, 1) * 1000,
  clients: (values.clients ?? (values.quick ? '8' : '1,8,32')).split(',').map(Number),
  dossiers: number(values.dossiers, 1_000_000, 2_000),
  dataDir: values.data && resolve(values.data),
  against: values.against && resolve(values.against),
  plansFile: values.plans && resolve(values.plans),
  profileDir: values.profile && resolve(values.profile),
};
print(
  `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, ${options.rounds} rounds in turns`,
);
for (const part of parts) await PARTS[part]!(options);
if (values.results) writeFileSync(values.results, JSON.stringify(figures.all, undefined, 2));
process.exit(0);
