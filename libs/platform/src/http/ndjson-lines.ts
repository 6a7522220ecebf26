import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { DomainError } from '@motcua/contracts';

export const NDJSON = 'application/x-ndjson';

export interface NdjsonOptions {
  /** The `Content-Encoding` header: gzip, identity or nothing. */
  encoding: string | undefined;
  /** Fires when the client has disconnected: nothing is read any more, even if data has arrived. */
  gone: AbortSignal;
  /** Most bytes of the whole stream, uncompressed. */
  totalBytes: number;
  /** Most bytes of one line; a longer one is returned without its text. */
  lineBytes: number;
  /** Most lines, blank ones included. */
  lines: number;
  /** Whether each line has a hash of its bytes. */
  hashed?: boolean;
}

/**
 * A line: its text (blank for a blank line), or why it could not be read. Numbered from 1 including blank lines, as in
 * an editor.
 */
export type NdjsonLine = { number: number; hash?: string } & (
  { text: string; unreadable?: undefined } | { text?: undefined; unreadable: 'TOO_LONG' | 'NOT_UTF8' }
);

const NEWLINE = 0x0a;

/**
 * Maximum expansion of a compressed stream after a first piece. Records that differ only in their number were measured
 * at up to 230 times; one repeated byte reaches 1,000 times, the maximum of gzip.
 */
const MOST_GROWTH = 500;
const FREE_OF_GROWTH_BYTES = 4 * 1024 * 1024;

/** Blank lines between records occur; more of them than records, after a start, are refused. */
const FREE_BLANK_LINES = 1_000;

/**
 * The lines of a stream, one in memory at a time. A line that is too long or not UTF-8 does not affect others.
 * @throws DomainError `unsupported` at once for another encoding; while it is read `too-large` past a limit, `invalid`
 *   for broken gzip, for a stream of blank lines, and when the stream breaks off or its client disconnects.
 */
export function ndjsonLines(body: Readable, options: NdjsonOptions): AsyncGenerator<NdjsonLine> {
  const encoding = (options.encoding ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') throw unsupported(encoding);
  return linesOf(unpacked(body, encoding, options), options);
}

async function* linesOf(stream: AsyncIterable<Buffer>, options: NdjsonOptions): AsyncGenerator<NdjsonLine> {
  // The decoder drops a byte order mark at the beginning of a file or line.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const buffer = new LineBuffer(options);
  let number = 0;
  let blank = 0;
  const take = (): NdjsonLine => {
    const line = buffer.take((number += 1), decoder);
    if (line.text?.trim() === '') blank += 1;
    if (number > options.lines) throw tooManyLines(options.lines);
    if (blank > FREE_BLANK_LINES + number / 2) throw blankLines();
    return line;
  };
  let total = 0;
  for await (const chunk of stream) {
    stopIfGone(options.gone);
    total += chunk.length;
    if (total > options.totalBytes) throw tooLarge(options.totalBytes);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      buffer.add(chunk.subarray(from, end));
      from = end + 1;
      yield take();
      stopIfGone(options.gone);
    }
    if (from < chunk.length) buffer.add(chunk.subarray(from));
  }
  if (!buffer.isEmpty) yield take();
}

/** One line while its bytes arrive: stored up to the maximum length, hashed whole. */
class LineBuffer {
  private parts: Buffer[] = [];
  private length = 0;
  private hash: Hash | undefined;

  constructor(private readonly options: Pick<NdjsonOptions, 'lineBytes' | 'hashed'>) {}

