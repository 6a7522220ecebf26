import { createHash } from 'node:crypto';
import { constants, gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnownTo } from './entity-tags.js';

/**
 * A large constant answer: serialised and compressed once, so that repeated requests cost only network traffic, or a
 * 304 if the client has it.
 */
export class ReadyAnswer {
  private readonly plain: Buffer;
  private readonly packed: Buffer;
  private readonly tag: string;

  constructor(
    private readonly type: string,
    text: string,
  ) {
    this.plain = Buffer.from(text);
    this.packed = gzipSync(this.plain, { level: constants.Z_BEST_COMPRESSION });
    this.tag = createHash('sha256').update(this.plain).digest('hex').slice(0, 32);
  }

  send(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const pack = takesGzip(request.headers['accept-encoding']);
    void reply.headers({
      // A strong tag identifies bytes, so the compressed ones need another (RFC 9110 §8.8.3.3).
      etag: pack ? `"${this.tag}-gzip"` : `"${this.tag}"`,
      vary: 'Accept-Encoding',
      ...(reply.hasHeader('cache-control') ? {} : { 'cache-control': 'no-cache' }),
    });
    if (isKnownTo(request.headers['if-none-match'], this.tag)) return reply.status(304).send();
    void reply.type(this.type);
    if (!pack) return reply.send(this.plain);
    return reply.header('content-encoding', 'gzip').send(this.packed);
  }
}

/** RFC 9110 §12.5.3; without the header nothing is compressed, because the client may not support it. */
export function takesGzip(acceptEncoding: string | string[] | undefined): boolean {
  const weights = new Map(
    String(acceptEncoding ?? '')
      .toLowerCase()
      .split(',')
      .map((one) => {
        const [coding = '', weight] = one.split(';').map((part) => part.trim());
        return [coding, weight === undefined ? 1 : Number(/^q=([\d.]+)$/.exec(weight)?.[1] ?? 0)] as const;
      }),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}
