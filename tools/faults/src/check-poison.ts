import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DossierImportReport, DossierView } from '@motcua/contracts';
import { Client, KafkaPart, officerOf, PEOPLE, until, type Checks, type Deployment } from '@motcua/deployment';
import kafkajs from 'kafkajs';
import { AnswerTally } from './answer-tally.js';
import { rowsOf } from './check-books.js';
import { DoorClient } from './door-client.js';
import { CITIZEN } from './dossier-life.js';
import { FAULT_AGENCIES, FAULT_PROCEDURE, STEPS } from './faults-world.js';
import { askService, askStates, untilQuiet, type DeadLetter } from './quiet.js';

const AGENCY = FAULT_AGENCIES[0];
const TOPIC = 'dossier-events.v1';
const BUG = 'planted: reporting cannot write this dossier';

/**
 * Among many messages, one whose handler fails, and one that is not an event: checks what waits, what does not, where
 * the two are found, and their outcome.
 */
export async function checkPoison(checks: Checks, deployment: Deployment, messages: number): Promise<void> {
  checks.section(`One poison message in ${messages}`);
  const operations = await Client.of(deployment, PEOPLE.operations);
  const client = new DoorClient(deployment, new AnswerTally());
  const officer = officerOf(AGENCY);
  const submit = () =>
    client.untilAnswered<DossierView>({
      method: 'POST',
      path: '/dossiers',
      who: CITIZEN,
      key: randomUUID(),
      body: {
        procedureCode: FAULT_PROCEDURE,
        agencyCode: AGENCY,
        subjectType: 'CITIZEN',
        applicant: { fullName: 'Nguyễn Văn An', identityNumber: '040090000001' },
      },
    });
  const act = (id: string, path: string, body?: object) =>
    client.untilAnswered<DossierView>({
      method: 'POST',
      path: `/dossiers/${id}/${path}`,
      who: officer,
      key: randomUUID(),
      body,
    });
  const applied = async (id: string): Promise<number> => {
    const [row] = await rowsOf<{ last_version: number }>(
      deployment,
      'reporting-service',
      'SELECT last_version FROM consumed_aggregates WHERE topic = $1 AND aggregate_id = $2',
      [TOPIC, id],
    );
    return row?.last_version ?? 0;
  };

  const poisoned = await submit();
  await plantBug(deployment, poisoned.id);

  // Beside the stream, one dossier after the other: the time from its acceptance until reporting has it.
  const delays: { ms: number; poisoned: boolean }[] = [];
  let poisonSent = false;
  let probing = true;
  const probe = (async () => {
    while (probing) {
      const { id } = await submit();
      const { version } = await act(id, 'acceptance');
      const began = Date.now();
      await until(
        () => applied(id),
        (seen) => seen >= version,
        120_000,
      );
      delays.push({ ms: Date.now() - began, poisoned: poisonSent });
      await pause(200);
    }
  })();

  let expected = poisoned.version;
  async function* lines(): AsyncGenerator<string> {
    for (let n = 0; n < messages - 1; n += 1) {
      if (n === Math.floor(messages / 2)) {
        poisonSent = true;
        await act(poisoned.id, 'acceptance');
        await act(poisoned.id, 'forwarding');
        for (const stepCode of STEPS)
          ({ version: expected } = await act(poisoned.id, 'step-completions', { stepCode }));
      }
      yield `${JSON.stringify({
        legacyId: `poison-${n}`,
        agencyCode: AGENCY,
        procedureCode: FAULT_PROCEDURE,
        channel: 'DIRECT',
        receivedAt: '2025-09-01T02:00:00Z',
        endedAt: '2025-09-05T02:00:00Z',
        steps: [{ name: 'Tiếp nhận', at: '2025-09-01T02:00:00Z' }],
      })}\n`;
    }
  }
  const imported = await operations.stream<DossierImportReport>(
    '/dossier-imports?legacySystem=thu-thong-diep-loi',
    lines(),
  );
  for (const { code, reason } of imported.refusedLines?.slice(0, 1) ?? []) checks.note(`refused: ${code} ${reason}`);
  checks.equal('lines taken over', [imported.imported, imported.refused], [messages - 1, 0]);
  await untilQuiet(deployment, operations, 120_000);
  await pause(1_000);
  probing = false;
  await probe;

  const seen = (late: boolean): string => {
    const these = delays.filter(({ poisoned }) => poisoned === late).map(({ ms }) => ms);
    if (these.length === 0) return 'none seen';
    these.sort((a, b) => a - b);
    return `median ${these[these.length >> 1]} ms, slowest ${these.at(-1)} ms, of ${these.length}`;
  };
  checks.note(`acceptance to projection before the poison: ${seen(false)}; after it: ${seen(true)}`);
  const waiting = await rowsOf<{ aggregate_id: string }>(
    deployment,
    'reporting-service',
    'SELECT aggregate_id FROM consumed_aggregates WHERE parked_reason IS NOT NULL',
  );
  checks.equal(
    'keys that wait: the poisoned one only',
    waiting.map((row) => row.aggregate_id === poisoned.id),
    [true],
  );
  const [taken] = await rowsOf<{ count: number }>(
    deployment,
    'reporting-service',
    `SELECT count(*)::int AS count FROM ${await servingSchema(deployment)}.dossiers
     WHERE legacy_system = 'thu-thong-diep-loi'`,
  );
  checks.equal('of the others, those that reporting has', taken?.count, messages - 1);

  const letters = await until(
    () => askService<DeadLetter[]>(deployment, operations, 'reporting-service', 'dead-letters'),
    (found) => found.length > 0,
    60_000,
  );
  const [letter] = letters;
  checks.equal(
    'dead letters in reporting, with the key of the poison and its type',
    [letters.length, letter?.aggregateId === poisoned.id, letter?.type],
    [1, true, 'dossier.accepted'],
  );
  checks.holds(
    `its reason, after ${letter?.attempts} attempts: ${letter?.reason}`,
    letter?.reason.includes(BUG) ?? false,
  );
  checks.equal('events that wait behind it', letter?.waiting, expected - 2);
  checks.equal(
    'feedback-service, which can digest it, has it at version',
    (
      await rowsOf<{ last_version: number }>(
        deployment,
        'feedback-service',
        'SELECT last_version FROM consumed_aggregates WHERE topic = $1 AND aggregate_id = $2',
        [TOPIC, poisoned.id],
      )
    )[0]?.last_version,
    expected,
  );

  await produceNonsense(deployment);
  const refused = await until(
    async () =>
      (await askStates(deployment, operations)).flatMap(({ service, deadLetters }) =>
        deadLetters.filter(({ id }) => id !== letter?.id).map((found) => ({ service, ...found })),
      ),
    (found) => found.length >= 2,
    60_000,
  );
  checks.equal(
    'a message that is no event is a dead letter of each that reads the topic',
    refused.map(({ service }) => service).sort(),
    ['feedback-service', 'reporting-service'],
  );
  checks.holds(`its reason: ${refused[0]?.reason}`, (refused[0]?.reason.length ?? 0) > 0);
  for (const { service, id } of refused) {
    await askService(deployment, operations, service, `dead-letters/${id}/discard`, 'POST');
  }

  await mendBug(deployment);
  const replay = await askService<{ replayed: boolean; followers: number }>(
    deployment,
    operations,
    'reporting-service',
    `dead-letters/${letter?.id}/replay`,
    'POST',
  );
  checks.equal(
    'replayed after the mend, with so many that waited',
    [replay.replayed, replay.followers],
    [true, expected - 2],
  );
  checks.equal('version of it that reporting has now', await applied(poisoned.id), expected);
  const left = (await askStates(deployment, operations)).map(({ deadLetters }) => deadLetters.length);
  checks.equal('dead letters left', left, [0, 0, 0, 0]);
  await client.close();
}

