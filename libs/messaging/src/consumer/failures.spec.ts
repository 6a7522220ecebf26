import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { MalformedEventError } from '../cloud-event.js';
import { HandlerFailure, isPassing, reasonOf } from './failures.js';

const database = (code: string | undefined, message = 'x') =>
  new QueryFailedError('SELECT', [], Object.assign(new Error(message), { code }));

describe('A failure is transient', () => {
  it.each(['40001', '40P01', '08006', '57P01', '53300', '55P03', '57014', '25006'])(
    'when PostgreSQL reports %s, also in a handler',
    (code) => {
      expect(isPassing(database(code))).toBe(true);
      expect(isPassing(new HandlerFailure(database(code)))).toBe(true);
    },
  );

  it('when the database cannot be reached', () => {
    expect(isPassing(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe(true);
    expect(isPassing(Object.assign(new Error('write'), { code: 'EPIPE' }))).toBe(true);
    expect(isPassing(new HandlerFailure(database(undefined, 'Connection terminated unexpectedly')))).toBe(true);
  });

  it('when the connection broke between two statements of a handler', () => {
    expect(isPassing(new HandlerFailure(new QueryRunnerAlreadyReleasedError()))).toBe(true);
    expect(isPassing(new HandlerFailure(new QueryRunnerProviderAlreadyReleasedError()))).toBe(true);
  });
});

describe('A failure is the fault of the event or its handler', () => {
  it.each(['23505', '22P02', '42P01', '25P02'])('when PostgreSQL reports %s', (code) => {
    expect(isPassing(database(code))).toBe(false);
    expect(isPassing(new HandlerFailure(database(code)))).toBe(false);
  });

  it('when the handler throws its own error, even for an unreachable service', () => {
    expect(isPassing(new HandlerFailure(new Error('no such hub')))).toBe(false);
    expect(isPassing(new HandlerFailure(Object.assign(new Error('fetch failed'), { code: 'ECONNREFUSED' })))).toBe(
      false,
    );
    expect(isPassing(new HandlerFailure('a string'))).toBe(false);
  });

  it('when the message is not an event', () => {
    expect(isPassing(new MalformedEventError('the body is not JSON'))).toBe(false);
  });
});

describe('The reason that a dead letter keeps', () => {
  it('names the error and its code, without what PostgreSQL cannot store', () => {
    expect(reasonOf(new HandlerFailure(new RangeError('no \u0000 hub')))).toBe('RangeError: no \ufffd hub');
    expect(reasonOf(Object.assign(new Error('taken'), { code: 'x.taken' }))).toBe('taken [x.taken]');
    expect(reasonOf({ odd: 1 })).toBe('{"odd":1}');
    expect(reasonOf(undefined)).toBe('undefined');
    expect(reasonOf(new Error('x'.repeat(5_000)))).toHaveLength(2_000);
  });
});
