import { DomainError, ERROR_KINDS } from '@motcua/contracts';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { problemOf, STATUS_OF_KIND } from './problem.js';
import { toRefusal } from './refusals.js';

function postgresError(code: string, message = 'x'): QueryFailedError {
  return new QueryFailedError('SELECT $1', ['079123456789'], Object.assign(new Error(message), { code }));
}

describe('what is thrown', () => {
  it.each(ERROR_KINDS.map((kind) => [kind, STATUS_OF_KIND[kind]] as const))(
    'as a DomainError of kind %s is answered with %i',
    (kind, status) => {
      const error = new DomainError({ kind, code: 'a.b', message: { vi: 'không', en: 'no' } });
      expect(toRefusal(error)).toMatchObject({ defect: false, refusal: { status, code: 'a.b' } });
    },
  );

  it.each(['57P01', '57P03', '53300', '08006', '55P03', '57014', '40001', '40P01'])(
    'because PostgreSQL is away or overrun (%s) is answered with 503 and when to try again',
    (code) => {
      const { refusal, defect } = toRefusal(postgresError(code));
      expect(refusal.status).toBe(503);
      expect(refusal.retryAfterSeconds).toBeGreaterThan(0);
      expect(defect).toBe(false);
    },
  );

  it.each([
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Client was closed and is not queryable'),
    new Error('Cannot use a pool after calling end on the pool'),
    // What TypeORM makes of a connection that broke between two statements of a transaction.
    new QueryRunnerAlreadyReleasedError(),
    new QueryRunnerProviderAlreadyReleasedError(),
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
  ])('because something that we need does not answer (%s) is answered with 503', (error) => {
    expect(toRefusal(error).refusal).toMatchObject({ status: 503, code: 'service.unavailable' });
  });

  it('because a value does not fit its column is the request’s fault, not ours', () => {
    expect(toRefusal(postgresError('22003')).refusal.status).toBe(400);
  });

  it.each([postgresError('23505'), new TypeError('x is undefined'), 'a string', undefined, null])(
    'that nobody foresaw (%s) is answered with 500 and tells nothing',
    (error) => {
      const { refusal, defect } = toRefusal(error);
      expect(defect).toBe(true);
      expect(refusal).toMatchObject({ status: 500, code: 'internal' });
      expect(JSON.stringify(refusal)).not.toContain('undefined');
    },
  );
});

describe('a problem document', () => {
  it('is in the language asked for, and its details cannot replace its own members', () => {
    const error = new DomainError({
      kind: 'conflict',
      code: 'dossier.not-in-state',
      message: { vi: 'Hồ sơ không ở trạng thái này.', en: 'The dossier is not in this state.' },
      details: { state: 'DELIVERED', status: 200 },
    });
    const { refusal } = toRefusal(error);
    expect(problemOf(refusal, 'en', { path: '/dossiers/1', requestId: 'r-1' })).toEqual({
      type: 'urn:motcua:problem:dossier.not-in-state',
      title: 'In conflict with the present state',
      status: 409,
      detail: 'The dossier is not in this state.',
      instance: '/dossiers/1',
      code: 'dossier.not-in-state',
      requestId: 'r-1',
      state: 'DELIVERED',
    });
    expect(problemOf(refusal, 'vi', {})).toMatchObject({
      title: 'Mâu thuẫn với trạng thái hiện tại',
      detail: 'Hồ sơ không ở trạng thái này.',
    });
  });

  it('begins with its type, and says of every wrong field a code: its own, else that of the whole', () => {
    const message = { vi: 'không tìm thấy', en: 'is not found' };
    const { refusal } = toRefusal(
      new DomainError({
        kind: 'invalid',
        code: 'report.agency-unknown',
        message,
        fields: [
          { path: 'agency', message },
          { path: 'year', code: 'min', message },
        ],
        details: { asked: 'H99' },
      }),
    );
    const problem = problemOf(refusal, 'en', { path: '/reports', requestId: 'r-1' });
    expect(Object.keys(problem).slice(0, 4)).toEqual(['type', 'title', 'status', 'detail']);
    expect(problem.errors!.map(({ code }) => code)).toEqual(['report.agency-unknown', 'min']);
  });
});
