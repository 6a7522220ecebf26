import { Logger } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { LogLines } from '../testing/mini-service.js';
import { bridgeNestLogger, runAsService, ServiceLogger } from './service-logger.js';
import { childTraceparent, currentTraceparent, runWithTraceparent } from './trace-context.js';

describe('a log line', () => {
  it('is JSON with the service, the level as a word and its trace', () => {
    const lines = new LogLines();
    const logger = new ServiceLogger({ service: 'dossier-service', level: 'info', destination: lines });
    const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    runWithTraceparent(parent, () => logger.info('accepted', { code: 'H01-260831-0001' }));
    expect(lines.lines[0]).toMatchObject({
      service: 'dossier-service',
      level: 'info',
      msg: 'accepted',
      code: 'H01-260831-0001',
      traceId: 'a'.repeat(32),
    });
  });

  it('below its level is not written', () => {
    const lines = new LogLines();
    const logger = new ServiceLogger({ service: 'x', level: 'warn', destination: lines });
    logger.info('quiet');
    logger.warn('loud');
    expect(lines.lines.map((line) => line['msg'])).toEqual(['loud']);
  });

  it('hides fields that hold personal data or credentials, however they got there', () => {
    const lines = new LogLines();
    const logger = new ServiceLogger({ service: 'x', level: 'info', destination: lines });
    logger.info('oops', {
      identityNumber: '079123456789',
      applicant: { fullName: 'Nguyễn Văn An', contact: { phone: '0912345678' } },
      authorization: 'Bearer abc',
    });
    for (const secret of ['079123456789', 'Nguyễn', '0912345678', 'abc']) expect(lines.text).not.toContain(secret);
  });

  it('of a failed query names the failure but no values', () => {
    const lines = new LogLines();
    const logger = new ServiceLogger({ service: 'x', level: 'info', destination: lines });
    const driver = Object.assign(new Error('duplicate key value violates unique constraint "people_key"'), {
      code: '23505',
      detail: 'Key (identity_number)=(079123456789) already exists.',
      constraint: 'people_key',
      table: 'people',
    });
    logger.error('request failed', { err: new QueryFailedError('INSERT …', ['079123456789'], driver) });
    expect(lines.text).not.toContain('079123456789');
    expect(lines.lines[0]!['err']).toMatchObject({
      type: 'QueryFailedError',
      code: '23505',
      constraint: 'people_key',
      table: 'people',
      stack: expect.stringContaining(' at '),
    });
  });
});

describe('a line of the framework', () => {
  it('names its service among those of the process', () => {
    const one = new LogLines();
    const two = new LogLines();
    bridgeNestLogger();
    runAsService(new ServiceLogger({ service: 'one', level: 'warn', destination: one }), () =>
      new Logger('Router').warn('from one'),
    );
    runAsService(new ServiceLogger({ service: 'two', level: 'warn', destination: two }), () =>
      new Logger('Router').warn('from two'),
    );
    expect(one.lines).toEqual([expect.objectContaining({ service: 'one', msg: 'from one', context: 'Router' })]);
    expect(two.lines).toEqual([expect.objectContaining({ service: 'two', msg: 'from two' })]);
  });
});

describe('the trace of a piece of work', () => {
  const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;

  it('continues that of its caller with a new span id, keeping the sampling decision', () => {
    const child = childTraceparent(parent);
    expect(child).toMatch(new RegExp(`^00-${'a'.repeat(32)}-[0-9a-f]{16}-00$`));
    expect(child).not.toBe(parent);
  });

  it.each([undefined, '', 'nonsense', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, `ff-${'a'.repeat(32)}-x-01`])(
    'starts a new trace when the caller sends %j',
    (header) => {
      expect(childTraceparent(header)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(childTraceparent(header)).not.toContain('a'.repeat(32));
    },
  );

  it('lasts as long as the work, across awaits, and no longer', async () => {
    const seen = await runWithTraceparent(parent, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentTraceparent();
    });
    expect(seen).toContain('a'.repeat(32));
    expect(currentTraceparent()).toBeUndefined();
  });
});
