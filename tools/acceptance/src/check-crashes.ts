import { setTimeout as pause } from 'node:timers/promises';
import type { DossierImportReport, PeriodReportDossier } from '@motcua/contracts';
import { until, type Checks, type Deployment } from '@motcua/deployment';
import pg from 'pg';
import { checkReport, importLine, PERMIT_SYSTEM, type People } from './check-permits.js';
import type { PermitCase } from './permit-log.js';

/** Lines per request, and the pause between two: slow enough for every crash to hit a running import. */
const BATCH = 20;
const REST_MS = 150;
/** The time into a request at which a program is killed. */
const IN_FLIGHT_MS = 15;
const GIVE_UP_AFTER_MS = 120_000;

/**
 * Check 4: the log again on empty databases, while one program after another is killed and restarted. A batch counts as
 * acknowledged when it was answered; an interrupted one is sent again.
 */
export async function checkCrashes(
  checks: Checks,
  deployment: Deployment,
  cases: PermitCase[],
  people: People,
): Promise<void> {
  checks.section('4. The permit log again, with a crash of each program on the way');
  // The single process is hit as often as the five services are together.
  const victims = deployment.programs.length > 1 ? deployment.programs : Array(4).fill(deployment.programs[0]);
  const every = Math.floor(cases.length / (victims.length + 1));
  const restarts: Promise<void>[] = [];
  let acknowledged = 0;
  let repeated = 0;
  let killed = 0;
  while (acknowledged < cases.length) {
    const victim = victims[killed];
    if (victim && acknowledged >= (killed + 1) * every) {
      killed += 1;
      checks.note(`SIGKILL ${victim.name} (${victim.pid}) after ${acknowledged} acknowledged lines, a batch under way`);
      // The kill hits while the batch below is being processed.
      restarts.push(
        pause(IN_FLIGHT_MS)
          .then(() => victim.kill())
          .then(() => victim.start()),
      );
    }
    const batch = cases.slice(acknowledged, acknowledged + BATCH).map((permit) => `${importLine(permit)}\n`);
    repeated += await untilAnswered(people, batch);
    acknowledged += batch.length;
    await pause(REST_MS);
  }
  await Promise.all(restarts);
  checks.equal('programs killed', killed, victims.length);
  checks.holds(`requests sent again after a cut or a 503: ${repeated}`, repeated > 0);

  await checkReport(checks, cases, people);
  const found = await people.reform.all<PeriodReportDossier>('/reports/period/dossiers', {
    from: '2010-01-01',
    to: '2012-01-24',
    cell: 'received',
    limit: 500,
  });
  const kept = await people.reform.all<{ id: string }>('/dossiers', { legacySystem: PERMIT_SYSTEM, limit: 200 });
  checks.equal('dossiers that dossier-service itself holds', new Set(kept.map(({ id }) => id)).size, cases.length);
  checks.equal(
    'dossiers that stand twice',
    kept.length - cases.length + found.length - new Set(found.map((dossier) => dossier.legacyId)).size,
    0,
  );
  const { givenUp, waiting } = await until(
    () => unapplied(deployment),
    (found) => found.givenUp + found.waiting === 0,
  );
  checks.equal('events that a service gave up on, and that still wait in one', [givenUp, waiting], [0, 0]);
}

/** How often the batch was sent again until it was answered without refusals. */
async function untilAnswered({ operations }: People, batch: string[]): Promise<number> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (let again = 0; ; again += 1) {
    try {
      const report = await operations.stream<DossierImportReport>(
        `/dossier-imports?legacySystem=${PERMIT_SYSTEM}`,
        batch,
      );
      if (report.imported + report.alreadyThere !== batch.length) {
        throw new Error(`of ${batch.length} lines ${report.imported} were taken over: ${JSON.stringify(report)}`);
      }
      return again;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(500);
    }
  }
}

const SERVICES = ['procedure-catalog-service', 'dossier-service', 'feedback-service', 'reporting-service'];

/** Open dead letters and parked events, over the databases of all services. */
async function unapplied(deployment: Deployment): Promise<{ givenUp: number; waiting: number }> {
  const sum = { givenUp: 0, waiting: 0 };
  for (const service of SERVICES) {
    const client = new pg.Client({ connectionString: await deployment.databaseUrl(service) });
    await client.connect();
    try {
      const { rows } = await client.query<typeof sum>(
        `SELECT (SELECT count(*)::int FROM dead_letters WHERE state = 'OPEN') AS "givenUp",
           (SELECT count(*)::int FROM parked_events) AS waiting`,
      );
      sum.givenUp += rows[0]!.givenUp;
      sum.waiting += rows[0]!.waiting;
    } finally {
      await client.end();
    }
  }
  return sum;
}
