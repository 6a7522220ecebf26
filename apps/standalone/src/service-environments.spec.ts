import { loadConfig } from '@motcua/platform';
import { serviceEnvironment, type Deployment } from './service-environments.js';
import { SERVICE_NAMES, SERVICES } from './services.js';

const key = Buffer.alloc(32, 1).toString('base64');
const place = (port: number, database?: string) => ({
  urls: [`http://127.0.0.1:${port}`],
  ...(database ? { databaseUrl: `postgres://motcua:secret@127.0.0.1:5432/${database}` } : {}),
  client: { id: database ?? 'gateway', secret: 'secret' },
  personalDataKey: key,
});
const deployment: Deployment = {
  bus: { kind: 'kafka', brokers: '127.0.0.1:9092' },
  issuer: 'http://127.0.0.1:3010',
  audience: 'motcua',
  common: { LOG_LEVEL: 'warn', NOT_READ_BY_ANYBODY: '1' },
  services: {
    'procedure-catalog-service': place(3011, 'catalog'),
    'dossier-service': { ...place(3012, 'dossier'), urls: ['http://127.0.0.1:3012', 'http://[::1]:3022'] },
    'feedback-service': place(3013, 'feedback'),
    'reporting-service': place(3014, 'reporting'),
    gateway: place(3000),
  },
};

describe('the environment of a service', () => {
  it.each(SERVICE_NAMES)('lets %s start, and holds nothing that it does not read', (name) => {
    const environment = serviceEnvironment(name, deployment);
    expect(() => loadConfig(SERVICES[name].config, environment)).not.toThrow();
    expect(environment).toMatchObject({ HTTP_HOST: '127.0.0.1', LOG_LEVEL: 'warn', OIDC_AUDIENCE: 'motcua' });
    expect(environment).not.toHaveProperty('NOT_READ_BY_ANYBODY');
  });

  it('names every address of a service to all who ask it', () => {
    expect(serviceEnvironment('gateway', deployment)).toMatchObject({
      DOSSIER_SERVICE_URLS: 'http://127.0.0.1:3012,http://[::1]:3022',
    });
    expect(serviceEnvironment('feedback-service', deployment)).toMatchObject({
      DOSSIER_URL: 'http://127.0.0.1:3012,http://[::1]:3022',
    });
  });

  it('differs between two instances only in where they listen', () => {
    const [first, second] = [0, 1].map((instance) => serviceEnvironment('dossier-service', deployment, instance));
    expect(second).toEqual({ ...first, HTTP_HOST: '::1', HTTP_PORT: '3022' });
  });

  it('has the broker of the deployment and not the other', () => {
    const kafka = serviceEnvironment('dossier-service', deployment);
    expect(kafka).toMatchObject({ EVENT_BUS: 'kafka', KAFKA_BROKERS: '127.0.0.1:9092' });
    const databaseUrl = 'postgres://motcua:secret@127.0.0.1:5432/broker';
    const postgres = serviceEnvironment('dossier-service', { ...deployment, bus: { kind: 'postgres', databaseUrl } });
    expect(postgres).toMatchObject({ EVENT_BUS: 'postgres', BROKER_DATABASE_URL: databaseUrl });
    expect(postgres).not.toHaveProperty('KAFKA_BROKERS');
  });
});
