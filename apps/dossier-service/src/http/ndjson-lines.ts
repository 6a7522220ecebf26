import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '@motcua/contracts';
import type { RawLine } from '../application/read-legacy-line.js';

export interface NdjsonLimits {
  /** Most bytes of the whole stream, unpacked. */
  totalBytes: number;
  /** Most bytes of one line; a longer one is skipped without being held. */
  lineBytes: number;
}

const NEWLINE = 0x0a;

/**
 * Lines of an NDJSON stream, numbered from 1, blank ones left out but counted; at most one line is held at a time.
 * @throws DomainError `too-large` past `totalBytes`, `invalid` when gzip is announced and what comes is not, or the
 * stream ends before it should.
 */
export async function* ndjsonLines(
  body: Readable,
  encoding: 'gzip' | 'identity',
  limits: NdjsonLimits,
): AsyncGenerator<RawLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let held: Buffer[] = [];
  let heldBytes = 0;
  let total = 0;
  let number = 1;
  const take = (): RawLine | undefined => {
    const line = lineOf(number, held, heldBytes > limits.lineBytes, decoder);
    held = [];
    heldBytes = 0;
    number += 1;
    return line;
  };
  for await (const chunk of unpacked(body, encoding)) {
    total += chunk.length;
    if (total > limits.totalBytes) throw tooLarge(limits.totalBytes);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, end);
      heldBytes += piece.length;
      if (heldBytes <= limits.lineBytes) held.push(piece);
      const line = take();
      if (line) yield line;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    heldBytes += rest.length;
    if (heldBytes <= limits.lineBytes) held.push(rest);
    else held = [];
  }
  if (heldBytes > 0) {
    const line = take();
    if (line) yield line;
  }
}

function lineOf(
  number: number,
  held: Buffer[],
  tooLong: boolean,
  decoder: InstanceType<typeof TextDecoder>,
): RawLine | undefined {
  if (tooLong) return { number, unreadable: 'TOO_LONG' };
  try {
    const text = decoder.decode(Buffer.concat(held)).trim();
    return text === '' ? undefined : { number, text };
  } catch {
    return { number, unreadable: 'NOT_UTF8' };
  }
}

async function* unpacked(body: Readable, encoding: 'gzip' | 'identity'): AsyncGenerator<Buffer> {
  if (encoding === 'identity') {
    for await (const chunk of body) yield chunk as Buffer;
    return;
  }
  const gunzip = createGunzip();
  body.on('error', (error) => gunzip.destroy(error));
  body.on('close', () => {
    // A client that goes away in the middle ends nothing by itself: without this, reading would wait for ever.
    if (!body.readableEnded) gunzip.destroy(new Error('aborted'));
  });
  body.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (!code.startsWith('Z_')) throw error;
    throw new DomainError({
      kind: 'invalid',
      code: 'import.not-gzip',
      message: {
        vi: 'Nội dung không phải gzip đúng, hoặc bị cắt ngang.',
        en: 'The body is not well-formed gzip, or was cut short.',
      },
    });
  } finally {
    body.unpipe(gunzip);
    gunzip.destroy();
  }
}

function tooLarge(bytes: number): DomainError {
  return new DomainError({
    kind: 'too-large',
    code: 'import.too-large',
    message: {
      vi: `Một lần nhập không quá ${bytes} byte (đã giải nén). Hãy chia nhỏ tệp.`,
      en: `One import holds at most ${bytes} bytes, unpacked. Split the file.`,
    },
  });
}
