import { createGunzip } from 'node:zlib';
import { pipeline, Transform, type Readable } from 'node:stream';
import { DomainError } from '@motcua/contracts';

function tooLarge(limit: number): DomainError {
  return new DomainError({
    kind: 'too-large',
    code: 'import.too-large',
    message: {
      vi: `Nội dung sau khi giải nén vượt quá ${limit} byte; hãy chia tệp và gửi tiếp.`,
      en: `The content is more than ${limit} bytes once unpacked; split the file and send the parts.`,
    },
    details: { limit },
  });
}

function notGzip(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'import.not-gzip',
    message: {
      vi: 'Nội dung không phải là gzip hợp lệ hoặc bị cắt ngang.',
      en: 'The content is not valid gzip, or was cut off.',
    },
  });
}

function brokenOff(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'import.broken-off',
    message: {
      vi: 'Luồng dữ liệu bị ngắt; hãy gửi lại các dòng cũ với cùng importId.',
      en: 'The stream broke off; send the same lines again under the same importId.',
    },
  });
}

/**
 * A request's body unpacked, and never more of it than `limit` bytes: a few kilobytes of gzip can hold gigabytes.
 *
 * @param encoding the `Content-Encoding` header.
 * @throws DomainError while it is read: `too-large`, `invalid` for broken gzip; `unsupported` at once for other encodings.
 */
export function boundedStream(body: Readable, encoding: string | undefined, limit: number): AsyncIterable<Buffer> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name !== 'identity' && name !== 'gzip')
    throw new DomainError({
      kind: 'unsupported',
      code: 'import.encoding-unsupported',
      message: {
        vi: `Content-Encoding ${name} không được hỗ trợ; hãy dùng gzip hoặc bỏ trống.`,
        en: `Content-Encoding ${name} is not supported; use gzip or none.`,
      },
    });
  let read = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      done(read > limit ? tooLarge(limit) : null, chunk);
    },
  });
  // The generator below sees every error of the chain at the end of it.
  const ignore = (): void => undefined;
  if (name === 'gzip') pipeline(body, createGunzip(), bound, ignore);
  else pipeline(body, bound, ignore);
  return readAll(bound);
}

async function* readAll(stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (/^Z_|^ERR_ZLIB/.test(code)) throw notGzip();
    if (/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR)$/.test(code)) throw brokenOff();
    throw error;
  }
}
