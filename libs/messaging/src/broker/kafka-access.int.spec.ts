import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { StartupError } from '@motcua/platform';
import { brokerKinds, eventually, testDatabase, nativeKafka, type TestDatabase } from '@motcua/testing';
import { PARCELS, posted, VANS } from '../testing/parcel-events.js';
import { brokerSettings, ParcelService } from '../testing/parcel-service.js';
import { SecuredKafka } from '../testing/secured-kafka.js';
import type { Broker, MessagingLog } from './broker.js';
import type { KafkaBroker } from './kafka-broker.js';
import { openBroker } from './open-broker.js';

jest.setTimeout(120_000);
const PATIENCE = { timeoutMs: 8_000 };
const native = brokerKinds().includes('kafka') && nativeKafka();
const USERS = {
  'parcel-service': { publishes: [PARCELS], consumes: [VANS] },
  'van-service': { publishes: [VANS], consumes: [PARCELS] },
};

if (native) {
  describe('Kafka as it is deployed', () => {
    let kafka: SecuredKafka;
    let brokers: Broker[];
    let warnings: string[];

    beforeAll(async () => {
      kafka = await SecuredKafka.start(USERS);
    });
    afterAll(() => kafka?.stop());
    beforeEach(() => {
      brokers = [];
      warnings = [];
    });
    afterEach(() => Promise.all(brokers.map((broker) => broker.close())));

    const log: MessagingLog = {
      debug() {},
      info() {},
      warn: (_message, fields) => void warnings.push(String((fields as { err?: unknown })?.err)),
      error() {},
    };
    function as(user: string, password?: string): Broker {
      const broker = openBroker(brokerSettings(kafka.as(user, password)), user, log);
      brokers.push(broker);
      return broker;
    }
    const record = { key: 'k', headers: { ce_id: '1' }, body: '{}' };
    function reading(broker: Broker, group: string, topic: string): string[] {
      const seen: string[] = [];
      broker.subscribe({
        group,
        topics: [topic],
        startPosition: async () => 0n,
        onBatch: async (batch) => {
          seen.push(...batch.records.map(({ key }) => key!));
          return batch.records.at(-1)!.position + 1n;
        },
      });
      return seen;
    }

    it('answers the health check of its container without a password', () => {
      const check = join(__dirname, '../../../../deploy/kafka/answers.sh');
      execFileSync('bash', [check, String(kafka.kafka.port)], { timeout: 10_000 });
      expect(() => execFileSync('bash', [check, '1'], { stdio: 'ignore', timeout: 10_000 })).toThrow();
    });

    it('admits all configured users at once', async () => {
      const names = Array.from({ length: 12 }, (_, n) => `new-service-${n}`);
      const use = { publishes: [PARCELS], consumes: [VANS] };
      await kafka.grant({ ...USERS, ...Object.fromEntries(names.map((name) => [name, use])) });
      const admitted = await Promise.allSettled(names.map((name) => as(name).admits([PARCELS, VANS], name)));
      expect(admitted.filter(({ status }) => status === 'rejected')).toEqual([]);
    });

    it('lets a service write its own topic, and the declared reader read it', async () => {
      await as('parcel-service').publish(PARCELS, [record]);
      const seen = reading(as('van-service'), 'van-service', PARCELS);
      await eventually(() => expect(seen).toEqual(['k']), PATIENCE);
    });

    it('lets no service write the topic of another', async () => {
      await expect(as('van-service').publish(PARCELS, [record])).rejects.toThrow(/not authorized/i);
    });

    it('lets no service read a topic that it does not declare, not even its own', async () => {
      const seen = reading(as('parcel-service'), 'parcel-service', PARCELS);
      await eventually(() => expect(warnings.join()).toMatch(/not authorized/i), PATIENCE);
      expect(seen).toEqual([]);
    });

    it('lets no service join the group of another', async () => {
      const seen = reading(as('van-service'), 'parcel-service', PARCELS);
      await eventually(() => expect(warnings.join()).toMatch(/Failed to find group coordinator/), PATIENCE);
      expect(seen).toEqual([]);
    });

    it('lets no service create a topic', async () => {
      await expect(as('parcel-service').ensureTopics(['made-up.v1'])).rejects.toThrow();
      expect(await as('admin', kafka.adminPassword).ends(['made-up.v1'])).toEqual([]);
    });

    it('revokes at the next run the rights that a service no longer declares', async () => {
      const wider = { ...USERS, 'van-service': { publishes: [VANS, 'roads.v1'], consumes: [PARCELS] } };
      expect(await kafka.grant(wider)).toEqual({ granted: 1, revoked: 0 });
      await as('van-service').publish('roads.v1', [record]);
      expect(await kafka.grant(USERS)).toEqual({ granted: 0, revoked: 1 });
      await expect(as('van-service').publish('roads.v1', [record])).rejects.toThrow();
      expect(await kafka.grant(USERS)).toEqual({ granted: 0, revoked: 0 });
      await as('van-service').publish(VANS, [record]);
    });

    describe('at the start of a service', () => {
      let database: TestDatabase;
      beforeAll(async () => {
        database = await testDatabase();
      });
      afterAll(() => database.drop());
      const start = (user: string, password?: string) =>
        ParcelService.start({
          name: user,
          databaseUrl: database.url,
          broker: kafka.as(user, password),
          publishes: [PARCELS],
          topics: [VANS],
          controllers: [],
        });

      it.each([
        ['a wrong password', 'parcel-service', 'guessed'],
        ['an unknown user', 'nobody', 'guessed'],
      ])('%s ends it with a message that says what to correct', async (_what, user, password) => {
        const refused = await start(user, password).then(
          () => undefined,
          (error: Error) => error,
        );
        expect(refused).toBeInstanceOf(StartupError);
        expect(refused!.message).toBe(
          `Apache Kafka at ${kafka.kafka.bootstrapServers} does not accept user ${user} and the password given ` +
            '(scram-sha-512). Correct KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM, or make the user.',
        );
      });

      it('a user without rights to its topics ends it, too, and names them', async () => {
        await kafka.grant({ newcomer: { publishes: [], consumes: [] } });
        await expect(start('newcomer')).rejects.toThrow(
          /does not let user newcomer use its topics and its group \(TOPIC_AUTHORIZATION_FAILED\)/,
        );
      });

      it('so does a user without a right to its group', async () => {
        await kafka.grant({ newcomer: { publishes: [PARCELS, VANS], consumes: [] } });
        await expect(start('newcomer')).rejects.toThrow(
          /does not let user newcomer use its topics and its group \(GROUP_AUTHORIZATION_FAILED\)/,
        );
      });

      it('a missing topic does not hide a missing right', async () => {
        const gone = async () => {
          const admin = (as('admin', kafka.adminPassword) as KafkaBroker).kafka.admin();
          await admin.connect();
          await admin.deleteTopics({ topics: ['gone.v1'] });
          await admin.disconnect();
        };
        await kafka.grant({ latecomer: { publishes: ['gone.v1'], consumes: [] } });
        await gone();
        const latecomer = as('latecomer');
        await expect(latecomer.admits(['gone.v1', VANS])).rejects.toThrow(/TOPIC_AUTHORIZATION_FAILED/);
        await expect(latecomer.admits(['gone.v1'], 'latecomer')).rejects.toThrow(/GROUP_AUTHORIZATION_FAILED/);
        await kafka.grant({ latecomer: { publishes: ['gone.v1'], consumes: [VANS] } });
        await gone();
        await latecomer.admits(['gone.v1', VANS], 'latecomer');
      });

      it('the right one starts it', async () => {
        const service = await start('parcel-service');
        await service.announce(['a', 1, posted('a')]);
        await eventually(
          async () => expect(await service.publication.state()).toMatchObject({ unpublished: 0 }),
          PATIENCE,
        );
        await service.stop();
      });
    });
  });
} else {
  describe('Kafka as it is deployed', () => {
    it('is skipped on a broker that the test cannot configure', () => expect(native).toBe(false));
  });
}
