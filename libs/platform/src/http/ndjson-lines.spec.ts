import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { DomainError } from '@motcua/contracts';
import { ndjsonLines, type NdjsonOptions } from './ndjson-lines.js';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function lines(parts: (string | Buffer)[], options: Partial<NdjsonOptions> = {}) {
  const defaults = {
    encoding: undefined,
    gone: new AbortController().signal,
    totalBytes: 1e9,
    lineBytes: 1_000,
    lines: 1e7,
  };
  const body = Readable.from(parts.map((part) => Buffer.from(part as string)));
  return ndjsonLines(body, { ...defaults, ...options });
}

const texts = async (parts: (string | Buffer)[], options: Partial<NdjsonOptions> = {}) =>
  (await all(lines(parts, options))).map(({ number, text, unreadable }) => [number, unreadable ?? text]);

async function refusalOf(parts: (string | Buffer)[], options: Partial<NdjsonOptions>): Promise<DomainError> {
  try {
    await all(lines(parts, options));
  } catch (error) {
    return error as DomainError;
  }
  throw new Error('was expected to be refused');
}

describe('lines of a stream', () => {
  it('are the same for any split into chunks', async () => {
    const whole = Buffer.from('{"a":"Thủ tục"}\r\n\n{"b":2}');
    const one = await all(lines([whole], { hashed: true }));
    const bytes = await all(
      lines(
        [...whole].map((byte) => Buffer.of(byte)),
        { hashed: true },
      ),
    );
    expect(bytes).toEqual(one);
    expect(one.map(({ number, text }) => [number, text])).toEqual([
      [1, '{"a":"Thủ tục"}\r'],
      [2, ''],
      [3, '{"b":2}'],
    ]);
    expect(new Set(one.map(({ hash }) => hash)).size).toBe(3);
  });

  it('a line that is too long is named, and no other is lost', async () => {
    expect(await texts(['a\n', 'x'.repeat(8), 'y'.repeat(8), '\nb\n'], { lineBytes: 10 })).toEqual([
      [1, 'a'],
      [2, 'TOO_LONG'],
      [3, 'b'],
    ]);
  });

  it('a line that is not UTF-8 is named, and no other is lost', async () => {
    expect(await texts([Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a, 0x62])])).toEqual([
      [1, 'a'],
      [2, 'NOT_UTF8'],
      [3, 'b'],
    ]);
  });

  it('a byte order mark is not part of the first line', async () => {
    expect(await texts(['\ufeff{}\n'])).toEqual([[1, '{}']]);
  });

  it('are limited in number, including blank ones', async () => {
    expect(await texts(['a\n\nb\n'], { lines: 3 })).toHaveLength(3);
    expect(await refusalOf(['a\n\nb\n'], { lines: 2 })).toMatchObject({ code: 'import.too-many-lines' });
  });

  it('may be blank every second time and at the beginning; more blank lines than records are refused', async () => {
    expect(await texts(['\n'.repeat(1_000), 'a\n'])).toHaveLength(1_001);
    expect(await texts(['a\r\n\r\n'.repeat(20_000)])).toHaveLength(40_000);
    expect(await refusalOf(['a\n\n \n'.repeat(20_000)], {})).toMatchObject({
      code: 'import.blank-lines',
      kind: 'invalid',
    });
  });

  it('are read no further once the client has disconnected, even if all data has arrived', async () => {
    const gone = new AbortController();
    const reading = lines(['a\nb\nc\n'], { gone: gone.signal });
    expect((await reading.next()).value).toMatchObject({ text: 'a' });
    gone.abort();
    await expect(reading.next()).rejects.toMatchObject({ code: 'import.broken-off' });
  });

  it.each(['gzip', 'identity'])('do not wait for a client that disconnected midway (%s)', async (encoding) => {
    const gone = new AbortController();
    const body = new PassThrough();
    const limits = { totalBytes: 1e9, lineBytes: 1_000, lines: 1e7 };
    const reading = ndjsonLines(body, { encoding, gone: gone.signal, ...limits });
    body.write(encoding === 'gzip' ? gzipSync('a\nb').subarray(0, 12) : 'a');
    const next = reading.next();
    await new Promise((resolve) => setImmediate(resolve));
    gone.abort();
    await expect(next).rejects.toMatchObject({ code: 'import.broken-off' });
  });
});

describe('an uncompressed stream', () => {
  it('is what was compressed', async () => {
    expect(await texts([gzipSync('{}\n{"a":1}')], { encoding: ' GZIP ' })).toEqual([
      [1, '{}'],
      [2, '{"a":1}'],
    ]);
  });

  it('stops where it grows beyond its limit, compressed or not', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    expect(await refusalOf([bomb], { encoding: 'gzip', totalBytes: 100_000 })).toMatchObject({
      kind: 'too-large',
      code: 'import.too-large',
    });
    expect(await refusalOf([Buffer.alloc(200)], { totalBytes: 100 })).toMatchObject({ code: 'import.too-large' });
  });

  it('stops at an implausible growth, long before its limit', async () => {
    const bomb = gzipSync('x'.repeat(50_000_000));
    expect(await refusalOf([bomb], { encoding: 'gzip' })).toMatchObject({ code: 'import.grows-too-much' });
    // The worst case for records: one record that differs only in its number.
    const alike = Array.from({ length: 20_000 }, (_, n) => RECORD.replace('1234', String(n))).join('\n');
    const packed = gzipSync(alike, { level: 9 });
    expect(alike.length / packed.length).toBeGreaterThan(100);
    expect(await texts([packed], { encoding: 'gzip', lineBytes: 10_000 })).toHaveLength(20_000);
  });

  it.each(['not gzip at all', gzipSync('x'.repeat(9000)).subarray(0, 20)])('%s is not gzip', async (bytes) => {
    expect(await refusalOf([bytes], { encoding: 'gzip' })).toMatchObject({ code: 'import.not-gzip' });
  });

  it('of another encoding is refused at once', () => {
    expect(() => lines([], { encoding: 'br' })).toThrow('Content-Encoding br is not supported');
  });
});

const RECORD = JSON.stringify({
  legacyId: 'HS-1234',
  agencyCode: 'H41.14',
  procedureCode: '1.000016',
  channel: 'DIRECT',
  receivedAt: '2024-03-04T08:00:00+07:00',
  dueAt: '2024-03-11T17:00:00+07:00',
  endedAt: '2024-03-08T10:00:00+07:00',
  outcome: 'DELIVERED',
  steps: Array.from({ length: 20 }, () => ({
    name: 'Thẩm định hồ sơ',
    unit: 'Phòng Kinh tế',
    at: '2024-03-05T09:00:00+07:00',
  })),
});
