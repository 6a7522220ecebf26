import { relative, sep } from 'node:path';
import type { ReadyToken } from './ready-tokens.js';

export interface BannerFacts {
  gatewayUrl: string;
  issuerUrl: string;
  nationalPortalUrl: string;
  /** Service name and address. */
  services: [name: string, url: string][];
  dataDir: string;
  /** Where PostgreSQL's data are. */
  postgresDir: string;
  logFile: string;
  officer: ReadyToken;
  citizen: ReadyToken;
  sample: boolean;
  simulatedClock: boolean;
  seconds: string;
}

/** What a person needs to begin with, once everything is up. */
export function banner(facts: BannerFacts): string {
  const { gatewayUrl: url, officer, citizen } = facts;
  const here = (path: string): string => relative(process.cwd(), path) || '.';
  const lines = [
    '',
    `Motcua is up after ${facts.seconds} s.`,
    '',
    `  API and documentation      ${url}/docs`,
    `  OpenAPI document           ${url}/openapi.json`,
    `  Ready tokens               ${facts.issuerUrl}/dev-tokens`,
    ...facts.services.map(([name, address]) => `  ${name.padEnd(27)}${address}`),
    `  National portal, simulated ${facts.nationalPortalUrl}/simulator/dossiers`,
    `  Data and log               ${here(facts.dataDir)}, ${here(facts.logFile)}`,
    ...(facts.postgresDir.startsWith(facts.dataDir + sep) ? [] : [`  PostgreSQL's data          ${facts.postgresDir}`]),
    '',
    `Officer (${officer.subject}):`,
    officer.token,
    '',
    `Citizen (${citizen.subject}):`,
    citizen.token,
    '',
  ];
  if (facts.sample) {
    lines.push(
      'A citizen submits a dossier (201):',
      '',
      `curl -si ${url}/api/v1/dossiers -H "Authorization: Bearer $(cat '${here(citizen.file)}')" \\`,
      `  -H 'Content-Type: application/json' -d '${JSON.stringify(FIRST_DOSSIER)}'`,
      '',
    );
  }
  if (facts.simulatedClock) {
    lines.push(`The clock is simulated: PUT ${url}/api/v1/ops/clock as ops-1 sets it.`, '');
  }
  lines.push('Ctrl-C stops it; the data stay.', '');
  return lines.join('\n');
}

/** Asks for a procedure of the sample catalog, at one of its agencies. */
export const FIRST_DOSSIER = {
  procedureCode: '2.000635',
  agencyCode: 'H41.14',
  channel: 'ONLINE',
  subjectType: 'CITIZEN',
  applicant: { fullName: 'Nguyễn Văn An', identityNumber: '040090000001', phone: '0912345678' },
};
