import { gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import type { DomainError } from '@motcua/contracts';
import { boundedStream } from './bounded-stream.js';
import { drawSample } from './draw-sample.js';
import { ndjsonLines } from './ndjson-lines.js';

async function* chunks(...parts: (string | Buffer)[]) {
  for (const part of parts) yield Buffer.from(part as string);
}
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
const texts = async (stream: AsyncIterable<Buffer>, longest = 1000) =>
  (await all(ndjsonLines(stream, longest))).map(({ line, text, problem }) => [line, problem ?? text]);

describe('lines of a stream', () => {
  it('are the same wherever the chunks part them', async () => {
    const whole = Buffer.from('{"a":"Thủ tục"}\r\n\n{"b":2}');
    const one = await all(ndjsonLines(chunks(whole), 1000));
    const bytes = await all(ndjsonLines(chunks(...[...whole].map((byte) => Buffer.of(byte))), 1000));
    expect(bytes).toEqual(one);
    expect(one.map(({ line, text }) => [line, text])).toEqual([
      [1, '{"a":"Thủ tục"}\r'],
      [2, ''],
      [3, '{"b":2}'],
    ]);
  });

  it('a line that is too long is named and loses no other', async () => {
    expect(await texts(chunks('a\n', 'x'.repeat(8), 'y'.repeat(8), '\nb\n'), 10)).toEqual([
      [1, 'a'],
      [2, 'TOO_LONG'],
      [3, 'b'],
    ]);
  });

  it('a line that is not UTF-8 is named and loses no other', async () => {
    expect(await texts(chunks(Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a, 0x62])))).toEqual([
      [1, 'a'],
      [2, 'NOT_UTF8'],
      [3, 'b'],
    ]);
  });

  it('a byte order mark is no part of the first line', async () => {
    expect(await texts(chunks('\ufeff{}\n'))).toEqual([[1, '{}']]);
  });
});

describe('an unpacked stream', () => {
  const refusal = async (stream: () => AsyncIterable<Buffer>): Promise<DomainError> => {
    try {
      await all(stream());
    } catch (error) {
      return error as DomainError;
    }
    throw new Error('was expected to be refused');
  };

  it('is what was packed', async () => {
    const stream = boundedStream(Readable.from([gzipSync('{}\n{}')]), 'gzip', 100);
    expect(Buffer.concat(await all(stream)).toString()).toBe('{}\n{}');
  });

  it('stops where it grows beyond its limit, packed or not', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    expect(await refusal(() => boundedStream(Readable.from([bomb]), 'gzip', 100_000))).toMatchObject({
      kind: 'too-large',
    });
    expect(await refusal(() => boundedStream(Readable.from([Buffer.alloc(200)]), undefined, 100))).toMatchObject({
      kind: 'too-large',
    });
  });

  it.each(['not gzip at all', gzipSync('x'.repeat(9000)).subarray(0, 20)])('%s is not gzip', async (bytes) => {
    expect(
      await refusal(() => boundedStream(Readable.from([Buffer.from(bytes as string)]), 'gzip', 1e6)),
    ).toMatchObject({
      code: 'import.not-gzip',
    });
  });

  it('of another encoding is refused at once', async () => {
    expect(await refusal(() => boundedStream(Readable.from([]), 'br', 1e6))).toMatchObject({ kind: 'unsupported' });
  });
});

describe('a drawn sample', () => {
  const entries = Array.from({ length: 1000 }, (_, i) => i);
  it('is the same for the same seed, and fixed for ever', () => {
    expect(drawSample(entries, 118, 5)).toEqual(drawSample(entries, 118, 5));
    expect(drawSample(entries, 118, 5)).toMatchInlineSnapshot(`
      [
        2,
        61,
        158,
        343,
        882,
      ]
    `);
    expect(drawSample(entries, 119, 5)).not.toEqual(drawSample(entries, 118, 5));
  });
  it('has no entry twice and keeps the order', () => {
    const drawn = drawSample(entries, 7, 400);
    expect(new Set(drawn).size).toBe(400);
    expect([...drawn].sort((a, b) => a - b)).toEqual(drawn);
    expect(drawSample([1, 2], 7, 10)).toEqual([1, 2]);
  });
});
