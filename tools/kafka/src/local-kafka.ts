import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deployFolder, kafkaClassPath } from './kafka-jars.js';

const run = promisify(execFile);

/** Clients must use TLS and authenticate; the plain listener is for the broker itself. */
export interface LocalKafkaSecurity {
  mechanism: 'plain' | 'scram-sha-512';
  username: string;
  password: string;
  /** A PKCS12 store with the broker's key, and its password. */
  keystore: { path: string; password: string };
}

export interface LocalKafkaOptions {
  /** Port on 127.0.0.1; a free one if left out. */
  port?: number;
  /** Data folder; default a temporary folder that `stop` removes. */
  dataDir?: string;
  sasl?: LocalKafkaSecurity;
  /** Started by the script and with the settings of `deploy/kafka`, as in the container; only addresses and folders differ. */
  deployed?: { adminPassword: string };
}

export interface LocalKafka {
  /** `127.0.0.1:port` of the listener for clients. */
  bootstrapServers: string;
  port: number;
  dataDir: string;
  pid: number;
  /** Orderly shutdown; removes the data if their folder was a temporary one. */
  stop(): Promise<void>;
  /** SIGKILL, like a crash; data stay. */
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts one Apache Kafka node (KRaft, broker and controller in one) on loopback and waits until it answers. A
 * formatted data folder is reused, so the same call restarts a stopped broker.
 * @throws KafkaUnavailableError when Java or Maven is missing; Error with the end of Kafka's log when it does not start
 */
export async function startLocalKafka(options: LocalKafkaOptions = {}): Promise<LocalKafka> {
  const classPath = await kafkaClassPath();
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'motcua-kafka-')));
  await mkdir(dataDir, { recursive: true });
  const port = options.port ?? (await freePort());
  const plainPort = options.sasl ? await freePort() : port;
  const ports = { port, plainPort, controllerPort: await freePort() };
  const { deployed } = options;
  const { program, args, env } = deployed
    ? await asDeployed(classPath, dataDir, ports, deployed.adminPassword)
    : await asNeeded(classPath, dataDir, ports, options.sasl);

  const log = createWriteStream(join(dataDir, 'kafka.log'), { flags: 'a' });
  const broker = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  broker.stdout.pipe(log, { end: false });
  broker.stderr.pipe(log, { end: false });
  const exited = once(broker, 'exit').then(() => undefined);
  const watchdog = endWithThisProcess(broker);
  const end = async (signal: NodeJS.Signals) => {
    watchdog.kill('SIGKILL');
    await endProcess(broker, exited, signal);
    log.end();
  };
  try {
    await waitUntilItAnswers(plainPort, broker);
  } catch (error) {
    await end('SIGKILL');
    const tail = (await readFile(join(dataDir, 'kafka.log'), 'utf8').catch(() => '')).split('\n').slice(-15).join('\n');
    throw new Error(`${(error as Error).message}\n${tail}`);
  }
  return {
    bootstrapServers: `127.0.0.1:${port}`,
    port,
    dataDir,
    pid: broker.pid!,
    stop: async () => {
      await end('SIGTERM');
      if (temporary) await rm(dataDir, { recursive: true, force: true });
    },
    kill: () => end('SIGKILL'),
  };
}

// 512 MB are enough for one node; Kafka's own default heap is 1 GB.
const JVM = [
  '-Xms128m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Djava.awt.headless=true',
];

interface Ports {
  port: number;
  plainPort: number;
  controllerPort: number;
}
interface Launch {
  program: string;
  args: string[];
  env?: Record<string, string>;
}

async function asNeeded(
  classPath: string,
  dataDir: string,
  ports: Ports,
  sasl: LocalKafkaSecurity | undefined,
): Promise<Launch> {
  const properties = join(dataDir, 'server.properties');
  await writeFile(properties, serverProperties(dataDir, ports, sasl), { mode: 0o600 });
  await formatOnce(classPath, dataDir, properties, sasl);
  return { program: 'java', args: [...JVM, '-cp', classPath, 'kafka.Kafka', properties] };
}

