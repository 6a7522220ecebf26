import { metadataRequest, readMetadata } from './kafka-topic-ids.js';

const compact = (text: string) => Buffer.concat([Buffer.from([text.length + 1]), Buffer.from(text)]);
const int = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
};

describe('The identities of topics in Kafka', () => {
  it('are asked for by name, in the layout of Metadata version 10', () => {
    const { apiKey, apiVersion, payload } = metadataRequest(['ab']);
    expect([apiKey, apiVersion]).toEqual([3, 10]);
    expect(payload.toString('hex')).toBe(`00${'02'}${'00'.repeat(16)}${'03'}6162${'00'}${'00000000'}`);
  });

  it('are read from the answer; a topic that does not exist is left out', () => {
    const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const broker = Buffer.concat([int(1, 4), compact('127.0.0.1'), int(9092, 4), Buffer.from([0]), Buffer.from([0])]);
    const list = Buffer.concat([Buffer.from([2]), int(1, 4)]);
    const partition = Buffer.concat([
      int(0, 2),
      int(0, 4),
      int(1, 4),
      int(0, 4),
      list,
      list,
      Buffer.from([1]),
      Buffer.from([0]),
    ]);
    const topic = (error: number, name: string, partitions: Buffer[]) =>
      Buffer.concat([
        int(error, 2),
        compact(name),
        id,
        Buffer.from([0]),
        Buffer.from([partitions.length + 1]),
        ...partitions,
        int(0, 4),
        // A tag as a later version might send it: number 7, two bytes.
        Buffer.from([1, 7, 2, 9, 9]),
      ]);
    const answer = Buffer.concat([
      Buffer.from([0]),
      int(0, 4),
      Buffer.from([2]),
      broker,
      compact('cluster-x'),
      int(1, 4),
      Buffer.from([3]),
      topic(0, 'there', [partition]),
      topic(3, 'gone', []),
      int(0, 4),
      Buffer.from([0]),
    ]);
    expect(readMetadata(answer)).toEqual({ clusterId: 'cluster-x', topics: new Map([['there', id.toString('hex')]]) });
  });

  it('a truncated answer is refused', () => {
    expect(() => readMetadata(Buffer.from([0, 0, 0]))).toThrow('ends too early');
  });
});
