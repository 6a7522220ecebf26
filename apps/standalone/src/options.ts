import { parseArgs } from 'node:util';
import { StartupError } from '@motcua/platform';
import type { StandaloneOptions } from './start-standalone.js';

export const USAGE = `Motcua in one process, with a PostgreSQL of its own. For trying it out and for developing.

  --port <number>       port of the gateway; the others follow it       (MOTCUA_PORT, 3000)
  --data-dir <folder>   where everything is kept                        (MOTCUA_DATA_DIR, .motcua)
  --simulated-clock     lets operations set the time of day             (MOTCUA_CLOCK=simulated)
  --no-sample           starts empty                                    (MOTCUA_SAMPLE=none)
  --log-level <level>   fatal, error, warn, info, debug, trace, silent  (LOG_LEVEL, info)
  --help                this text

RATE_LIMIT_* and WRITE_LIMIT_* of the environment limit callers here as they do at the gateway of a deployment; 0 is no limit.
`;

/** What the command line asks for, else what the environment does. */
export function standaloneOptions(
  args: string[],
  env: Record<string, string | undefined>,
): Omit<StandaloneOptions, 'say'> | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  const port = values.port ?? env['MOTCUA_PORT'] ?? '3000';
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_000) {
    throw new StartupError(`The port ${JSON.stringify(port)} is not a number from 1 to 65000.`);
  }
  return {
    port: Number(port),
    dataDir: values['data-dir'] ?? env['MOTCUA_DATA_DIR'] ?? '.motcua',
    simulatedClock: values['simulated-clock'] ?? env['MOTCUA_CLOCK'] === 'simulated',
    sample: !(values['no-sample'] ?? env['MOTCUA_SAMPLE'] === 'none'),
    logLevel: values['log-level'] ?? env['LOG_LEVEL'] ?? 'info',
    environment: Object.fromEntries(
      Object.entries(env).filter((entry): entry is [string, string] => /^(RATE|WRITE)_LIMIT_/.test(entry[0])),
    ),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        'simulated-clock': { type: 'boolean' },
        'no-sample': { type: 'boolean' },
        'log-level': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new StartupError(`${(error as Error).message.split('. ')[0]}. See --help.`, error);
  }
}
