import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Probe {
  rule: string;
  path: string;
  violation: string;
  legal: string;
}

const imports = (specifier: string) => `export * from '${specifier}';`;
const domain = 'apps/dossier-service/src/domain/probe.ts';
const application = 'apps/dossier-service/src/application/probe.ts';
const controller = 'apps/dossier-service/src/http/probe.ts';
const store = 'apps/dossier-service/src/persistence/probe.ts';
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
    rule: restricted,
    path: domain,
    violation: imports('../application/accept-dossier.js'),
    legal: imports('./dossier.js'),
  },
  {
    rule: restricted,
    path: domain,
    violation: imports('../persistence/postgres-dossiers.js'),
    legal: imports('./dossier.js'),
  },
  { rule: restricted, path: domain, violation: imports('@nestjs/common'), legal: imports('@motcua/contracts') },
  { rule: restricted, path: domain, violation: imports('typeorm'), legal: imports('@motcua/working-time') },
  { rule: restricted, path: domain, violation: imports('node:fs'), legal: imports('./dossier.js') },
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
    rule: restricted,
    path: application,
    violation: imports('../persistence/schema.js'),
    legal: imports('../domain/dossier.js'),
  },
  {
    rule: restricted,
    path: application,
    violation: imports('../http/dossier-controller.js'),
    legal: imports('./ports.js'),
  },
  { rule: restricted, path: application, violation: imports('typeorm'), legal: imports('@motcua/platform') },
  {
    rule: restricted,
    path: controller,
    violation: imports('typeorm'),
    legal: imports('../application/accept-dossier.js'),
  },
  { rule: restricted, path: controller, violation: imports('@motcua/messaging'), legal: imports('@nestjs/common') },
  ...['events', 'http', 'import'].map((folder) => ({
    rule: restricted,
    path: domain,
    violation: imports(`../${folder}/probe.js`),
    legal: imports('./dossier.js'),
  })),
  {
    rule: restricted,
    path: application,
    violation: imports('../events/subscriptions.js'),
    legal: imports('./ports.js'),
  },
  ...['persistence', 'events'].map((folder) => ({
    rule: restricted,
    path: controller,
    violation: imports(`../${folder}/probe.js`),
    legal: imports('../application/accept-dossier.js'),
  })),
  {
    rule: restricted,
    path: store,
    violation: imports('../http/dossiers.controller.js'),
    legal: imports('../application/ports.js'),
  },
  {
    rule: restricted,
    path: store,
    violation: imports('../events/subscriptions.js'),
    legal: imports('../events/published-events.js'),
  },
  {
    rule: restricted,
    path: 'apps/dossier-service/src/events/probe.ts',
    violation: imports('../http/dossiers.controller.js'),
    legal: imports('../persistence/reference-copies.js'),
  },
  {
    rule: project,
    path: 'libs/testing/src/probe.ts',
    violation: imports('@motcua/dossier-service'),
    legal: imports('@motcua/embedded-postgres'),
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

const national = 'apps/gateway/src/national-portal';
const nationalProbes: Probe[] = [
  ...['application/ports.js', 'persistence/send-row.js', 'driver/field-table.js', 'schedule/repeating.js'].map(
    (file) => ({
      rule: restricted,
      path: `${national}/domain/probe.ts`,
      violation: imports(`../${file}`),
      legal: imports('./send-entry.js'),
    }),
  ),
  ...['driver/portal-session.js', 'services/service-client.js', 'persistence/send-row.js', 'http/probe.js'].map(
    (file) => ({
      rule: restricted,
      path: `${national}/application/probe.ts`,
      violation: imports(`../${file}`),
      legal: imports('../domain/send-entry.js'),
    }),
  ),
  {
    rule: restricted,
    path: `${national}/application/probe.ts`,
    violation: imports('undici'),
    legal: imports('./ports.js'),
  },
  ...['driver', 'services'].flatMap((folder) =>
    ['../persistence/send-row.js', 'typeorm'].map((violation) => ({
      rule: restricted,
      path: `${national}/${folder}/probe.ts`,
      violation: imports(violation),
      legal: imports('../application/ports.js'),
    })),
  ),
  {
    rule: restricted,
    path: `${national}/schedule/probe.ts`,
    violation: imports('../driver/portal-session.js'),
    legal: imports('../application/send-dossiers.js'),
  },
  {
    rule: restricted,
    path: `${national}/persistence/probe.ts`,
    violation: imports('../driver/field-table.js'),
    legal: imports('../application/ports.js'),
  },
  {
    rule: restricted,
    path: `${national}/http/probe.ts`,
    violation: imports('../persistence/send-row.js'),
    legal: imports('../application/ports.js'),
  },
  {
    rule: restricted,
    path: 'apps/gateway/src/proxy/probe.ts',
    violation: imports('../national-portal/national-portal.module.js'),
    legal: imports('./upstream.js'),
  },
  {
    rule: restricted,
    path: `${national}/probe.ts`,
    violation: imports('../proxy/upstream.js'),
    legal: imports('./driver/portal-session.js'),
  },
  {
    rule: project,
    path: 'apps/gateway/src/probe.ts',
    violation: imports('@motcua/national-portal-simulator'),
    legal: imports('@motcua/messaging'),
  },
];
probes.push(...nationalProbes);

describe('boundaries', () => {
  const root = join(__dirname, '..');
  const cases = probes.flatMap(({ path, violation, legal }) => [
    { path, text: violation },
    { path, text: legal },
  ]);
  let answers: string[][];

  beforeAll(() => {
    // The boundary rule is skipped, with a warning only, while no project graph is cached.
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
