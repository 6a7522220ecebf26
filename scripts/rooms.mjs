/**
 * The allowed imports of each room; a room is a folder of a project. `rooms` are other rooms of the same project,
 * `files` single files of it, `packages` all other imports. The lint rules are made from this table; a folder that is
 * not listed may import nothing.
 */

const NEST = ['@nestjs/common'];
const CONTRACTS = ['@motcua/contracts'];
const TIME = ['@motcua/working-time'];
const PLATFORM = ['@motcua/platform'];

/** The rooms of a service that writes: dependencies point inward, to the domain. */
const service = {
  domain: { rooms: [], packages: [...CONTRACTS, ...TIME] },
  application: {
    rooms: ['domain'],
    files: ['config.js'],
    packages: [...CONTRACTS, ...TIME, ...PLATFORM, ...NEST, 'node:crypto', 'uuid'],
  },
  http: {
    rooms: ['application', 'domain'],
    files: ['config.js'],
    packages: [...CONTRACTS, ...TIME, ...PLATFORM, ...NEST, '@nestjs/swagger', 'fastify', 'node:stream', 'rxjs'],
  },
  persistence: {
    rooms: ['application', 'domain'],
    // Its transaction appends to the outbox.
    files: ['config.js', 'events/published-events.js'],
    packages: [
      ...CONTRACTS,
      ...TIME,
      ...PLATFORM,
      ...NEST,
      '@motcua/messaging',
      '@motcua/reference-data',
      'node:crypto',
      'typeorm',
      'uuid',
    ],
  },
  events: {
    rooms: ['application', 'domain', 'persistence'],
    packages: [
      ...CONTRACTS,
      ...NEST,
      '@motcua/messaging',
      '@motcua/reference-data',
      '@nestjs/microservices',
      'class-transformer',
    ],
  },
  clients: {
    rooms: ['application', 'domain'],
    files: ['config.js'],
    packages: [...CONTRACTS, ...TIME, ...PLATFORM, ...NEST, 'class-transformer', 'class-validator'],
  },
  workers: {
    rooms: ['application', 'domain', 'persistence'],
    files: ['config.js'],
    packages: [...CONTRACTS, ...TIME, ...PLATFORM, ...NEST, '@motcua/reference-data', 'typeorm'],
  },
};

export const ROOMS = {
  'apps/dossier-service/src': service,
  'apps/feedback-service/src': service,
  'apps/procedure-catalog-service/src': {
    ...service,
    application: { ...service.application, rooms: ['domain', 'import'] },
    import: { rooms: ['domain'], packages: [...CONTRACTS, ...PLATFORM] },
  },
  'apps/reporting-service/src': {
    reports: { rooms: [], packages: [...CONTRACTS, ...TIME] },
    projections: {
      rooms: ['persistence', 'reports'],
      packages: [...CONTRACTS, ...PLATFORM, ...NEST, '@motcua/messaging', 'typeorm'],
    },
    reading: {
      rooms: ['persistence', 'projections', 'reports'],
      packages: [...CONTRACTS, ...TIME, ...PLATFORM, ...NEST, '@motcua/messaging', 'typeorm'],
    },
    freezing: {
      rooms: ['persistence', 'projections', 'reading', 'reports'],
      packages: [...CONTRACTS, ...TIME, ...PLATFORM, ...NEST, '@motcua/messaging', 'typeorm', 'uuid'],
    },
    // What the reform index asks the reports for; neither of them knows the other.
    measuring: {
      rooms: ['reading', 'freezing'],
      files: ['reform-index/application/measurements.js'],
      packages: [...CONTRACTS, ...PLATFORM, ...NEST],
    },
    events: {
      rooms: ['persistence', 'projections'],
      packages: [...CONTRACTS, ...NEST, '@motcua/messaging', '@nestjs/microservices'],
    },
    http: {
      rooms: ['projections', 'reading', 'freezing'],
      packages: [...CONTRACTS, ...PLATFORM, ...NEST, '@nestjs/swagger', 'fastify'],
    },
    persistence: { rooms: [], packages: [...CONTRACTS, ...PLATFORM, '@motcua/messaging', 'typeorm'] },
  },
  // The reform index is a module of its own: what people enter there is primary, and no projection may reach it.
  'apps/reporting-service/src/reform-index': {
    domain: { rooms: [], packages: CONTRACTS },
    shipped: { rooms: ['domain'], packages: ['node:fs'] },
    application: { rooms: ['domain'], packages: [...CONTRACTS, ...PLATFORM, ...NEST] },
    http: {
      rooms: ['application', 'domain'],
      packages: [...CONTRACTS, ...PLATFORM, ...NEST, '@nestjs/swagger', 'fastify', 'node:crypto'],
    },
    persistence: { rooms: ['application', 'domain'], packages: [...CONTRACTS, ...PLATFORM, ...NEST, 'typeorm'] },
    workers: { rooms: ['application', 'domain', 'shipped'], packages: [...PLATFORM, ...NEST] },
  },
  // The gateway itself has no database and no broker. The national portal is a separate module; neither knows the
  // other.
  'apps/gateway/src': {
    limits: { rooms: [], packages: [...CONTRACTS, ...PLATFORM, '@fastify/rate-limit', 'fastify', 'node:net'] },
    openapi: {
      rooms: ['limits', 'proxy'],
      files: ['config.js'],
      packages: [...CONTRACTS, ...PLATFORM, 'node:fs', 'node:util'],
    },
    docs: { rooms: ['openapi'], packages: [...CONTRACTS, ...PLATFORM] },
    clock: { rooms: ['proxy'], packages: [...CONTRACTS, ...PLATFORM, ...NEST, '@nestjs/swagger'] },
    proxy: {
      rooms: ['limits', 'openapi'],
      files: ['config.js', 'services.js'],
      packages: [...PLATFORM, 'fastify', 'node:http', 'node:stream', 'undici'],
    },
  },
  'apps/gateway/src/national-portal': {
    domain: { rooms: [], packages: CONTRACTS },
    application: {
      rooms: ['domain'],
      files: ['../config.js'],
      packages: [...CONTRACTS, ...PLATFORM, ...NEST, 'node:crypto'],
    },
    http: { rooms: ['application', 'domain'], packages: [...CONTRACTS, ...PLATFORM, ...NEST, '@nestjs/swagger'] },
    persistence: {
      rooms: ['application', 'domain'],
      files: ['../config.js'],
      packages: [...CONTRACTS, ...PLATFORM, ...NEST, 'node:crypto', 'typeorm', 'uuid'],
    },
    events: {
      rooms: ['persistence'],
      packages: [...CONTRACTS, ...NEST, '@motcua/messaging', '@nestjs/microservices'],
    },
    // A client implements a port of the application and uses neither database nor broker.
    driver: {
      rooms: ['application', 'domain'],
      packages: [...CONTRACTS, ...PLATFORM, 'undici'],
    },
    clients: {
      rooms: ['application', 'domain'],
      packages: [...CONTRACTS, ...PLATFORM, 'undici'],
    },
    workers: {
      rooms: ['application'],
      files: ['../config.js', 'national-portal-metrics.js'],
      packages: [...PLATFORM, ...NEST],
    },
  },
  'apps/standalone/src': {
    deployment: { rooms: [], packages: ['node:fs', 'yaml'] },
    sample: {
      rooms: [],
      files: ['kept-json.js', 'people.js', 'services.js'],
      packages: [
        ...CONTRACTS,
        ...PLATFORM,
        '@motcua/development-issuer',
        '@motcua/gateway',
        '@motcua/procedure-catalog-service',
        'node:fs/promises',
        'node:path',
      ],
    },
  },
};

