import type { IncomingMessage } from 'node:http';

/** Longest segment of a path; ids and codes are far shorter. */
export const MAX_SEGMENT_LENGTH = 500;

/** The replacement for a refused target: a dot segment, so that no route and no other target has it. */
const NOWHERE = '/.';

type Flaw = { statusCode: 400; code: 'FST_ERR_BAD_URL' } | { statusCode: 414 };
const MALFORMED: Flaw = { statusCode: 400, code: 'FST_ERR_BAD_URL' };
const TOO_LONG: Flaw = { statusCode: 414 };

const flaws = new WeakMap<IncomingMessage, Flaw>();

/**
 * The normal form of a request's target for routes, limits, access rules, metrics and other services (RFC 3986 §6.2.2):
 * the path of an absolute target (RFC 9112 §3.2.2), letters and digits not percent-encoded. A target with an empty or a
 * dot segment is refused, not resolved: clients resolve those before they send, and a proxy in front may have applied
 * its rules to the unresolved path. Pass it to Fastify as `rewriteUrl`.
 */
export function normalTarget(request: IncomingMessage): string {
  const target = request.url ?? '';
  if (isNormal(target)) return target;
  const origin = originForm(request, target);
  if (origin === undefined) return refused(request, MALFORMED);
  const [, path = '', query = ''] = /^([^?]*)([^]*)$/.exec(origin)!;
  const normal = normalPath(path);
  return typeof normal === 'string' ? normal + query : refused(request, normal);
}

/** The error of a refused target, in the form that `toRefusal` reads. */
export function flawOf(request: IncomingMessage): object | undefined {
  return flaws.get(request);
}

/** Whether `path` is a client's path, and not the replacement for a refused target. */
export function isAskedFor(path: string | undefined): boolean {
  return path !== NOWHERE;
}

function refused(request: IncomingMessage, flaw: Flaw): string {
  flaws.set(request, flaw);
  return NOWHERE;
}

/** The common case: nothing to decode, no empty or long segment, no segment that begins with a dot. */
function isNormal(target: string): boolean {
  return target.length <= MAX_SEGMENT_LENGTH && /^(?=\/)(?:\/[^/?#%.][^/?#%]*)*\/?(?:\?[^#]*)?$/.test(target);
}

/** `target` without scheme and authority, which replaces the `Host` header as RFC 9112 requires. */
function originForm(request: IncomingMessage, target: string): string | undefined {
  if (target.includes('#')) return undefined;
  if (target.startsWith('/')) return target;
  const [, authority, rest] = /^https?:\/\/([\w.~!$&'()*+,;=:[\]%-]+)((?:[/?][^]*)?)$/i.exec(target) ?? [];
  if (authority === undefined || rest === undefined) return undefined;
  request.headers.host = authority;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

const PERCENT = /%([0-9a-f]{2})?/gi;
const UNRESERVED = /^[A-Za-z0-9._~-]$/;

function normalPath(path: string): string | Flaw {
  let malformed = false;
  const decoded = path.replace(PERCENT, (whole, hex: string | undefined) => {
    if (hex === undefined) malformed = true;
    const character = String.fromCharCode(parseInt(hex ?? '', 16));
    return UNRESERVED.test(character) ? character : whole.toUpperCase();
  });
  if (malformed || !isUtf8Encoded(decoded)) return MALFORMED;
  const segments = decoded.split('/').slice(1);
  const flawed = segments.some(
    (segment, index) => segment === '.' || segment === '..' || (segment === '' && index < segments.length - 1),
  );
  if (flawed) return MALFORMED;
  const tooLong = segments.some(
    (segment) => segment.length > MAX_SEGMENT_LENGTH && decodeURIComponent(segment).length > MAX_SEGMENT_LENGTH,
  );
  return tooLong ? TOO_LONG : decoded;
}

function isUtf8Encoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
