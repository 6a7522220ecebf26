import { failureOf, mayRetry, type UpstreamFailureKind } from './retry.js';

const read = { method: 'GET', keyed: false, bodyIntact: true };
const change = { method: 'POST', keyed: false, bodyIntact: true };
const keyedChange = { method: 'POST', keyed: true, bodyIntact: true };
const stream = { method: 'POST', keyed: true, bodyIntact: false };

describe('when a request may be sent to another address', () => {
  it.each<[string, UpstreamFailureKind, boolean, boolean, boolean, boolean]>([
    //                                      failure        GET    POST   keyed  half-sent stream
    ['no connection came about', 'not-sent', true, true, true, false],
    ['the connection broke before an answer', 'broke-off', true, false, true, false],
    ['the instance said 503', 'unavailable', true, false, true, false],
    ['no answer came in time', 'timed-out', false, false, false, false],
    ['the answer was not one', 'bad-answer', false, false, false, false],
  ])('%s', (_title, failure, reading, changing, keyed, streamed) => {
    expect(mayRetry(failure, read)).toBe(reading);
    expect(mayRetry(failure, change)).toBe(changing);
    expect(mayRetry(failure, keyedChange)).toBe(keyed);
    expect(mayRetry(failure, stream)).toBe(streamed);
  });

  it.each(['HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s may be repeated like GET', (method) => {
    expect(mayRetry('broke-off', { ...read, method })).toBe(true);
  });

  it('PATCH may not be repeated unless it carries a key that its operation honours', () => {
    expect(mayRetry('broke-off', { ...change, method: 'PATCH' })).toBe(false);
    expect(mayRetry('broke-off', { ...keyedChange, method: 'PATCH' })).toBe(true);
  });
});

describe('what an error of the HTTP client means', () => {
  it.each<[string, UpstreamFailureKind]>([
    ['ECONNREFUSED', 'not-sent'],
    ['ENOTFOUND', 'not-sent'],
    ['UND_ERR_CONNECT_TIMEOUT', 'not-sent'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'not-sent'],
    ['ECONNRESET', 'broke-off'],
    ['UND_ERR_SOCKET', 'broke-off'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timed-out'],
    ['HPE_INVALID_CONSTANT', 'bad-answer'],
    ['UND_ERR_HEADERS_OVERFLOW', 'bad-answer'],
  ])('%s: %s', (code, kind) => {
    expect(failureOf(Object.assign(new Error(), { code }))).toBe(kind);
  });

  it('after a reset while connecting nothing was sent', () => {
    expect(failureOf(Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'connect' }))).toBe('not-sent');
  });
});