/** Replaces the container's /opt/kafka: Kafka's two programs, from the jars. */
async function asDeployed(
  classPath: string,
  dataDir: string,
  { port, controllerPort }: Ports,
  adminPassword: string,
): Promise<Launch> {
  const properties = join(dataDir, 'server.properties');
  const ours = await readFile(join(deployFolder, 'server.properties'), 'utf8');
  const here = [
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=CLIENTS://127.0.0.1:${port}`,
    `log.dirs=${join(dataDir, 'log')}`,
    // The default of 50 is for a cluster: creating them all takes seconds on a small machine.
    'offsets.topic.num.partitions=4',
  ];
  await writeFile(properties, `${ours}\n${here.join('\n')}\n`);
  await mkdir(join(dataDir, 'bin'), { recursive: true });
  const programs = { 'kafka-storage.sh': 'kafka.tools.StorageTool', 'kafka-server-start.sh': 'kafka.Kafka' };
  for (const [name, main] of Object.entries(programs)) {
    const command = ['exec', 'java', ...JVM, '-cp', `'${classPath}'`, main, '"$@"'].join(' ');
    await writeFile(join(dataDir, 'bin', name), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  }
  return {
    program: 'sh',
    args: [join(deployFolder, 'start.sh')],
    env: {
      KAFKA_HOME: dataDir,
      KAFKA_PROPERTIES: properties,
      KAFKA_ADMIN_PASSWORD: adminPassword,
      CLUSTER_ID: 'bW90Y3VhLWNsdXN0ZXItMQ',
    },
  };
}

function serverProperties(
  dataDir: string,
  { port, plainPort, controllerPort }: Ports,
  sasl: LocalKafkaSecurity | undefined,
): string {
  const lines = [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    'inter.broker.listener.name=PLAINTEXT',
    `listeners=PLAINTEXT://127.0.0.1:${plainPort},CONTROLLER://127.0.0.1:${controllerPort}${sasl ? `,SASL_SSL://127.0.0.1:${port}` : ''}`,
    `log.dirs=${join(dataDir, 'log')}`,
    // The services create topics explicitly, with their partitions; a typing error must not create one.
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    // A developer's machine does not need to wait three seconds for other group members.
    'group.initial.rebalance.delay.ms=0',
  ];
  if (sasl) {
    const module = sasl.mechanism === 'plain' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
    const accounts = sasl.mechanism === 'plain' ? ` user_${sasl.username}="${sasl.password}"` : '';
    lines.push(
      `sasl.enabled.mechanisms=${sasl.mechanism.toUpperCase()}`,
      `listener.name.sasl_ssl.${sasl.mechanism}.sasl.jaas.config=org.apache.kafka.common.security.${module} required${accounts};`,
      'ssl.keystore.type=PKCS12',
      `ssl.keystore.location=${sasl.keystore.path}`,
      `ssl.keystore.password=${sasl.keystore.password}`,
      `ssl.key.password=${sasl.keystore.password}`,
    );
  }
  return lines.join('\n') + '\n';
}

async function formatOnce(
  classPath: string,
  dataDir: string,
  properties: string,
  sasl?: LocalKafkaSecurity,
): Promise<void> {
  const formatted = await access(join(dataDir, 'log', 'meta.properties')).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  const tool = [...JVM, '-cp', classPath, 'kafka.tools.StorageTool'];
  const { stdout } = await run('java', [...tool, 'random-uuid']);
  const scram =
    sasl?.mechanism === 'scram-sha-512'
      ? ['--add-scram', `SCRAM-SHA-512=[name=${sasl.username},password=${sasl.password}]`]
      : [];
  await run('java', [...tool, 'format', '--cluster-id', stdout.trim(), '--config', properties, ...scram]);
}

/** Ends the broker when this process ends, even by SIGKILL, because the pipe closes. */
function endWithThisProcess(broker: ChildProcess): ChildProcess {
  const watchdog = spawn('sh', ['-c', `cat >/dev/null; kill -9 ${broker.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  return watchdog;
}

async function endProcess(broker: ChildProcess, exited: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  if (broker.exitCode !== null || broker.signalCode !== null) return;
  broker.kill(signal);
  const force = setTimeout(() => broker.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(force);
}

async function waitUntilItAnswers(port: number, broker: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(port))) {
    if (broker.exitCode !== null || broker.signalCode !== null)
      throw new Error('Apache Kafka ended while it was starting');
    if (Date.now() > deadline) throw new Error(`Apache Kafka did not answer within ${START_TIMEOUT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Asks the node for the versions of its API (ApiVersions v0): the first request that a started broker can answer. */
function answers(port: number): Promise<boolean> {
  const request = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(2_000, () => settle(false));
    socket.on('connect', () => socket.write(request));
    socket.on('data', () => settle(true));
    socket.on('error', () => settle(false));
    socket.on('close', () => settle(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