/** Folders for tests only; test code may reach everything of its own project. */
export const TEST_ROOM = 'testing';

const DEEPEST = 3;
const alternatives = (names) => names.map((name) => name.replaceAll('.', '\\.')).join('|');

/** `./../x` and `../room/../x` mean `../x`, but no pattern matches them. */
const AROUND = { regex: '^\\./(?:.*/)?\\.\\./|[^./]/\\.\\./', message: 'Write the path as it is, without a detour.' };
const ONLY_ELSEWHERE = {
  regex: '^(?:kafkajs|testcontainers|@testcontainers/.*|@motcua/(?:testing|kafka|development-issuer))(?:/|$)',
  message: 'Only libs/messaging talks to the broker, and only tests and tools use this.',
};

/** Lint settings: first one that closes every folder that is not a room, then one for every room and depth. */
export function roomFences() {
  const closed = {
    files: ['apps/*/src/*/**/*.ts'],
    rules: restricted({
      regex: '.',
      message: 'This folder is no room yet: say in scripts/rooms.mjs what it may import.',
    }),
  };
  const fences = Object.entries(ROOMS).flatMap(([base, rooms]) =>
    Object.entries(rooms).flatMap(([name, { rooms: open, files = [], packages }]) =>
      Array.from({ length: DEEPEST }, (_, index) => {
        const out = `(?:\\.\\./){${index + 1}}`;
        const allowed = [open.length && `(?:${alternatives(open)})/`, files.length && `(?:${alternatives(files)})$`];
        const message = `${base}/${name} may import ${[...open, ...files].join(', ') || 'no other room'}: see scripts/rooms.mjs.`;
        return {
          files: [`${base}/${name}/${'*/'.repeat(index)}*.ts`],
          rules: restricted(
            AROUND,
            { regex: `^${out}(?!${allowed.filter(Boolean).join('|') || '$'})`, message },
            {
              regex: `^(?!\\.)(?!(?:${alternatives(packages)})(?:/|$))`,
              message: `${base}/${name} may not import this package: see scripts/rooms.mjs.`,
            },
          ),
        };
      }),
    ),
  );
  // The composition files of a nested module; they know nothing else of the project.
  const modules = Object.keys(ROOMS)
    .filter((base) => base.split('/').length > 3)
    .map((base) => ({
      files: [`${base}/*.ts`],
      rules: restricted(AROUND, ONLY_ELSEWHERE, {
        regex: '^(?:\\.\\./)+(?!config\\.js$)',
        message: `${base} may import config.js of its project, and its own rooms: see scripts/rooms.mjs.`,
      }),
    }));
  return [closed, ...fences, ...modules];
}

function restricted(...patterns) {
  return { 'no-restricted-imports': ['error', { patterns }] };
}
