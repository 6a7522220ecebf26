import type { IncomingMessage } from 'node:http';
import { flawOf, isAskedFor, normalTarget } from './request-target.js';

function ask(url: string): { target: string; flaw?: object; host?: string } {
  const request = { url, headers: { host: 'sent.example' } } as IncomingMessage;
  const target = normalTarget(request);
  return { target, flaw: flawOf(request), host: request.headers.host };
}

describe('the target of a request', () => {
  it.each([
    ['/api/v1/dossiers?agency=H41.14&x=%c4%91', '/api/v1/dossiers?agency=H41.14&x=%c4%91'],
    ['/', '/'],
    ['/docs/', '/docs/'],
    ['/%61pi/v1/dossiers', '/api/v1/dossiers'],
    ['/api%2Fv1/dossiers', '/api%2Fv1/dossiers'],
    ['/progress/%c4%90%2d1', '/progress/%C4%90-1'],
    ['/progress/a%2fb', '/progress/a%2Fb'],
    ['/.well-known/x', '/.well-known/x'],
    ['/a?x=/../b//c', '/a?x=/../b//c'],
    ['/a?x=%zz', '/a?x=%zz'],
    ['http://motcua.example/api/v1/dossiers?x=1', '/api/v1/dossiers?x=1'],
    ['HTTPS://motcua.example:8443/%61pi', '/api'],
    ['http://[::1]:3000', '/'],
    ['http://motcua.example?x=1', '/?x=1'],
    [`/progress/${'%C4%90'.repeat(500)}`, `/progress/${'%C4%90'.repeat(500)}`],
  ])('%s is served as %s', (url, target) => {
    expect(ask(url)).toMatchObject({ target, flaw: undefined });
  });

  it('that is absolute names the host and overrides the header', () => {
    expect(ask('http://other.example:81/docs').host).toBe('other.example:81');
    expect(ask('/docs').host).toBe('sent.example');
  });

  it.each([
    '/a/../b',
    '/a/./b',
    '/..',
    '/a/..',
    '/a/%2e%2E/b',
    '/a/.%2e',
    '//a',
    '/a//b',
    '/a//',
    '//',
    '/a/%zz',
    '/a/%f',
    '/%ff',
    '/a#b',
    '*',
    '',
    '?x',
    'a/b',
    'ftp://h/a',
    'http:///a',
    'http://user@h/a',
    'http://h/a/../b',
    'http://h//a',
    '/.',
  ])('%s is refused', (url) => {
    const { target, flaw } = ask(url);
    expect(flaw).toMatchObject({ statusCode: 400 });
    expect(isAskedFor(target)).toBe(false);
  });

  it('with a segment longer than any id or code is refused as too long', () => {
    expect(ask(`/a/${'x'.repeat(500)}`).flaw).toBeUndefined();
    expect(ask(`/a/${'x'.repeat(501)}`).flaw).toEqual({ statusCode: 414 });
    expect(ask(`/a/${'%C4%90'.repeat(501)}`).flaw).toEqual({ statusCode: 414 });
  });
});
