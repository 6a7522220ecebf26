import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The command line was wrong; `message` is a sentence for the person who wrote it. */
export class CommandLineError extends Error {}

/**
 * What the command line of a tool says, or undefined where it asks for help.
 * @throws CommandLineError naming the option that is not known or has no value
 */
export function readCommandLine<const O extends Options>(args: string[], options: O) {
  try {
    const { values } = parseArgs({
      args,
      options: { ...options, help: { type: 'boolean', short: 'h' } } as O & { help: { type: 'boolean' } },
    });
    return (values as { help?: boolean }).help ? undefined : values;
  } catch (error) {
    throw new CommandLineError(`${(error as Error).message.split('. ')[0]}. See --help.`);
  }
}

/**
 * The options of this process. Prints `usage` and ends where that is asked for, and a sentence with exit code 2 where the
 * command line is wrong.
 */
export function commandLine<const O extends Options>(usage: string, options: O) {
  try {
    const values = readCommandLine(process.argv.slice(2), options);
    if (values) return values;
    process.stdout.write(usage);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error;
    return refuseCommand(error.message);
  }
}

/** Ends the process because it was called wrongly. */
export function refuseCommand(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
