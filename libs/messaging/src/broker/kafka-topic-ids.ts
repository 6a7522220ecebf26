import { KafkaRawRequests, Reader, text, unsignedVarint, type RawRequest } from './kafka-raw-requests.js';

/** The cluster's identity and those of its topics, which only the Metadata API of version 10 and later returns. */
export interface KafkaIdentities {
  clusterId: string;
  topics: Map<string, string>;
}

const METADATA = 3;
const VERSION = 10;

/** Sends the request that the client library does not offer. */
export class KafkaTopicIds {
  private readonly requests: KafkaRawRequests;

  constructor(kafka: object) {
    this.requests = new KafkaRawRequests(kafka);
  }

  async identify(topics: string[]): Promise<KafkaIdentities> {
    return readMetadata(await this.requests.send(metadataRequest(topics)));
  }

  disconnect(): Promise<void> {
    return this.requests.disconnect();
  }
}

/**
 * The Metadata request of version 10, which the client library does not know: its newest is 6, without topic ids.
 * Layout: https://kafka.apache.org/protocol#The_Messages_Metadata; "flexible", so the request header ends, and the
 * response begins, with a tag buffer that the library does not write or read.
 */
export function metadataRequest(topics: string[]): RawRequest {
  const parts: Buffer[] = [Buffer.from([0]), unsignedVarint(topics.length + 1)];
  for (const topic of topics) {
    parts.push(Buffer.alloc(16), text(topic), Buffer.from([0]));
  }
  // No automatic creation, no lists of authorised operations, no tags.
  parts.push(Buffer.from([0, 0, 0, 0]));
  return { name: 'Metadata', apiKey: METADATA, apiVersion: VERSION, payload: Buffer.concat(parts) };
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
