import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';
import { roomFences } from './scripts/rooms.mjs';

/** Who may depend on whom, by the tag of each project (`nx.tags` in its package.json). */
const projectBoundaries = [
  { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: ['scope:contracts'] },
  { sourceTag: 'scope:working-time', onlyDependOnLibsWithTags: ['scope:working-time'] },
  { sourceTag: 'scope:embedded-postgres', onlyDependOnLibsWithTags: ['scope:embedded-postgres'] },
  { sourceTag: 'scope:messaging', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:platform'] },
  { sourceTag: 'scope:platform', onlyDependOnLibsWithTags: ['scope:contracts'] },
  {
    sourceTag: 'scope:reference-data',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:messaging', 'scope:platform', 'scope:working-time'],
  },
  {
    sourceTag: 'scope:testing',
    onlyDependOnLibsWithTags: [
      'scope:contracts',
      'scope:messaging',
      'scope:platform',
      'scope:embedded-postgres',
      'scope:kafka',
      'scope:development-issuer',
    ],
  },
  {
    sourceTag: 'type:service',
    onlyDependOnLibsWithTags: [
      'scope:contracts',
      'scope:messaging',
      'scope:platform',
      'scope:reference-data',
      'scope:working-time',
    ],
  },
  {
    sourceTag: 'scope:standalone',
    onlyDependOnLibsWithTags: [
      'type:service',
      'scope:contracts',
      'scope:platform',
      'scope:embedded-postgres',
      'scope:national-portal-simulator',
      'scope:development-issuer',
    ],
  },
  { sourceTag: 'scope:national-portal-simulator', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:development-issuer', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['*'] },
];

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
    languageOptions: {
      parserOptions: { project: './tsconfig.json', experimentalDecorators: true, emitDecoratorMetadata: true },
    },
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // A promise that nobody awaits loses its error; only the types tell that there is one.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
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
  ...roomFences(),
  {
    files: ['libs/working-time/src/**/*.ts'],
    rules: restrict(
      onlyMessagingKnowsTheBroker,
      testOnly,
      packages(
        ['@nestjs/.*', 'typeorm', 'pg', 'undici', 'node:.*', '@motcua/platform', '@motcua/messaging'],
        'Counting knows no framework, database or input and output.',
      ),
    ),
  },
  {
    files: [
      'apps/*/src/domain/**/*.ts',
      'apps/gateway/src/national-portal/domain/**/*.ts',
      'apps/reporting-service/src/reform-index/domain/**/*.ts',
      'libs/working-time/src/**/*.ts',
    ],
    rules: {
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
    files: ['**/*.spec.ts'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      // A scenario and these functions of a test expect something themselves; "and that no error comes" is `expectNoError`.
      'jest/expect-expect': [
        'error',
        {
          assertFunctionNames: [
            'expect',
            'expect*',
            '**.then',
            '**.thenRefused',
            'aDossier.**',
            'given.**',
            'feedback.**',
            'scenario.**',
            'allAcknowledged',
            'refused',
            'notRefused',
            'projected',
          ],
        },
      ],
      // A property says something about some of its cases only, and a test that has no cases fails by itself.
      'jest/no-conditional-expect': 'off',
      // A contract suite has its tests in functions, and a suite runs beside or without its real broker.
      'jest/no-identical-title': 'off',
      'jest/valid-describe-callback': 'off',
      'jest/valid-title': ['error', { ignoreTypeOfDescribeName: true, ignoreTypeOfTestName: true }],
    },
  },
  // What tests may do beyond production code; they keep every other rule.
  {
    files: ['**/*.spec.ts', '**/src/**/testing/**/*.ts', 'libs/working-time/bench/**/*.ts'],
    rules: {
      ...restrict(
        packages(
          ['(?:\\.\\./){2,}(?:(?:apps|libs|tools)/)?[a-z-]+/src(?!/testing/)', '@motcua/[a-z-]+/src'],
          'A test reaches another project as everybody does: by its package.',
        ),
      ),
      'no-restricted-syntax': 'off',
      'no-console': 'off',
      '@nx/enforce-module-boundaries': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
