import { answerHeaders, requestHeaders } from './headers.js';

const trace = { requestId: 'r-1', traceparent: '00-aa-bb-01' };

describe('the request headers for a service', () => {
  it('are the client’s, with the gateway’s request id and trace', () => {
    const sent = requestHeaders(
      {
        authorization: 'Bearer x.y.z',
        'accept-language': 'en',
        'idempotency-key': 'k',
        'if-match': '"3"',
        'content-type': 'application/json',
        'x-request-id': 'the client’s',
        traceparent: '00-cc-dd-01',
      },
      [],
      trace,
    );
    expect(sent).toEqual({
      authorization: 'Bearer x.y.z',
      'accept-language': 'en',
      'idempotency-key': 'k',
      'if-match': '"3"',
      'content-type': 'application/json',
      'x-request-id': 'r-1',
      traceparent: '00-aa-bb-01',
    });
  });

  it('identify the caller only by the token, and contain no connection headers', () => {
    const sent = requestHeaders(
      {
        host: 'portal.example',
        connection: 'keep-alive, x-secret',
        'transfer-encoding': 'chunked',
        te: 'trailers',
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-user': 'head-tu-phap',
        forwarded: 'for=10.0.0.1',
        'x-agency': 'H41.14',
        cookie: 'a=b',
      },
      [],
      trace,
    );
    expect(Object.keys(sent)).toEqual(['x-request-id', 'traceparent']);
  });

  it('include the documented headers of the operation', () => {
    const sent = requestHeaders({ 'x-survey-token': 't', 'x-other': 'o' }, ['x-survey-token'], trace);
    expect(sent['x-survey-token']).toBe('t');
    expect(sent['x-other']).toBeUndefined();
  });
});

describe('the response headers for a client', () => {
  it('are the service’s, without connection headers', () => {
    expect(
      answerHeaders(
        {
          'content-type': 'application/json',
          etag: '"3"',
          'set-cookie': ['a=1', 'b=2'],
          connection: 'keep-alive, X-Internal',
          'keep-alive': 'timeout=30',
          'x-internal': '1',
          'transfer-encoding': 'chunked',
        },
        '/api/v1',
      ),
    ).toEqual({ 'content-type': 'application/json', etag: '"3"', 'set-cookie': ['a=1', 'b=2'] });
  });

  it('name the gateway’s address instead of the service’s', () => {
    const of = (location: string) => answerHeaders({ location }, '/api/v1')['location'];
    expect(of('/dossiers/7')).toBe('/api/v1/dossiers/7');
    expect(of('https://dichvucong.gov.vn/')).toBe('https://dichvucong.gov.vn/');
    expect(of('//elsewhere.example/')).toBe('//elsewhere.example/');
  });
});
