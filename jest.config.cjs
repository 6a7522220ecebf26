// Three kinds of test by file name: `.spec.ts` touches nothing outside the process, `.int.spec.ts` has its own
// PostgreSQL and broker, `.e2e.spec.ts` runs whole services. Production code is ESM; jest runs it as CommonJS,
// so ESM-only packages from node_modules are transformed too.
const esmOnly = [
  '@nestjs',
  'cookie',
  'content-disposition',
  'file-type',
  'token-types',
  'strtok3',
  'uint8array-extras',
  'peek-readable',
  '@tokenizer',
  '@borewit',
  'uuid',
  'jose',
  'load-esm',
  '@seriousme',
];
const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
  swcrc: false,
};
const common = {
  rootDir: __dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools', '<rootDir>/scripts'],
  testEnvironment: 'node',
  transform: { '^.+\\.[cm]?[tj]s$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: {
    '^@motcua/(kafka|acceptance|bench|deployment|faults|generate)$': '<rootDir>/tools/$1/src/index.ts',
    '^@motcua/(contracts|messaging|platform|reference-data|working-time|testing|embedded-postgres|development-issuer|national-portal-simulator)$':
      '<rootDir>/libs/$1/src/index.ts',
    '^@motcua/([a-z-]+)$': '<rootDir>/apps/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['/dist/'],
};
module.exports = {
  // Most tests wait for a server: jest's default of a core less than there are leaves two cores idle half the time.
  maxWorkers: '100%',
  // The second one says in a line what was left out, and lets go of the servers that the workers shared.
  reporters: ['default', '<rootDir>/libs/testing/src/jest/run-report.cjs'],
  // Tests that start PostgreSQL, Kafka or a process share two cores with everything else that a machine does.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.(int|e2e)\\.spec\\.ts$', '/node_modules/'],
    },
    { ...common, displayName: 'integration', testMatch: ['**/*.int.spec.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['**/*.e2e.spec.ts'] },
  ],
};
