/** The cluster's identity and those of its topics, as only the Metadata API of version 10 and later tells them. */
export interface KafkaIdentities {
  clusterId: string;
  topics: Map<string, string>;
}

const METADATA = 3;
const VERSION = 10;

interface ClusterInternals {
  connect(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  disconnect(): Promise<void>;
  brokerPool: {
    withBroker(
      work: (found: { broker: { connectionPool: { send(request: object): Promise<Buffer> } } }) => Promise<Buffer>,
    ): Promise<Buffer | null>;
  };
}

/** Reaches into the client library for the one request that it does not offer. */
export class KafkaTopicIds {
  private readonly cluster: ClusterInternals;

  /** `kafka`: a client of kafkajs 2.2.4. */
  constructor(kafka: object) {
    const key = Object.getOwnPropertySymbols(kafka).find((symbol) => symbol.description?.endsWith('createCluster'));
    if (!key) throw new Error('this release of kafkajs is built differently: 2.2.4 is needed');
    const create = (kafka as Record<symbol, (options: object) => ClusterInternals>)[key]!;
    this.cluster = create({ metadataMaxAge: 300_000, allowAutoTopicCreation: false });
  }

  async identify(topics: string[]): Promise<KafkaIdentities> {
    await this.cluster.connect();
    await this.cluster.refreshMetadataIfNecessary();
    const { apiKey, apiVersion, payload } = metadataRequest(topics);
    const answer = await this.cluster.brokerPool.withBroker(({ broker }) =>
      broker.connectionPool.send({
        request: { apiKey, apiVersion, apiName: 'Metadata', encode: async () => ({ buf: payload, buffer: payload }) },
        response: {
          decode: async (bytes: Buffer) => ({ bytes }),
          parse: async ({ bytes }: { bytes: Buffer }) => bytes,
        },
      }),
    );
    if (!answer) throw new Error('no broker of the cluster answers');
    return readMetadata(answer);
  }

  async disconnect(): Promise<void> {
    await this.cluster.disconnect().catch(() => undefined);
  }
}

/**
 * The Metadata request of version 10, which the client library does not know: its newest is 6, without topic ids.
 * Layout: https://kafka.apache.org/protocol#The_Messages_Metadata; "flexible", so the request header ends, and the
 * response begins, with a tag buffer that the library does not write or read.
 */
export function metadataRequest(topics: string[]): { apiKey: number; apiVersion: number; payload: Buffer } {
  const parts: Buffer[] = [Buffer.from([0]), unsignedVarint(topics.length + 1)];
  for (const topic of topics) {
    const name = Buffer.from(topic);
    parts.push(Buffer.alloc(16), unsignedVarint(name.length + 1), name, Buffer.from([0]));
  }
  // No automatic creation, no lists of authorised operations, no tags.
  parts.push(Buffer.from([0, 0, 0, 0]));
  return { apiKey: METADATA, apiVersion: VERSION, payload: Buffer.concat(parts) };
}

/** Reads the answer to `metadataRequest`; topics that do not exist are left out. */
export function readMetadata(answer: Buffer): KafkaIdentities {
  const reader = new Reader(answer);
  reader.tags();
  reader.skip(4);
  reader.array(() => {
    reader.skip(4);
    reader.text();
    reader.skip(4);
    reader.text();
    reader.tags();
  });
  const clusterId = reader.text() ?? '';
  reader.skip(4);
  const topics = new Map<string, string>();
  reader.array(() => {
    const error = reader.int16();
    const name = reader.text();
    const id = reader.take(16).toString('hex');
    reader.skip(1);
    reader.array(() => {
      reader.skip(2 + 4 + 4 + 4);
      for (let list = 0; list < 3; list += 1) reader.array(() => reader.skip(4));
      reader.tags();
    });
    reader.skip(4);
    reader.tags();
    if (error === 0 && name) topics.set(name, id);
  });
  return { clusterId, topics };
}

function unsignedVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new Error('the metadata answer ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  skip(length: number): void {
    this.take(length);
  }

  int16(): number {
    return this.take(2).readInt16BE(0);
  }

  /** A compact nullable string. */
  text(): string | undefined {
    const length = this.varint();
    return length === 0 ? undefined : this.take(length - 1).toString('utf8');
  }

  array(element: () => void): void {
    const length = this.varint() - 1;
    for (let index = 0; index < length; index += 1) element();
  }

  tags(): void {
    const count = this.varint();
    for (let index = 0; index < count; index += 1) {
      this.varint();
      this.skip(this.varint());
    }
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.take(1)[0]!;
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
  }
}
