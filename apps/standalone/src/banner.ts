import { relative, sep } from 'node:path';

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
  sample: boolean;
  simulatedClock: boolean;
  seconds: string;
}

/** What a person needs to begin with, once everything is up. */
export function banner(facts: BannerFacts): string {
  const { gatewayUrl: url } = facts;
  const tokenOf = (subject: string): string => `curl -s ${facts.issuerUrl}/dev-tokens/${subject}`;
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
    // Without the sample there is no agency yet for an officer to work at.
    ...(facts.sample
      ? [
          'Commands that fetch a token of an officer and of a citizen, valid for 15 minutes:',
          '',
          tokenOf('officer-tu-phap'),
          tokenOf('citizen-an'),
        ]
      : [
          'Nothing is in it yet. Commands that fetch a token of the procedure-control office, which publishes the catalog, and of',
          'operations, who register agencies and import, valid for 15 minutes:',
          '',
          tokenOf('control-1'),
          tokenOf('ops-1'),
        ]),
    '',
  ];
  if (facts.sample) {
    lines.push(
      'A citizen submits a dossier (201):',
      '',
      `curl -si ${url}/api/v1/dossiers -H "Authorization: Bearer $(${tokenOf('citizen-an')})" \\`,
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
