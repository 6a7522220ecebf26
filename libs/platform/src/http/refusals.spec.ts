import { DomainError, ERROR_KINDS, ProblemDetails } from '@motcua/contracts';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { Problem, problemOf, STATUS_OF_KIND } from './problem.js';
import { toRefusal } from './refusals.js';

function postgresError(code: string, message = 'x'): QueryFailedError {
  return new QueryFailedError('SELECT $1', ['079123456789'], Object.assign(new Error(message), { code }));
}

describe('an error', () => {
  it.each(ERROR_KINDS.map((kind) => [kind, STATUS_OF_KIND[kind]] as const))(
    'as a DomainError of kind %s is answered with %i',
    (kind, status) => {
      const error = new DomainError({ kind, code: 'a.b', message: { vi: 'không', en: 'no' } });
      expect(toRefusal(error)).toMatchObject({ defect: false, refusal: { status, code: 'a.b' } });
    },
  );

  it.each(['57P01', '57P03', '53300', '08006', '55P03', '57014', '40001', '40P01', '53100', '58030'])(
    'because PostgreSQL is unavailable, overloaded or out of space (%s) is answered with 503 and Retry-After',
    (code) => {
      const { refusal, defect } = toRefusal(postgresError(code));
      expect(refusal.status).toBe(503);
      expect(refusal.retryAfterSeconds).toBeGreaterThan(0);
      expect(defect).toBe(false);
    },
  );

  it.each([
    ['55P03', 'canceling statement due to lock timeout'],
    ['57014', 'canceling statement due to user request'],
    ['40P01', 'deadlock detected'],
  ])('because the data are locked (%s, %s) is answered with Retry-After', (code, message) => {
    expect(toRefusal(postgresError(code, message)).refusal).toMatchObject({ status: 503, code: 'database.busy' });
  });

  it('for a statement that ran too long does not suggest an immediate retry', () => {
    const { refusal, defect } = toRefusal(postgresError('57014', 'canceling statement due to statement timeout'));
    expect(defect).toBe(false);
    expect(refusal).toMatchObject({ status: 503, code: 'database.too-slow', retryAfterSeconds: 30 });
    expect(refusal.message.en).toContain('Ask for less');
  });

  it.each([
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' }),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Client was closed and is not queryable'),
    new Error('Cannot use a pool after calling end on the pool'),
    // TypeORM's error for a connection that broke between two statements of a transaction.
    new QueryRunnerAlreadyReleasedError(),
    new QueryRunnerProviderAlreadyReleasedError(),
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
  ])('because a dependency does not answer (%s) is answered with 503', (error) => {
    expect(toRefusal(error).refusal).toMatchObject({ status: 503, code: 'service.unavailable' });
  });

  it('for a value that does not fit its column is a client error', () => {
    expect(toRefusal(postgresError('22003')).refusal.status).toBe(400);
  });

  it.each([postgresError('23505'), new TypeError('x is undefined'), 'a string', undefined, null])(
    'that is unexpected (%s) is answered with 500 and no details',
    (error) => {
      const { refusal, defect } = toRefusal(error);
      expect(defect).toBe(true);
      expect(refusal).toMatchObject({ status: 500, code: 'internal' });
      expect(JSON.stringify(refusal)).not.toContain('undefined');
    },
  );
});

/** By what documents them: the properties of a class have no names at run time. */
const membersOf = (type: new () => object): string[] =>
  (Reflect.getMetadata('swagger/apiModelPropertiesArray', type.prototype as object) as string[]).map((name) =>
    name.replace(/^:/, ''),
  );

describe('a problem document', () => {
  it('is in the language asked for, and says the state of what it is about beside its own status', () => {
    const error = new DomainError({
      kind: 'conflict',
      code: 'dossier.not-in-state',
      message: { vi: 'Hồ sơ không ở trạng thái này.', en: 'The dossier is not in this state.' },
      details: { dossierStatus: 'DELIVERED', version: 3 },
    });
    const { refusal } = toRefusal(error);
    expect(problemOf(refusal, 'en', { path: '/dossiers/1', requestId: 'r-1' })).toEqual({
      type: 'urn:motcua:problem:dossier.not-in-state',
      title: 'Conflict with the current state',
      status: 409,
      detail: 'The dossier is not in this state.',
      instance: '/dossiers/1',
      code: 'dossier.not-in-state',
      requestId: 'r-1',
      dossierStatus: 'DELIVERED',
      version: 3,
    });
    expect(problemOf(refusal, 'vi', {})).toMatchObject({
      title: 'Mâu thuẫn với trạng thái hiện tại',
      detail: 'Hồ sơ không ở trạng thái này.',
    });
  });

  it('begins with its type, and gives every wrong field a code: its own, or that of the whole', () => {
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
        details: { service: 'catalog' },
      }),
    );
    const problem = problemOf(refusal, 'en', { path: '/reports', requestId: 'r-1' });
    expect(Object.keys(problem).slice(0, 4)).toEqual(['type', 'title', 'status', 'detail']);
    expect(problem.errors!.map(({ code }) => code)).toEqual(['report.agency-unknown', 'min']);
  });

  it('has no further member under the name of one that every problem document has', () => {
    // A refusal whose details are named otherwise does not compile: the type of `details` is this class.
    const further = membersOf(ProblemDetails);
    const own = membersOf(Problem).filter((member) => !further.includes(member));
    expect(own).toEqual(['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'errors']);
    // @ts-expect-error the state of a dossier is no member `status`
    const lost: ProblemDetails = { status: 'DELIVERED' };
    const init = { kind: 'conflict', code: 'a.b', message: { vi: 'không', en: 'no' } } as const;
    expect(problemOf(toRefusal(new DomainError({ ...init, details: lost })).refusal, 'en', {}).status).toBe(409);
  });
});
