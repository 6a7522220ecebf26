import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TopicUse } from '@motcua/contracts';
import kafkajs from 'kafkajs';
import type { AclEntry, Admin } from 'kafkajs';
import type { BrokerSettings } from '../settings.js';
import type { MessagingLog } from './broker.js';
import { KafkaBroker } from './kafka-broker.js';
import { compactBytes, KafkaRawRequests, Reader, text, unsignedVarint, type RawRequest } from './kafka-raw-requests.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** A service as a user of Kafka: its name is also that of its consumer group. */
export interface KafkaUser {
  name: string;
  password: string;
  use: TopicUse;
}

/**
 * Grants each of these users exactly its rights: to write the topics that it publishes, to read those that it consumes
 * in the group of its own name, and to create nothing, because every topic is created here. Repeat it after a change of
 * a password or a declaration: rights beyond the declaration are revoked. Other users are not changed.
 * @param settings the settings of an administrator (`super.users`)
 */
export async function grantKafkaAccess(
  settings: BrokerSettings,
  users: KafkaUser[],
  log: MessagingLog,
): Promise<{ granted: number; revoked: number }> {
  const broker = new KafkaBroker(settings, 'motcua-kafka-access', log);
  const admin = broker.kafka.admin();
  const requests = new KafkaRawRequests(broker.kafka);
  try {
    await broker.ensureTopics([...new Set(users.flatMap(({ use }) => [...use.publishes, ...use.consumes]))]);
    readUserAnswer(await requests.send(upsertUsers(users)));
    await admin.connect();
    let [granted, revoked] = [0, 0];
    for (const user of users) {
      const wanted = entriesOf(user);
      const held = await entriesHeldBy(admin, principal(user.name));
      const missing = without(wanted, held);
      const beyond = without(held, wanted);
      if (missing.length > 0) await admin.createAcls({ acl: missing });
      if (beyond.length > 0) await admin.deleteAcls({ filters: beyond });
      granted += missing.length;
      revoked += beyond.length;
    }
    await Promise.all(users.map((user) => untilAdmitted(settings, user, log)));
    return { granted, revoked };
  } finally {
    await requests.disconnect();
    await admin.disconnect().catch(() => undefined);
    await broker.close();
  }
}

const ADMITTED_WITHIN_MS = 30_000;

/** A broker applies users and rights shortly after it has accepted them, and a refused service ends its start. */
async function untilAdmitted(
  settings: BrokerSettings,
  { name, password, use }: KafkaUser,
  log: MessagingLog,
): Promise<void> {
  const own = { ...settings, KAFKA_SASL_USERNAME: name, KAFKA_SASL_PASSWORD: password };
  const broker = new KafkaBroker(own, name, log);
  try {
    for (const deadline = Date.now() + ADMITTED_WITHIN_MS; ; await pause(100)) {
      try {
        return await broker.admits([...use.publishes, ...use.consumes], use.consumes.length > 0 ? name : undefined);
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  } finally {
    await broker.close();
  }
}

const principal = (name: string) => `User:${name}`;

function entriesOf({ name, use }: KafkaUser): AclEntry[] {
  const allow = (resourceType: number, resourceName: string, operation: number): AclEntry => ({
    resourceType,
    resourceName,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: principal(name),
    host: '*',
    operation,
    permissionType: AclPermissionTypes.ALLOW,
  });
  // Either right includes the right to describe a topic; an idempotent producer needs only the right to write
  // (KIP-679).
  return [
    ...use.publishes.map((topic) => allow(AclResourceTypes.TOPIC, topic, AclOperationTypes.WRITE)),
    ...use.consumes.map((topic) => allow(AclResourceTypes.TOPIC, topic, AclOperationTypes.READ)),
    ...(use.consumes.length > 0 ? [allow(AclResourceTypes.GROUP, name, AclOperationTypes.READ)] : []),
  ];
}

async function entriesHeldBy(admin: Admin, of: string): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    principal: of,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  return resources.flatMap(({ acls, resourceType, resourceName, resourcePatternType }) =>
    acls.map((acl) => ({ ...acl, resourceType, resourceName, resourcePatternType })),
  );
}

function without(entries: AclEntry[], others: AclEntry[]): AclEntry[] {
  const keys = new Set(others.map(keyOf));
  return entries.filter((entry) => !keys.has(keyOf(entry)));
}

function keyOf(entry: AclEntry): string {
  const { resourceType, resourceName, resourcePatternType, host, operation, permissionType } = entry;
  return JSON.stringify([resourceType, resourceName, resourcePatternType, host, operation, permissionType]);
}

const SCRAM_SHA_512 = 2;
const SCRAM_ITERATIONS = 8_192;
const NO_TAGS = Buffer.from([0]);

/**
 * AlterUserScramCredentials, which kafkajs does not know
 * (https://kafka.apache.org/protocol#The_Messages_AlterUserScramCredentials). The broker gets only the salted password.
 */
function upsertUsers(users: KafkaUser[]): RawRequest {
  const iterations = Buffer.alloc(4);
  iterations.writeInt32BE(SCRAM_ITERATIONS);
  const upsertions = users.map(({ name, password }) => {
    const salt = randomBytes(32);
    const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 64, 'sha512');
    return Buffer.concat([
      text(name),
      Buffer.from([SCRAM_SHA_512]),
      iterations,
      compactBytes(salt),
      compactBytes(salted),
      NO_TAGS,
    ]);
  });
  const noDeletions = Buffer.from([1]);
  const payload = Buffer.concat([NO_TAGS, noDeletions, unsignedVarint(users.length + 1), ...upsertions, NO_TAGS]);
  return { name: 'AlterUserScramCredentials', apiKey: 51, apiVersion: 0, payload };
}

function readUserAnswer(answer: Buffer): void {
  const reader = new Reader(answer);
  reader.tags();
  reader.skip(4);
  reader.array(() => {
    const user = reader.text();
    const code = reader.int16();
    const message = reader.text();
    reader.tags();
    if (code !== 0) throw new Error(`Kafka did not take the password of ${user}: ${message ?? `error ${code}`}`);
  });
}
