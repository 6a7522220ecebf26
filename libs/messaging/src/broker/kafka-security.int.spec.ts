import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalKafka, type LocalKafka } from '@motcua/kafka';
import { brokerKinds, eventually, nativeKafka } from '@motcua/testing';
import { brokerSettings } from '../testing/parcel-service.js';
import { openBroker } from './open-broker.js';

jest.setTimeout(120_000);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const native = brokerKinds().includes('kafka') && nativeKafka();

// Certificates and a second listener need our own broker; without one, the run reports this suite as skipped.
if (native) {
  describe('Kafka over TLS with a name and a password', () => {
    let folder: string;
    let kafka: LocalKafka;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'motcua-kafka-tls-'));
      const keystore = join(folder, 'broker.p12');
      const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', 'in-the-test', '-alias', 'broker'];
      const keytool = (...args: string[]) => execFileSync('keytool', args, { stdio: 'ignore' });
      keytool(
        '-genkeypair',
        ...store,
        '-keyalg',
        'RSA',
        '-dname',
        'CN=localhost',
        '-ext',
        'SAN=IP:127.0.0.1,DNS:localhost',
      );
      keytool('-exportcert', ...store, '-rfc', '-file', join(folder, 'ca.pem'));
      kafka = await startLocalKafka({
        sasl: {
          mechanism: 'scram-sha-512',
          username: 'motcua',
          password: 'right',
          keystore: { path: keystore, password: 'in-the-test' },
        },
      });
    });
    afterAll(async () => {
      await kafka?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const settings = (password: string) => ({
      ...brokerSettings({ EVENT_BUS: 'kafka', KAFKA_BROKERS: kafka.bootstrapServers, KAFKA_SSL: 'true' }),
      KAFKA_SSL_CA_FILE: join(folder, 'ca.pem'),
      KAFKA_SASL_MECHANISM: 'scram-sha-512' as const,
      KAFKA_SASL_USERNAME: 'motcua',
      KAFKA_SASL_PASSWORD: password,
    });

    it('events arrive with the right password', async () => {
      const broker = openBroker(settings('right'), 'test', silent);
      const seen: string[] = [];
      await broker.publish('secured', [{ key: 'k', headers: { ce_id: '1' }, body: '{}' }]);
      broker.subscribe({
        group: 'g',
        topics: ['secured'],
        startPosition: async () => 0n,
        onBatch: async (batch) => {
          seen.push(...batch.records.map((record) => record.key!));
          return batch.records.at(-1)!.position + 1n;
        },
      });
      await eventually(() => expect(seen).toEqual(['k']), { timeoutMs: 30_000 });
      await broker.close();
    });

    it('nothing arrives with a wrong one', async () => {
      const broker = openBroker(settings('wrong'), 'test', silent);
      let published = 0;
      const publish = async () => {
        await broker.publish('secured', [{ key: 'k', headers: {}, body: '{}' }]);
        published++;
      };
      // A busy broker may drop a connection before it judges the password.
      await eventually(() => expect(publish()).rejects.toThrow(/auth/i), { timeoutMs: 30_000 });
      expect(published).toBe(0);
      await broker.close();
    });
  });
} else {
  describe('Kafka over TLS with a name and a password', () => {
    it('is skipped on a broker that the test cannot configure', () => expect(native).toBe(false));
  });
}
