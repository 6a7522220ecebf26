import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Who may depend on whom, by the tag of each project (`nx.tags` in its package.json). */
const projectBoundaries = [
  { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: ['scope:contracts'] },
  { sourceTag: 'scope:working-time', onlyDependOnLibsWithTags: ['scope:working-time'] },
  { sourceTag: 'scope:embedded-postgres', onlyDependOnLibsWithTags: ['scope:embedded-postgres'] },
  { sourceTag: 'scope:messaging', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:platform'] },
  { sourceTag: 'scope:platform', onlyDependOnLibsWithTags: ['scope:contracts'] },
  {
    sourceTag: 'scope:testing',
    onlyDependOnLibsWithTags: [
      'scope:contracts',
      'scope:messaging',
      'scope:platform',
      'scope:embedded-postgres',
      'scope:kafka',
    ],
  },
  {
    sourceTag: 'type:service',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:messaging', 'scope:platform', 'scope:working-time'],
  },
  {
    sourceTag: 'scope:standalone',
    onlyDependOnLibsWithTags: [
      'type:service',
      'scope:contracts',
      'scope:platform',
      'scope:embedded-postgres',
      'scope:national-portal-simulator',
    ],
  },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['*'] },
];

/** Imports, by any relative path, of one of these folders of the same service. */
const folders = (names, message) => ({ regex: `^\\.{1,2}/(.*/)?(${names.join('|')})(/|\\.js$)`, message });
const packages = (names, message) => ({ regex: `^(${names.join('|')})(/|$)`, message });

const onlyMessagingKnowsTheBroker = packages(
  ['kafkajs'],
  'Only libs/messaging talks to the broker: append to the Outbox in your transaction instead.',
);
const testOnly = packages(
  ['@motcua/testing', '@motcua/kafka', 'testcontainers', '@testcontainers/.*'],
  'Only tests and tools may use this.',
);

/** Files of a folder of a service, or of a module within one. */
const inServices = (folder) => [`apps/*/src/${folder}/**/*.ts`, `apps/gateway/src/national-portal/${folder}/**/*.ts`];
/** Folders of a module that speak to other systems, or decide when. */
const OUTER = ['driver', 'services', 'schedule'];

const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '**/*.cjs', '**/*.mjs'] },
  ...tseslint.configs.recommended,
  prettier,
  {
    files: ['**/*.ts'],
    // A type in a decorated signature is needed at run time (validation, OpenAPI): it must not become a type import.
    languageOptions: { parserOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } },
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'no-console': 'error',
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], depConstraints: projectBoundaries, banTransitiveDependencies: false },
      ],
      ...restrict(onlyMessagingKnowsTheBroker, testOnly),
    },
  },
  { files: ['libs/messaging/src/**/*.ts'], rules: restrict(testOnly) },
  { files: ['libs/testing/src/**/*.ts', 'tools/**/*.ts'], rules: restrict() },
  {
    files: [...inServices('domain'), 'libs/working-time/src/**/*.ts'],
    rules: {
      ...restrict(
        onlyMessagingKnowsTheBroker,
        testOnly,
        folders(
          ['application', 'persistence', 'events', 'http', 'import', ...OUTER],
          'The domain knows only itself: dependencies point inward.',
        ),
        packages(
          ['@nestjs/.*', 'typeorm', 'pg', 'undici', 'node:.*', '@motcua/platform', '@motcua/messaging'],
          'The domain knows no framework, database or input and output.',
        ),
      ),
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Time is an argument.',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument.' },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Randomness is an argument.',
        },
      ],
    },
  },
  {
    files: inServices('application'),
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['persistence', 'events', 'http', ...OUTER], 'The application knows the domain and its ports only.'),
      packages(
        ['typeorm', 'pg', 'undici', '@motcua/messaging'],
        'The application reaches databases, brokers and other systems through its ports.',
      ),
    ),
  },
  {
    files: inServices('http'),
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['persistence', 'events', ...OUTER], 'Controllers call the application.'),
      packages(['typeorm', 'pg', '@motcua/messaging'], 'Controllers call the application; they own no transaction.'),
    ),
  },
  {
    files: inServices('persistence'),
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['http', ...OUTER], 'Persistence answers to the application and knows nobody else.'),
      {
        regex: '^\\.{1,2}/(.*/)?events/(?!published-events\\.js$)',
        message: 'Of events/ persistence may use published-events only: what its transaction appends to the outbox.',
      },
    ),
  },
  {
    files: inServices('events'),
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(
        ['http', ...OUTER],
        'What a service announces and listens to knows nothing of HTTP and of other systems.',
      ),
    ),
  },
  {
    files: inServices('{driver,services}'),
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(
        ['persistence', 'events', 'http', 'schedule'],
        'What speaks to another system fills a port of the application and knows nobody else.',
      ),
      packages(['typeorm', 'pg', '@nestjs/.*', '@motcua/messaging'], 'It owns neither database nor broker.'),
    ),
  },
  {
    files: inServices('schedule'),
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['persistence', 'events', 'http', 'driver', 'services'], 'A schedule calls the application.'),
      packages(['typeorm', 'pg', 'undici', '@motcua/messaging'], 'A schedule calls the application.'),
    ),
  },
  {
    files: ['apps/gateway/src/{proxy,openapi,limits,docs,clock}/**/*.ts'],
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['national-portal'], 'The door and the national portal stand side by side: neither knows the other.'),
      packages(['typeorm', 'pg', '@motcua/messaging'], 'The door keeps nothing.'),
    ),
  },
  {
    files: ['apps/gateway/src/national-portal/*.ts'],
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['proxy', 'openapi', 'limits', 'docs'], 'The door and the national portal stand side by side.'),
    ),
  },
  // What tests may do beyond production code; they keep every other rule.
  {
    files: ['**/*.spec.ts', '**/src/**/testing/**/*.ts', 'libs/working-time/bench/**/*.ts'],
    rules: {
      'no-restricted-imports': 'off',
      'no-restricted-syntax': 'off',
      'no-console': 'off',
      '@nx/enforce-module-boundaries': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
