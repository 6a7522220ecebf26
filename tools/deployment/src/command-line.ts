import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Invalid command line; `message` says why. */
export class CommandLineError extends Error {}

/**
 * The options of a tool's command line, or undefined for help.
 * @throws CommandLineError naming the option that is unknown or has no value
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
 * The options of this process. Prints `usage` and ends for help; prints the error and ends with code 2 for an invalid
 * command line.
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

/** Ends the process after an invalid call. */
export function refuseCommand(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