  add(bytes: Buffer): void {
    if (this.options.hashed) (this.hash ??= createHash('sha256')).update(bytes);
    this.length += bytes.length;
    if (this.length > this.options.lineBytes) this.parts = [];
    else this.parts.push(bytes);
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Returns the line and empties the buffer. */
  take(number: number, decoder: TextDecoder): NdjsonLine {
    const tooLong = this.length > this.options.lineBytes;
    const bytes = Buffer.concat(this.parts);
    const named = this.options.hashed ? { number, hash: this.hash!.digest('hex') } : { number };
    this.parts = [];
    this.length = 0;
    this.hash = undefined;
    if (tooLong) return { ...named, unreadable: 'TOO_LONG' };
    try {
      return { ...named, text: decoder.decode(bytes) };
    } catch {
      return { ...named, unreadable: 'NOT_UTF8' };
    }
  }
}

async function* unpacked(
  body: Readable,
  encoding: 'identity' | 'gzip',
  { gone }: NdjsonOptions,
): AsyncGenerator<Buffer> {
  const gunzip = encoding === 'gzip' ? createGunzip() : undefined;
  const stream = gunzip ?? body;
  const breakOff = (): void => void stream.destroy(brokenOff(gone.reason));
  // A reader gets the error at its read; between two reads nobody listens.
  stream.on('error', () => undefined);
  let packedBytes = 0;
  if (gunzip) {
    body.on('data', (chunk: Buffer) => (packedBytes += chunk.length));
    body.on('error', (error) => gunzip.destroy(error));
    // A client that disconnects midway does not end the stream: without this, the reader would wait for ever.
    body.on('close', () => body.readableEnded || breakOff());
    body.pipe(gunzip);
  }
  if (gone.aborted) breakOff();
  gone.addEventListener('abort', breakOff);
  let unpackedBytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      unpackedBytes += chunk.length;
      if (gunzip && unpackedBytes > FREE_OF_GROWTH_BYTES + MOST_GROWTH * packedBytes) throw growsTooMuch();
      yield chunk;
    }
  } catch (error) {
    const code = String((error as { code?: unknown }).code ?? '');
    if (/^Z_|^ERR_ZLIB/.test(code)) throw notGzip();
    if (/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR)$/.test(code)) throw brokenOff(error);
    throw error;
  } finally {
    gone.removeEventListener('abort', breakOff);
    if (gunzip) {
      body.unpipe(gunzip);
      gunzip.destroy();
    }
  }
}

function stopIfGone(gone: AbortSignal): void {
  if (gone.aborted) throw brokenOff(gone.reason);
}

function unsupported(encoding: string): DomainError {
  return new DomainError({
    kind: 'unsupported',
    code: 'request.content-encoding',
    message: {
      vi: `Content-Encoding ${encoding} không được hỗ trợ; hãy dùng gzip hoặc bỏ trống.`,
      en: `Content-Encoding ${encoding} is not supported; use gzip or none.`,
    },
  });
}

function tooLarge(limit: number): DomainError {
  return new DomainError({
    kind: 'too-large',
    code: 'import.too-large',
    message: {
      vi: `Nội dung sau khi giải nén vượt quá ${limit} byte. Hãy chia nhỏ tệp.`,
      en: `The content exceeds ${limit} bytes after decompression. Split the file.`,
    },
    details: { limit },
  });
}

function tooManyLines(limit: number): DomainError {
  return new DomainError({
    kind: 'too-large',
    code: 'import.too-many-lines',
    message: {
      vi: `Một lần nhập không quá ${limit} dòng, kể cả dòng trống. Hãy chia nhỏ tệp.`,
      en: `An import may contain at most ${limit} lines, including blank ones. Split the file.`,
    },
    details: { limit },
  });
}

function blankLines(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'import.blank-lines',
    message: {
      vi: 'Tệp có nhiều dòng trống hơn dòng dữ liệu. Hãy bỏ các dòng trống.',
      en: 'The file has more blank lines than records. Remove the blank lines.',
    },
  });
}

function growsTooMuch(): DomainError {
  return new DomainError({
    kind: 'too-large',
    code: 'import.grows-too-much',
    message: {
      vi: `Nội dung giải nén ra lớn hơn ${MOST_GROWTH} lần. Hãy gửi không nén.`,
      en: `The content decompresses to more than ${MOST_GROWTH} times its size. Send it uncompressed.`,
    },
    details: { limit: MOST_GROWTH },
  });
}

function notGzip(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'import.not-gzip',
    message: {
      vi: 'Nội dung không phải là gzip hợp lệ, hoặc bị cắt ngang.',
      en: 'The content is not valid gzip, or is incomplete.',
    },
  });
}

function brokenOff(cause: unknown): DomainError {
  const error = new DomainError({
    kind: 'invalid',
    code: 'import.broken-off',
    message: {
      vi: 'Luồng dữ liệu bị ngắt; hãy gửi lại các dòng cũ (với cùng importId nếu có).',
      en: 'The stream was interrupted. Send the same lines again (under the same importId, if there is one).',
    },
  });
  error.cause = cause;
  return error;
}
