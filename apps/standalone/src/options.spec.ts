import { standaloneOptions } from './options.js';

describe('how the single process is asked to start', () => {
  it('needs nothing', () => {
    expect(standaloneOptions([], {})).toEqual({
      port: 3000,
      dataDir: '.motcua',
      simulatedClock: false,
      sample: true,
      logLevel: 'info',
      environment: {},
    });
  });

  it('takes the command line before the environment', () => {
    const env = { MOTCUA_PORT: '4000', MOTCUA_DATA_DIR: '/data', MOTCUA_CLOCK: 'simulated', MOTCUA_SAMPLE: 'none' };
    expect(standaloneOptions(['--port', '5000'], env)).toEqual({
      port: 5000,
      dataDir: '/data',
      simulatedClock: true,
      sample: false,
      logLevel: 'info',
      environment: {},
    });
  });

  it('takes the limits of callers from the environment, and nothing else that a service could read there', () => {
    const limits = { RATE_LIMIT_PER_MINUTE: '10', WRITE_LIMIT_APPLICANT_PER_HOUR: '0' };
    expect(standaloneOptions([], { ...limits, DATABASE_URL: 'postgres://elsewhere' })).toMatchObject({
      environment: limits,
    });
  });

  it('says which port or option is wrong', () => {
    expect(() => standaloneOptions(['--port', '70000'], {})).toThrow(
      'The port "70000" is not a number from 1 to 65000.',
    );
    expect(() => standaloneOptions(['--prot', '1'], {})).toThrow(/^Unknown option '--prot'/);
    expect(standaloneOptions(['--help'], {})).toBe('help');
  });
});
