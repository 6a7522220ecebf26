/** A request of the protocol (https://kafka.apache.org/protocol), of an API or a version that kafkajs does not know. */
export interface RawRequest {
  name: string;
  apiKey: number;
  apiVersion: number;
  /** The bytes after the header that kafkajs writes: "flexible" versions end the header with a tag buffer. */
  payload: Buffer;
}

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

/** Uses internals of the client library for the few requests that it does not offer. */
export class KafkaRawRequests {
  private readonly cluster: ClusterInternals;

  /** `kafka`: a client of kafkajs 2.2.4. */
  constructor(kafka: object) {
    const key = Object.getOwnPropertySymbols(kafka).find((symbol) => symbol.description?.endsWith('createCluster'));
    if (!key) throw new Error('this release of kafkajs is built differently: 2.2.4 is needed');
    const create = (kafka as Record<symbol, (options: object) => ClusterInternals>)[key]!;
    this.cluster = create({ metadataMaxAge: 300_000, allowAutoTopicCreation: false });
  }

  /** The bytes of the answer after the header that kafkajs reads. */
  async send({ name, apiKey, apiVersion, payload }: RawRequest): Promise<Buffer> {
    await this.cluster.connect();
    await this.cluster.refreshMetadataIfNecessary();
    const answer = await this.cluster.brokerPool.withBroker(({ broker }) =>
      broker.connectionPool.send({
        request: { apiKey, apiVersion, apiName: name, encode: async () => ({ buf: payload, buffer: payload }) },
        response: {
          decode: async (bytes: Buffer) => ({ bytes }),
          parse: async ({ bytes }: { bytes: Buffer }) => bytes,
        },
      }),
    );
    if (!answer) throw new Error('no broker of the cluster answers');
    return answer;
  }

  async disconnect(): Promise<void> {
    await this.cluster.disconnect().catch(() => undefined);
  }
}

/** A compact string. */
export function text(value: string): Buffer {
  return compactBytes(Buffer.from(value));
}

export function compactBytes(value: Buffer): Buffer {
  return Buffer.concat([unsignedVarint(value.length + 1), value]);
}

/** A length in the protocol's compact types. */
export function unsignedVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}

export class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new Error('the answer ends too early');
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
