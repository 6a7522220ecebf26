import { createHash, type Hash } from 'node:crypto';
import { TextDecoder } from 'node:util';

export interface NdjsonLine {
  /** From 1; blank lines count, so that the number is the one an editor shows. */
  line: number;
  /** Absent where the line cannot be text: too long, or not UTF-8. */
  text?: string;
  problem?: 'TOO_LONG' | 'NOT_UTF8';
  /** Hash of the line's bytes. */
  hash: string;
}

const NEWLINE = 0x0a;

/** One line while its bytes come in: kept up to `longest` bytes, hashed whole. */
class LineBuffer {
  private parts: Buffer[] = [];
  private length = 0;
  private hash: Hash = createHash('sha256');

  constructor(private readonly longest: number) {}

  add(bytes: Buffer): void {
    this.hash.update(bytes);
    this.length += bytes.length;
    if (this.length > this.longest) this.parts = [];
    else this.parts.push(bytes);
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** The line, and an empty buffer behind it. */
  take(line: number, decoder: TextDecoder): NdjsonLine {
    const hash = this.hash.digest('hex');
    const tooLong = this.length > this.longest;
    const bytes = Buffer.concat(this.parts);
    this.parts = [];
    this.length = 0;
    this.hash = createHash('sha256');
    if (tooLong) return { line, hash, problem: 'TOO_LONG' };
    try {
      return { line, hash, text: decoder.decode(bytes) };
    } catch {
      return { line, hash, problem: 'NOT_UTF8' };
    }
  }
}

/**
 * The lines of a stream, in memory one at a time. A line longer than `longest` bytes, or one that is not UTF-8, comes
 * without its text and loses no other line.
 */
export async function* ndjsonLines(stream: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<NdjsonLine> {
  // A byte order mark at the beginning of a file is dropped by the decoder, and so is one at the beginning of a line.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const buffer = new LineBuffer(longest);
  let line = 0;
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
      buffer.add(rest.subarray(0, at));
      yield buffer.take(++line, decoder);
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) buffer.add(rest);
  }
  if (!buffer.isEmpty) yield buffer.take(++line, decoder);
}
