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
    onlyDependOnLibsWithTags: ['type:service', 'scope:contracts', 'scope:platform', 'scope:embedded-postgres'],
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
    files: ['apps/*/src/domain/**/*.ts', 'libs/working-time/src/**/*.ts'],
    rules: {
      ...restrict(
        onlyMessagingKnowsTheBroker,
        testOnly,
        folders(
          ['application', 'persistence', 'events', 'http', 'import'],
          'The domain knows only itself: dependencies point inward.',
        ),
        packages(
          ['@nestjs/.*', 'typeorm', 'pg', 'node:.*', '@motcua/platform', '@motcua/messaging'],
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
    files: ['apps/*/src/application/**/*.ts'],
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['persistence', 'events', 'http'], 'The application knows the domain and its ports only.'),
      packages(
        ['typeorm', 'pg', '@motcua/messaging'],
        'The application reaches the database and the broker through its ports.',
      ),
    ),
  },
  {
    files: ['apps/*/src/http/**/*.ts'],
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['persistence', 'events'], 'Controllers call the application.'),
      packages(['typeorm', 'pg', '@motcua/messaging'], 'Controllers call the application; they own no transaction.'),
    ),
  },
  {
    files: ['apps/*/src/persistence/**/*.ts'],
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['http'], 'Persistence answers to the application, not to HTTP.'),
      {
        regex: '^\\.{1,2}/(.*/)?events/(?!published-events\\.js$)',
        message: 'Of events/ persistence may use published-events only: what its transaction appends to the outbox.',
      },
    ),
  },
  {
    files: ['apps/*/src/events/**/*.ts'],
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      folders(['http'], 'What a service announces and listens to knows nothing of HTTP.'),
    ),
  },
  // What tests may do beyond production code; they keep every other rule.
  {
    files: ['**/*.spec.ts', '**/src/testing/**/*.ts', 'libs/working-time/bench/**/*.ts'],
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
