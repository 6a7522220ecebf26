import { standaloneOptions } from './options.js';

describe('how the single process is asked to start', () => {
  it('needs nothing', () => {
    expect(standaloneOptions([], {})).toEqual({
      port: 3000,
      dataDir: '.motcua',
      simulatedClock: false,
      sample: true,
      logLevel: 'info',
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
