import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOMS, TEST_ROOM } from './rooms.mjs';

interface Probe {
  rule: string;
  path: string;
  violation: string;
  legal: string;
}

const imports = (specifier: string) => `export * from '${specifier}';`;
const domain = 'apps/dossier-service/src/domain/probe.ts';
const controller = 'apps/dossier-service/src/http/probe.ts';
const restricted = 'no-restricted-imports';
const project = '@nx/enforce-module-boundaries';

const probes: Probe[] = [
  {
    rule: project,
    path: 'libs/contracts/src/probe.ts',
    violation: imports('@motcua/platform'),
    legal: imports('rxjs'),
  },
  {
    rule: project,
    path: 'libs/messaging/src/probe.ts',
    violation: imports('@motcua/working-time'),
    legal: imports('@motcua/contracts'),
  },
  {
    rule: project,
    path: 'libs/platform/src/probe.ts',
    violation: imports('@motcua/messaging'),
    legal: imports('@motcua/contracts'),
  },
  {
    rule: project,
    path: 'libs/reference-data/src/probe.ts',
    violation: imports('@motcua/dossier-service'),
    legal: imports('@motcua/working-time'),
  },
  {
    rule: project,
    path: 'libs/working-time/src/probe.ts',
    violation: imports('@motcua/contracts'),
    legal: imports('./due.js'),
  },
  {
    rule: project,
    path: 'apps/dossier-service/src/probe.ts',
    violation: imports('@motcua/reporting-service'),
    legal: imports('@motcua/working-time'),
  },
  {
    rule: project,
    path: 'apps/gateway/src/probe.ts',
    violation: imports('@motcua/dossier-service'),
    legal: imports('@motcua/platform'),
  },
  {
    rule: project,
    path: 'apps/standalone/src/probe.ts',
    violation: imports('@motcua/working-time'),
    legal: imports('@motcua/dossier-service'),
  },
  {
    rule: restricted,
    path: 'apps/dossier-service/src/probe.ts',
    violation: imports('kafkajs'),
    legal: imports('@motcua/messaging'),
  },
  { rule: restricted, path: 'libs/platform/src/probe.ts', violation: imports('kafkajs'), legal: imports('pg') },
  {
    rule: restricted,
    path: 'libs/messaging/src/probe.ts',
    violation: imports('testcontainers'),
    legal: imports('kafkajs'),
  },
  {
    rule: restricted,
    path: 'apps/dossier-service/src/probe.ts',
    violation: imports('@motcua/testing'),
    legal: imports('@motcua/platform'),
  },
  {
    rule: 'no-restricted-syntax',
    path: domain,
    violation: 'export const at = () => Date.now();\n',
    legal: 'export const at = (now: Date) => now.getTime();\n',
  },
  {
    rule: 'no-restricted-syntax',
    path: domain,
    violation: 'export const at = () => new Date();\n',
    legal: 'export const at = (iso: string) => new Date(iso);\n',
  },
  {
    rule: 'no-restricted-syntax',
    path: 'libs/working-time/src/probe.ts',
    violation: 'export const any = () => Math.random();\n',
    legal: 'export const round = (n: number) => Math.floor(n);\n',
  },
  {
    rule: project,
    path: 'libs/testing/src/probe.ts',
    violation: imports('@motcua/dossier-service'),
    legal: imports('@motcua/embedded-postgres'),
  },
  {
    rule: project,
    path: 'libs/platform/src/probe.ts',
    violation: imports('@motcua/development-issuer'),
    legal: imports('jose'),
  },
  {
    rule: project,
    path: 'libs/embedded-postgres/src/probe.ts',
    violation: imports('@motcua/platform'),
    legal: imports('pg'),
  },
  {
    rule: 'no-console',
    path: controller,
    violation: 'console.log(1);\n',
    legal: 'process.stdout.write(String(1));\n',
  },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    path: controller,
    violation: "import { Channel } from '@motcua/contracts';\nexport const one = (channel: Channel) => channel;\n",
    legal: "import type { Channel } from '@motcua/contracts';\nexport const one = (channel: Channel) => channel;\n",
  },
  {
    rule: '@typescript-eslint/no-unused-vars',
    path: controller,
    violation: 'const unused = 1;\nexport const y = 2;\n',
    legal: 'const used = 1;\nexport const y = used;\n',
  },
];