async function servingSchema(deployment: Deployment): Promise<string> {
  const schemas = await schemasOf(deployment);
  const [state] = await rowsOf<{ serving: string }>(
    deployment,
    'reporting-service',
    'SELECT serving FROM projection_state',
  );
  return schemas.find((schema) => schema.includes(state?.serving ?? '?')) as string;
}

async function schemasOf(deployment: Deployment): Promise<string[]> {
  const tables = await rowsOf<{ table_schema: string }>(
    deployment,
    'reporting-service',
    `SELECT table_schema FROM information_schema.tables WHERE table_name = 'dossiers'`,
  );
  return tables.map((table) => table.table_schema);
}

/** Simulates a defect of reporting-service: one dossier cannot be written. */
async function plantBug(deployment: Deployment, dossier: string): Promise<void> {
  await rowsOf(
    deployment,
    'reporting-service',
    `CREATE FUNCTION planted_bug() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF NEW.dossier_id = '${dossier}' THEN RAISE EXCEPTION '${BUG}'; END IF; RETURN NEW; END $$`,
  );
  for (const schema of await schemasOf(deployment)) {
    await rowsOf(
      deployment,
      'reporting-service',
      `CREATE TRIGGER planted_bug BEFORE INSERT ON ${schema}.dossiers FOR EACH ROW EXECUTE FUNCTION planted_bug()`,
    );
  }
}

async function mendBug(deployment: Deployment): Promise<void> {
  await rowsOf(deployment, 'reporting-service', 'DROP FUNCTION planted_bug() CASCADE');
}

async function produceNonsense(deployment: Deployment): Promise<void> {
  const broker = deployment.stores.find((store) => store instanceof KafkaPart) as KafkaPart;
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = broker.administrator;
  const kafka = new kafkajs.Kafka({
    brokers: [broker.bootstrapServers],
    sasl: { mechanism: 'scram-sha-512', username: username!, password: password! },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: TOPIC, messages: [{ key: randomUUID(), value: 'này không phải sự kiện' }] });
  await producer.disconnect();
}
