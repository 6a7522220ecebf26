import { CommandLineError, readCommandLine } from './command-line.js';

const options = { data: { type: 'string' }, quick: { type: 'boolean', default: false } } as const;

describe('The command line of a tool', () => {
  it('gives the written options and the defaults of the others', () => {
    expect(readCommandLine(['--data', 'folder'], options)).toMatchObject({ data: 'folder', quick: false });
  });

  it('may ask for help, in full or short', () => {
    expect(readCommandLine(['--help'], options)).toBeUndefined();
    expect(readCommandLine(['-h'], options)).toBeUndefined();
  });

  it.each([
    [['--dada', 'folder'], /--dada/],
    [['--data'], /--data/],
    [['stray'], /stray/],
  ])('is refused with what is wrong: %j', (args, named) => {
    expect(() => readCommandLine(args, options)).toThrow(CommandLineError);
    expect(() => readCommandLine(args, options)).toThrow(named);
    expect(() => readCommandLine(args, options)).toThrow(/See --help\.$/);
  });
});
