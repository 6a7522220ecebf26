import { IsIn, IsInt, IsOptional } from 'class-validator';
import { configVariables } from './config-variable.js';
import { ConfigError, loadConfig } from './load-config.js';
import { ServiceConfig } from './service-config.js';

const GOOD = {
  DATABASE_URL: 'postgres://motcua:s3cret@db.internal:5432/dossier',
  BROKER_DATABASE_URL: 'postgres://motcua:s3cret@db.internal:5432/broker',
  OIDC_ISSUER: 'https://id.example.vn/realms/motcua',
  OIDC_AUDIENCE: 'motcua',
};

class ImportConfig extends ServiceConfig {
  @IsInt()
  IMPORT_BATCH_SIZE: number = 500;

  @IsOptional()
  @IsIn(['fast', 'careful'])
  IMPORT_MODE?: string;
}

function problemsOf(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(ImportConfig, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration of a service', () => {
  it('is read from variables of the same names, with numbers and booleans converted and defaults kept', () => {
    const config = loadConfig(ImportConfig, { ...GOOD, HTTP_PORT: '8080', KAFKA_SSL: 'true', IMPORT_MODE: 'careful' });
    expect(config).toBeInstanceOf(ImportConfig);
    expect(config.HTTP_PORT).toBe(8080);
    expect(config.KAFKA_SSL).toBe(true);
    expect(config.IMPORT_BATCH_SIZE).toBe(500);
    expect(config.IMPORT_MODE).toBe('careful');
    expect(config.EVENT_BUS).toBe('postgres');
  });

  it('reports all errors at once, each with its variable', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://localhost/x',
      HTTP_PORT: '70000',
      EVENT_BUS: 'rabbit',
      KAFKA_SSL: 'perhaps',
      IMPORT_BATCH_SIZE: 'many',
      LOG_LEVEL: 'loud',
    });
    expect(problems).toEqual([
      expect.stringMatching(/^DATABASE_URL: must be a PostgreSQL address/),
      'EVENT_BUS: must be one of the following values: kafka, postgres (it is "rabbit")',
      'HTTP_PORT: must not be greater than 65535 (it is "70000")',
      'IMPORT_BATCH_SIZE: must be a number (it is "many")',
      'KAFKA_SSL: must be a boolean value (it is "perhaps")',
      expect.stringMatching(/^LOG_LEVEL: must be one of the following values: .* \(it is "loud"\)$/),
      'OIDC_AUDIENCE: is not set',
      'OIDC_ISSUER: is not set',
    ]);
  });

  it('never prints a secret, even an invalid one', () => {
    const problems = problemsOf({ ...GOOD, PERSONAL_DATA_KEY: 'hunter2', DATABASE_URL: 'postgres:/hunter2' });
    expect(problems).toEqual([
      expect.stringMatching(/^DATABASE_URL: must be/),
      'PERSONAL_DATA_KEY: must be 32 bytes in base64 (openssl rand -base64 32)',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('accepts a key of 32 bytes', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    expect(loadConfig(ServiceConfig, { ...GOOD, PERSONAL_DATA_KEY: key }).PERSONAL_DATA_KEY).toBe(key);
  });

  it('accepts earlier keys and refuses one that is too short', () => {
    const keys = [7, 8].map((byte) => Buffer.alloc(32, byte).toString('base64')).join(',');
    const config = loadConfig(ServiceConfig, { ...GOOD, PERSONAL_DATA_PREVIOUS_KEYS: keys });
    expect(config.PERSONAL_DATA_PREVIOUS_KEYS).toBe(keys);
    expect(problemsOf({ ...GOOD, PERSONAL_DATA_PREVIOUS_KEYS: `${keys},c2hvcnQ=` })).toEqual([
      'PERSONAL_DATA_PREVIOUS_KEYS: must be keys of 32 bytes in base64, separated by commas',
    ]);
  });

  it('treats an empty variable as absent', () => {
    expect(loadConfig(ServiceConfig, { ...GOOD, PUBLIC_URL: '', HTTP_PORT: ' ' }).HTTP_PORT).toBe(0);
    expect(problemsOf({ ...GOOD, OIDC_AUDIENCE: '' })).toEqual(['OIDC_AUDIENCE: is not set']);
  });

  it.each(['0.0.0.0', '10.0.0.5', '::', 'motcua.example.vn'])('refuses a simulated clock on %s', (host) => {
    expect(problemsOf({ ...GOOD, CLOCK: 'simulated', HTTP_HOST: host })).toEqual([
      expect.stringMatching(/^CLOCK: simulated is only allowed on loopback/),
    ]);
  });

  it.each(['127.0.0.1', 'localhost', '::1'])('allows a simulated clock on %s', (host) => {
    expect(problemsOf({ ...GOOD, CLOCK: 'simulated', HTTP_HOST: host })).toEqual([]);
  });

  it('requires the addresses of the chosen broker', () => {
    expect(problemsOf({ ...GOOD, EVENT_BUS: 'kafka' })).toEqual([
      'KAFKA_BROKERS: is needed because EVENT_BUS is kafka',
    ]);
    expect(problemsOf({ ...GOOD, BROKER_DATABASE_URL: undefined })).toEqual([
      'BROKER_DATABASE_URL: is needed because EVENT_BUS is postgres',
    ]);
    expect(problemsOf({ ...GOOD, EVENT_BUS: 'kafka', KAFKA_BROKERS: 'a:9092,b:9092' })).toEqual([]);
  });

  it('requires user and password for the SASL mechanism', () => {
    const kafka = { ...GOOD, EVENT_BUS: 'kafka', KAFKA_BROKERS: 'a:9092', KAFKA_SASL_MECHANISM: 'scram-sha-512' };
    expect(problemsOf(kafka)).toHaveLength(2);
    expect(problemsOf({ ...kafka, KAFKA_SASL_USERNAME: 'm', KAFKA_SASL_PASSWORD: 'p' })).toEqual([]);
  });
});

describe('the Kafka settings of a service', () => {
  const kafka = { ...GOOD, EVENT_BUS: 'kafka', KAFKA_BROKERS: 'a:9092' };

  it('are refused with a user but no mechanism: the service would connect without its name', () => {
    for (const name of ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'])
      expect(problemsOf({ ...kafka, [name]: 'm' })).toEqual([
        `KAFKA_SASL_MECHANISM: is needed because ${name} is set, which is not used without it`,
      ]);
  });

  it('are refused with an authority but no encryption, or with an unreadable authority', () => {
    expect(problemsOf({ ...kafka, KAFKA_SSL_CA_FILE: __filename })).toEqual([
      'KAFKA_SSL: must be true because KAFKA_SSL_CA_FILE is set, or nothing is encrypted',
    ]);
    expect(problemsOf({ ...kafka, KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: '/nowhere/ca.pem' })).toEqual([
      'KAFKA_SSL_CA_FILE: /nowhere/ca.pem cannot be read',
    ]);
    expect(problemsOf({ ...kafka, KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: __filename })).toEqual([]);
  });
});

describe('the variables of a configuration class', () => {
  it('are listed by name, including inherited ones, with what a deployment must know', () => {
    const variables = new Map(configVariables(ImportConfig).map((variable) => [variable.name, variable]));
    expect(variables.get('IMPORT_BATCH_SIZE')).toEqual({
      name: 'IMPORT_BATCH_SIZE',
      type: 'number',
      required: false,
      secret: false,
      default: '500',
    });
    expect(variables.get('DATABASE_URL')).toMatchObject({ required: true, secret: true });
    expect(variables.get('PERSONAL_DATA_KEY')).toMatchObject({ required: false, secret: true });
    expect(configVariables(ServiceConfig).map((variable) => variable.name)).not.toContain('IMPORT_MODE');
  });
});
