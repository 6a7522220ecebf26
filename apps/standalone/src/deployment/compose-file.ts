import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The parts of a Compose file that its checks look at. */
export interface ComposeFile {
  name?: string;
  services: Record<string, ComposeService>;
  volumes?: Record<string, unknown>;
  networks?: Record<string, { ipam?: { config: { subnet: string }[] } }>;
}

export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile?: string; args?: Record<string, string> };
  environment?: Record<string, string>;
  command?: string[];
  ports?: string[];
  networks?: string[];
  restart?: string;
  logging?: unknown;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  healthcheck?: { test: string[] };
  [key: string]: unknown;
}

/** The file as Compose reads it, with its `<<` merges done and its variables as they stand. */
export function readComposeFile(file: string): ComposeFile {
  return parse(readFileSync(file, 'utf8'), { merge: true }) as ComposeFile;
}

/** `value` with `${NAME}`, `${NAME:-default}` and `${NAME:?message}` replaced as Compose does it. */
export function interpolate(value: string, env: Record<string, string>): string {
  return value.replace(/\$\{(\w+)(?:(:?[-?])([^}]*))?\}/g, (_, name: string, operator?: string, text?: string) => {
    const set = env[name];
    if (set) return set;
    if (operator?.endsWith('-')) return text ?? '';
    throw new Error(`${name} is not set${operator ? `: ${text}` : ''}`);
  });
}

/** The names of all variables that the file takes from its environment. */
export function variablesOf(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(/\$\{(\w+)/g)].map((match) => match[1]!);
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(variablesOf))];
}
