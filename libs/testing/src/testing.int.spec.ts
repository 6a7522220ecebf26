import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import {
  CurrentCaller,
  PlatformModule,
  Roles,
  ServiceConfig,
  type Caller,
  type ServiceDefinition,
} from '@motcua/platform';
import pg from 'pg';
import {
  ApiError,
  brokerKinds,
  runTypescript,
  startTestService,
  testBroker,
  testDatabase,
  testIssuer,
  testKafka,
  whyNoKafka,
} from './index.js';
import { lock, oncePerRun } from './run/test-run.js';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('is empty, private to a test, and gone when dropped even if somebody is connected', async () => {
    const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
    await query(one.url, 'CREATE TABLE t AS SELECT 1 AS one');
    await expect(query(two.url, 'SELECT * FROM t')).rejects.toThrow(/does not exist/);
    const copy = await testDatabase({ template: one.name });
    expect(await query(copy.url, 'SELECT one FROM t')).toEqual([{ one: 1 }]);
    const connected = new pg.Client({ connectionString: one.url });
    connected.on('error', () => undefined);
    await connected.connect();
    await Promise.all([one.drop(), two.drop(), copy.drop()]);
    await expect(query(one.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
    await connected.end().catch(() => undefined);
  });
});

describe('a resource shared in a test run', () => {
  it('is started once for concurrent requests', async () => {
    let started = 0;
    const start = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return (started += 1);
    };
    const name = `once-${Math.random()}`;
    expect(await Promise.all([1, 2, 3].map(() => oncePerRun(name, start)))).toEqual([1, 1, 1]);
  });

  it('is started by the next request after a failed start', async () => {
    const name = `failing-${Math.random()}`;
    await expect(oncePerRun(name, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await oncePerRun(name, async () => 'yes')).toBe('yes');
  });

  it('is lent to one process at a time, and reclaimed from a process that ended', async () => {
    const name = `lock-${Math.random()}`;
    const release = await lock(name, 1_000);
    await expect(lock(name, 100)).rejects.toThrow(/still held/);
    await release();
    const again = await lock(name, 100);
    await again();
  });
});

@Controller('who')
class WhoController {
  @Get()
  @Roles('one-stop-officer')
  who(@CurrentCaller() caller: Caller): object {
    return { subject: caller.subject, agency: caller.agency };
  }
}

@Module({})
class WhoModule {}

const definition: ServiceDefinition = {
  name: 'who-service',
  config: ServiceConfig,
  module: (config) => ({
    module: WhoModule,
    imports: [PlatformModule.forRoot({ config, name: 'who-service', database: { migrations: [] } })],
    controllers: [WhoController],
  }),
  openapi: { title: 'Who', description: 'Who asks' },
};

describe('a service under test', () => {
  it('has its own database, broker and issuer, and survives a restart', async () => {
    const service = await startTestService(definition);
    const officer = service.as(await service.issuer.as('one-stop-officer', { sub: 'an', agency: 'H01' }));
    expect(await officer.get('/who')).toEqual({ subject: 'an', agency: 'H01' });
    const refused = await service.api.refusal('GET', '/who');
    expect(refused).toMatchObject({ status: 401, code: 'auth.token-missing' });
    await service.restart();
    const citizen = service.as(await service.issuer.as('applicant'));
    const error = await citizen.get('/who').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as Error).message).toMatch(/^GET \/who answered 403 auth\.role-missing: /);
    await expect(citizen.refusal('GET', '/livez')).rejects.toThrow(/expected to be refused and answered 200/);
    await service.stop();
  });

  it('may share an issuer with others', async () => {
    const issuer = await testIssuer();
    const services = await Promise.all([
      startTestService(definition, { issuer }),
      startTestService(definition, { issuer }),
    ]);
    const token = await issuer.as('one-stop-officer', { sub: 'an' });
    for (const service of services) expect((await service.as(token).get('/who')).subject).toBe('an');
    await Promise.all(services.map((service) => service.stop()));
    await issuer.stop();
  });
});

describe.each(brokerKinds())('a test broker of kind %s', (kind) => {
  it('provides the settings of a service, and is lent again once returned', async () => {
    const broker = await testBroker(kind);
    expect(broker.env['EVENT_BUS']).toBe(kind);
    expect(broker.env[kind === 'kafka' ? 'KAFKA_BROKERS' : 'BROKER_DATABASE_URL']).toEqual(expect.any(String));
    await broker.stop();
    const next = await testBroker(kind);
    await next.stop();
  }, 240_000);
});

describe('Kafka in tests', () => {
  const saved = { ...process.env };
  afterEach(() => {
    process.env = { ...saved };
  });

  it('is the one that the environment names, if any', async () => {
    process.env['TEST_KAFKA_BROKERS'] = 'kafka.example:9092';
    expect(whyNoKafka()).toBeUndefined();
    expect(brokerKinds()).toEqual(['postgres', 'kafka']);
    expect(await testKafka()).toEqual({ bootstrapServers: 'kafka.example:9092' });
  });

  it('that is unavailable fails a complete run', () => {
    process.env['CI'] = 'true';
    expect(() => brokerKinds('there is no Java 17.')).toThrow('CI=true and no Kafka to test on: there is no Java 17.');
  });

  it('is skipped in any other run, which reports it at its end in one line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'motcua-report-'));
    writeFileSync(join(folder, 'kafka-left-out.notes'), 'there is no Java 17.\nthere is no Java 17.\n');
    const Report = jest.requireActual('./jest/run-report.cjs') as new (
      config: object,
      options: object,
    ) => { onRunComplete(): void };
    const lines: string[] = [];
    new Report({}, { folder, write: (line: string) => lines.push(line) }).onRunComplete();
    expect(lines).toEqual(['Kafka: 2 test files ran on the postgres broker only, because there is no Java 17.\n']);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a program of the workspace', () => {
  it('runs in its own process without a build, with its decorators’ metadata', async () => {
    const folder = mkdtempSync(join(__dirname, 'run-'));
    const file = join(folder, 'program.ts');
    writeFileSync(
      file,
      `import { configVariables, ServiceConfig } from '@motcua/platform';
       const port = configVariables(ServiceConfig).find((variable) => variable.name === 'HTTP_PORT');
       console.log(JSON.stringify(port));`,
    );
    try {
      const program = runTypescript(file);
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(JSON.parse(program.output())).toMatchObject({ name: 'HTTP_PORT', type: 'number' });
    } finally {
      const { rmSync } = await import('node:fs');
      rmSync(folder, { recursive: true });
    }
  });
});
