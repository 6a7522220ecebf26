import type { Readable } from 'node:stream';

/** Bodies up to this size are buffered until the answer arrives, so that they can be sent to a second address. */
export const KEPT_BODY_BYTES = 256 * 1024;

/** The body of a forwarded request: buffered if small, streamed if large or of unknown length. */
export interface RequestBody {
  /** For the HTTP client; the same again for every attempt. */
  content: Buffer | AsyncIterable<Uint8Array> | null;
  contentLength?: number;
  /** Whether it can be sent (again) in full. */
  intact(): boolean;
}

export const NO_BODY: RequestBody = { content: null, intact: () => true };

/**
 * @param payload the client's body, unread.
 * @param declared its `Content-Length`, absent when it is chunked.
 */
export async function requestBody(payload: Readable, declared: string | undefined): Promise<RequestBody> {
  const length = declared === undefined ? undefined : Number(declared);
  if (length !== undefined && length <= KEPT_BODY_BYTES) {
    const chunks: Buffer[] = [];
    for await (const chunk of payload) chunks.push(chunk as Buffer);
    const content = Buffer.concat(chunks);
    return { content, contentLength: content.length, intact: () => true };
  }
  let begun = false;
  return {
    // An iterable rather than the stream itself: undici destroys a stream that it could not send, and with it the
    // client's connection, which is still needed for the answer.
    content: {
      [Symbol.asyncIterator]() {
        begun = true;
        return payload.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
      },
    },
    contentLength: length,
    intact: () => !begun,
  };
}
