import { readFileSync } from 'node:fs';
import type { Edition } from '../domain/edition.js';

/** The editions that come with the service, as files; its start publishes each, which puts it in force nowhere (ADR 137). */
export const SHIPPED_EDITIONS = [
  'qd-766-2026',
  'tt-01-2018-chin-chi-so',
  'mau-so-nganh-2026',
  'mau-cap-xa-2026',
  'nd-335-2025-khung',
] as const;

export function shippedEdition(code: (typeof SHIPPED_EDITIONS)[number]): Edition {
  const file = new URL(`../../../editions/${code}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Edition;
}
