import { buffer } from 'node:stream/consumers';
import type { ForwardedAnswer } from './forward.js';

/** A problem document with a hundred errors has 30 KB; a larger body is passed on unchanged, without buffering. */
const LARGEST = 262_144;

/** `answer` with the public address (`/api/v1/…`) in its problem document, as in the headers. */
export async function withOwnInstance(
  answer: ForwardedAnswer,
  method: string,
  prefix: string,
): Promise<Omit<ForwardedAnswer, 'body'> & { body: ForwardedAnswer['body'] | Buffer }> {
  if (method === 'HEAD' || !isSmallProblem(answer.headers)) return answer;
  const bytes = await buffer(answer.body);
  const body = prefixed(bytes, prefix);
  return { ...answer, headers: { ...answer.headers, 'content-length': String(body.length) }, body };
}

function isSmallProblem(headers: ForwardedAnswer['headers']): boolean {
  const length = Number(headers['content-length'] ?? Infinity);
  return (
    /^application\/problem\+json\b/i.test(String(headers['content-type'])) &&
    headers['content-encoding'] === undefined &&
    length <= LARGEST
  );
}

function prefixed(bytes: Buffer, prefix: string): Buffer {
  try {
    const problem = JSON.parse(bytes.toString('utf8')) as { instance?: unknown };
    if (typeof problem.instance !== 'string' || !/^\/(?!\/)/.test(problem.instance)) return bytes;
    return Buffer.from(JSON.stringify({ ...problem, instance: prefix + problem.instance }));
  } catch {
    return bytes;
  }
}