/** For each room: one allowed import and every other room; one allowed package and one that no room may use. */
const roomProbes = Object.entries(ROOMS).flatMap(([base, rooms]) =>
  Object.entries(rooms).flatMap(([room, { rooms: open, files = [], packages }]): Probe[] => {
    const legal = imports(open[0] ? `../${open[0]}/probe.js` : './probe.js');
    const closed = Object.keys(rooms).filter((other) => other !== room && !open.includes(other));
    return [
      ...closed.map((other) => ({
        rule: restricted,
        path: `${base}/${room}/probe.ts`,
        violation: imports(`../${other}/probe.js`),
        legal,
      })),
      ...open.map((other) => ({
        rule: restricted,
        path: `${base}/${room}/probe.ts`,
        violation: imports('../no-room/probe.js'),
        legal: imports(`../${other}/probe.js`),
      })),
      ...files.map((file) => ({
        rule: restricted,
        path: `${base}/${room}/deeper/probe.ts`,
        violation: imports(`../../${file.replace(/[^/]+$/, 'other.js')}`),
        legal: imports(`../../${file}`),
      })),
      {
        rule: restricted,
        path: `${base}/${room}/deeper/probe.ts`,
        violation: imports('left-pad'),
        legal: imports(packages[0]!),
      },
    ];
  }),
);
probes.push(
  ...roomProbes.filter(({ violation }) => !violation.includes("'../events/other.js'")),
  {
    rule: restricted,
    path: 'apps/dossier-service/src/helpers/probe.ts',
    violation: imports('../domain/dossier.js'),
    legal: 'export const one = 1;\n',
  },
  {
    rule: restricted,
    path: 'apps/dossier-service/src/probe.spec.ts',
    violation: imports('../../feedback-service/src/index.js'),
    legal: imports('./domain/dossier.js'),
  },
  {
    rule: restricted,
    path: 'apps/dossier-service/src/domain/probe.ts',
    violation: imports('./../persistence/probe.js'),
    legal: imports('./dossier.js'),
  },
  {
    rule: restricted,
    path: 'apps/dossier-service/src/http/probe.ts',
    violation: imports('../domain/../persistence/probe.js'),
    legal: imports('../domain/dossier.js'),
  },
  ...['kafkajs', '@motcua/testing'].map((violation) => ({
    rule: restricted,
    path: 'apps/gateway/src/national-portal/probe.ts',
    violation: imports(violation),
    legal: imports('@motcua/messaging'),
  })),
  {
    rule: 'jest/no-focused-tests',
    path: 'apps/dossier-service/src/probe.spec.ts',
    violation: "it.only('is refused', () => expect(1).toBe(1));\n",
    legal: "it('is refused', () => expect(1).toBe(1));\n",
  },
  {
    rule: 'jest/expect-expect',
    path: 'apps/dossier-service/src/probe.spec.ts',
    violation: "it('is refused', () => undefined);\n",
    legal: "it('is refused', () => expect(1).toBe(1));\n",
  },
  {
    rule: project,
    path: 'apps/gateway/src/probe.ts',
    violation: imports('@motcua/national-portal-simulator'),
    legal: imports('@motcua/messaging'),
  },
);

describe('rooms', () => {
  it.each(Object.keys(ROOMS))('every folder of %s is one, or has its own entry in the table', (base) => {
    const folders = readdirSync(join(__dirname, '..', base), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== TEST_ROOM)
      .map(({ name }) => name)
      .filter((name) => !Object.keys(ROOMS).includes(`${base}/${name}`));
    expect(Object.keys(ROOMS[base]!)).toEqual(expect.arrayContaining(folders));
  });

  it('belong to every app', () => {
    const apps = readdirSync(join(__dirname, '..', 'apps')).map((app) => `apps/${app}/src`);
    expect(Object.keys(ROOMS)).toEqual(expect.arrayContaining(apps));
  });
});

describe('boundaries', () => {
  const root = join(__dirname, '..');
  const cases = probes.flatMap(({ path, violation, legal }) => [
    { path, text: violation },
    { path, text: legal },
  ]);
  let answers: string[][];

  beforeAll(() => {
    // Without a cached project graph, the boundary rule is skipped with a warning only.
    execFileSync('npx', ['nx', 'graph', '--file=.nx/graph.json'], { cwd: root, stdio: 'ignore' });
    const output = execFileSync(process.execPath, ['scripts/lint-texts.mjs'], {
      cwd: root,
      input: JSON.stringify(cases),
    });
    answers = JSON.parse(output.toString()) as string[][];
  }, 120_000);

  it.each(probes.map((probe, index) => ({ ...probe, index })))(
    '$rule refuses $violation in $path and accepts its legal twin',
    ({ rule, index }) => {
      expect(answers[2 * index]).toContain(rule);
      expect(answers[2 * index + 1]).toEqual([]);
    },
  );
});
