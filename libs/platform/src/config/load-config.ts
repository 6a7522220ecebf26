import { validateSync, type ValidationError } from 'class-validator';
import { configVariables, type ConfigVariable } from './config-variable.js';
import { ServiceConfig } from './service-config.js';

/** The configuration is invalid. `message` lists all errors, one per line. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`The configuration has ${count}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * An instance of `ConfigClass` filled from environment variables of the same names: numbers and booleans are converted,
 * empty strings count as absent, defaults are the property initialisers.
 * @throws ConfigError naming every problem at once; values of secret variables are never part of it.
 */
export function loadConfig<C extends object>(ConfigClass: new () => C, env: Record<string, string | undefined>): C {
  const config = new ConfigClass();
  const variables = new Map(configVariables(ConfigClass).map((variable) => [variable.name, variable]));
  for (const variable of variables.values()) {
    const text = env[variable.name]?.trim();
    if (text !== undefined && text !== '') {
      (config as Record<string, unknown>)[variable.name] = fromText(variable, text);
    }
  }
  const errors = validateSync(config, { forbidUnknownValues: false });
  const problems = errors.map((error) => describe(error, variables.get(error.property), env));
  const wrong = new Set(errors.map((error) => error.property));
  if (config instanceof ServiceConfig) {
    problems.push(...config.problems().filter((problem) => !wrong.has(problem.slice(0, problem.indexOf(':')))));
  }
  if (problems.length > 0) {
    throw new ConfigError(problems.sort());
  }
  return config;
}

function fromText(variable: ConfigVariable, text: string): unknown {
  if (variable.type === 'number') {
    // Number('0x10') and Number('1e3') are numbers too, but certainly a mistake in an environment variable.
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
  if (variable.type === 'boolean') {
    if (/^(true|1|yes|on)$/i.test(text)) return true;
    if (/^(false|0|no|off)$/i.test(text)) return false;
  }
  return text;
}

function describe(
  error: ValidationError,
  variable: ConfigVariable | undefined,
  env: Record<string, string | undefined>,
): string {
  const given = env[error.property]?.trim();
  if (!given) {
    return `${error.property}: is not set`;
  }
  const shown = variable?.secret ? '' : ` (it is ${JSON.stringify(given)})`;
  if (variable?.type === 'number' && typeof error.value === 'string') {
    return `${error.property}: must be a number${shown}`;
  }
  const rules = Object.values(error.constraints ?? {}).map((message) =>
    message.startsWith(`${error.property} `) ? message.slice(error.property.length + 1) : message,
  );
  return `${error.property}: ${[...new Set(rules)].join(', and ')}${shown}`;
}
