import { takesGzip } from './ready-answer.js';

describe('an answer is compressed for', () => {
  it.each(['gzip', 'gzip, deflate, br', 'br;q=1.0, GZIP;q=0.8', '*', 'identity, *;q=0.1', 'x-gzip'])('%s', (header) =>
    expect(takesGzip(header)).toBe(true),
  );
});

describe('an answer is not compressed for', () => {
  it.each([undefined, '', 'br', 'gzip;q=0', 'gzip;q=0.000, *', '*;q=0', 'identity', 'gzip;x=1'])('%s', (header) =>
    expect(takesGzip(header)).toBe(false),
  );
});
