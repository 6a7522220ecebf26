import {
  ENDED_STATUSES,
  type DossierHistory,
  type DossierStatus,
  type DossierView,
  type FeedbackReport,
  type IntakeCell,
  type IntakeDossier,
  type PeriodReport,
  type PeriodReportCell,
  type PeriodReportDossier,
  type SatisfactionReport,
} from '@motcua/contracts';
import { Client, PEOPLE, type Checks, type Deployment } from '@motcua/deployment';
import pg from 'pg';
import type { KnownDossier } from './dossier-life.js';
import { FAULT_AGENCIES } from './faults-world.js';
import { untilQuiet } from './quiet.js';

const READERS = 8;
const QUIET_WITHIN_MS = 300_000;

/**
 * Compares what clients were told with dossier-service, and dossier-service with all consumers of its events. The load
 * must have ended.
 */
export async function checkBooks(
  checks: Checks,
  deployment: Deployment,
  known: readonly KnownDossier[],
): Promise<void> {
  const operations = await Client.of(deployment, PEOPLE.operations);
  const reform = await Client.of(deployment, PEOPLE.reform);
  const began = Date.now();
  const states = await untilQuiet(deployment, operations, QUIET_WITHIN_MS);
  checks.note(`all quiet after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  for (const { service, unpublished, lag, deadLetters } of states) {
    checks.equal(
      `${service}: events not published, messages not read, dead letters`,
      [unpublished, lag, deadLetters.length],
      [0, 0, 0],
    );
    for (const { reason } of deadLetters.slice(0, 3)) checks.note(`dead letter of ${service}: ${reason}`);
  }
  await checkDossiers(checks, reform, known);
  await checkCopies(checks, deployment, known);
  await checkReports(checks, deployment, reform, known);
}

/** Every acknowledged dossier, once, with its whole history in order, and no others. */
export async function checkDossiers(checks: Checks, reform: Client, known: readonly KnownDossier[]): Promise<void> {
  const wrong: string[] = [];
  const queue = [...known];
  const read = async () => {
    for (let dossier = queue.pop(); dossier; dossier = queue.pop()) {
      const [view, history] = await Promise.all([
        reform.get<DossierView>(`/dossiers/${dossier.id}`),
        reform.get<DossierHistory>(`/dossiers/${dossier.id}/history`),
      ]);
      const found = history.entries.map(({ version, action, toStatus }) => `${version} ${action} ${toStatus}`);
      const told = dossier.told.map(({ version, action, status }) => `${version} ${action} ${status}`);
      if (found.join() !== told.join()) wrong.push(`${dossier.id}: told ${told.join(', ')}; kept ${found.join(', ')}`);
      const last = dossier.told.at(-1)!;
      if (view.version !== last.version || view.status !== last.status || view.code !== dossier.code) {
        wrong.push(`${dossier.id}: told ${last.version} ${last.status}, is ${view.version} ${view.status}`);
      }
      const times = history.entries.map(({ at }) => Date.parse(at));
      if (times.some((at, index) => index > 0 && at < (times[index - 1] as number))) {
        wrong.push(`${dossier.id}: its history goes back in time`);
      }
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  const changes = known.reduce((sum, { told }) => sum + told.length, 0);
  checks.equal(
    `of ${known.length} acknowledged dossiers with ${changes} changes, those that are not as was told`,
    wrong.length,
    0,
  );
  for (const line of wrong.slice(0, 5)) checks.note(line);
}

interface Copies {
  events: Record<string, number>;
  versions: Map<string, number>;
}

/** Compares dossier-service's tables with its outbox and with what the consumers have applied. */
async function checkCopies(checks: Checks, deployment: Deployment, known: readonly KnownDossier[]): Promise<void> {
  const dossiers = await rowsOf<{ id: string; version: number; status: DossierStatus; code: string | null }>(
    deployment,
    'dossier-service',
    'SELECT id, version, status, code FROM dossiers',
  );
  checks.equal('dossiers that dossier-service holds, those that clients were told of', dossiers.length, known.length);
  const versions = new Map(dossiers.map(({ id, version }) => [id, version]));

  const [outbox] = await rowsOf<Copies['events']>(
    deployment,
    'dossier-service',
    `SELECT count(*)::int AS events, count(*) FILTER (WHERE published_at IS NULL)::int AS unpublished,
       (SELECT count(*)::int FROM dossiers d WHERE d.version <> (SELECT count(*) FROM outbox o
         WHERE o.topic = 'dossier-events.v1' AND o.aggregate_id = d.id::text)) AS incomplete
     FROM outbox WHERE topic = 'dossier-events.v1'`,
  );
  const changes = dossiers.reduce((sum, { version }) => sum + version, 0);
  checks.equal(
    'events of dossiers in the outbox, unpublished, dossiers with events missing',
    [outbox?.['events'], outbox?.['unpublished'], outbox?.['incomplete']],
    [changes, 0, 0],
  );
  for (const service of ['reporting-service', 'feedback-service']) {
    const applied = await rowsOf<{ aggregate_id: string; last_version: number; parked_reason: string | null }>(
      deployment,
      service,
      `SELECT aggregate_id, last_version, parked_reason FROM consumed_aggregates WHERE topic = 'dossier-events.v1'`,
    );
    const differing = applied.filter(
      (row) => row.parked_reason !== null || versions.get(row.aggregate_id) !== row.last_version,
    );
    checks.equal(
      `${service}: dossiers heard of, of them not at dossier-service's version`,
      [applied.length, differing.length],
      [dossiers.length, 0],
    );
  }

  const accepted = known.filter(({ told }) => told.some(({ action }) => action === 'accept'));
  const subjects = await rowsOf<{ dossier_id: string; code: string }>(
    deployment,
    'feedback-service',
    'SELECT dossier_id, code FROM dossiers',
  );
  checks.equal(
    'feedback-service: accepted dossiers that feedback can be given on, by id and code',
    differences(
      subjects.map(({ dossier_id, code }) => `${dossier_id} ${code}`),
      accepted.map(({ id, code }) => `${id} ${code}`),
    ),
    0,
  );
  const resolved = known.filter(({ told }) => told.some(({ action }) => action === 'resolve'));
  const surveys = await rowsOf<{ dossier_id: string }>(
    deployment,
    'feedback-service',
    'SELECT dossier_id FROM survey_invitations',
  );
  checks.equal(
    `feedback-service: of ${resolved.length} resolved dossiers, without a survey or with a wrong one`,
    differences(
      surveys.map(({ dossier_id }) => dossier_id),
      resolved.map(({ id }) => id),
    ),
    0,
  );
  const answered = known.filter(({ surveyAnswered }) => surveyAnswered).length;
  const answers = await surveyAnswersOf(deployment);
  checks.equal(
    'survey tokens used, answers held or kept; acknowledged answers',
    [answers.used, answers.held + answers.kept],
    [answered, answered],
  );
  const feedback = await rowsOf<{ id: string }>(deployment, 'feedback-service', 'SELECT id FROM feedbacks');
  const filed = known.flatMap(({ feedback: id }) => id ?? []);
  checks.equal(
    `of ${filed.length} acknowledged feedbacks, missing or kept twice`,
    differences(
      feedback.map(({ id }) => id),
      filed,
    ),
    0,
  );
}

/** Answers are held until the end of their day: only the stored ones have been announced. */
async function surveyAnswersOf(deployment: Deployment): Promise<{ used: number; held: number; kept: number }> {
  const [answers] = await rowsOf<{ used: number; held: number; kept: number }>(
    deployment,
    'feedback-service',
    `SELECT (SELECT count(*)::int FROM survey_tokens_used) AS used, (SELECT count(*)::int FROM survey_answers_held) AS held,
       (SELECT count(*)::int FROM survey_answers) AS kept`,
  );
  return answers!;
}

/** The period report and the dossiers behind its numbers, by agency, compared with what clients were told. */
async function checkReports(
  checks: Checks,
  deployment: Deployment,
  reform: Client,
  known: readonly KnownDossier[],
): Promise<void> {
  const period = aroundToday();
  const { rows } = await reform.get<PeriodReport>('/reports/period', { ...period, groupBy: 'agency' });
  for (const agency of FAULT_AGENCIES) {
    const figures = rows.find((row) => row.agency?.code === agency)?.figures;
    const mine = known.filter((dossier) => dossier.agency === agency);
    const expected = expectedCells(mine);
    checks.equal(
      `${agency}: received, ended, in progress, refused at intake; submitted, accepted, withdrawn before acceptance, waiting`,
      [
        figures?.received.total,
        figures?.ended.total,
        figures?.inProgress.total,
        figures?.refusedAtIntake,
        figures?.intake?.submitted,
        figures?.intake?.accepted,
        figures?.intake?.withdrawn.byApplicant,
        figures?.intake?.waitingAfter,
      ],
      Object.values(expected).map((ids) => ids.length),
    );
    for (const [cell, ids] of Object.entries(expected)) {
      const path = cell.startsWith('intake.') ? '/reports/period/intake/dossiers' : '/reports/period/dossiers';
      const query = { ...period, agency, cell, limit: 500 };
      const behind = await reform.all<PeriodReportDossier | IntakeDossier>(path, query);
      const different = differences(
        behind.map(({ dossierId }) => dossierId),
        ids,
      );
      if (different > 0) checks.holds(`${agency}: ${different} dossiers behind ${cell} differ`, false);
    }
  }
  const satisfaction = await reform.get<SatisfactionReport>('/reports/satisfaction', period);
  const feedback = await reform.get<FeedbackReport>('/reports/feedback', period);
  checks.equal(
    'in the reports: survey answers that are announced, feedback filed',
    [satisfaction.total.answers, feedback.total.filed],
    [(await surveyAnswersOf(deployment)).kept, known.filter((dossier) => dossier.feedback).length],
  );
}

function expectedCells(known: readonly KnownDossier[]) {
  const did = (dossier: KnownDossier, action: string) => dossier.told.some((told) => told.action === action);
  const stands = (dossier: KnownDossier) => dossier.told.at(-1)!.status;
  const ended = (dossier: KnownDossier) => (ENDED_STATUSES as readonly string[]).includes(stands(dossier));
  const received = known.filter((dossier) => did(dossier, 'accept'));
  return {
    received: received.map(({ id }) => id),
    ended: received.filter(ended).map(({ id }) => id),
    inProgress: received.filter((dossier) => !ended(dossier)).map(({ id }) => id),
    refusedAtIntake: known.filter((dossier) => did(dossier, 'refuse')).map(({ id }) => id),
    'intake.submitted': known.map(({ id }) => id),
    'intake.accepted': received.map(({ id }) => id),
    'intake.withdrawn.byApplicant': known
      .filter((dossier) => did(dossier, 'withdraw') && !did(dossier, 'accept'))
      .map(({ id }) => id),
    'intake.waitingAfter': known.filter((dossier) => stands(dossier) === 'SUBMITTED').map(({ id }) => id),
  } satisfies Partial<Record<PeriodReportCell | IntakeCell, string[]>>;
}

export function aroundToday(): { from: string; to: string } {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  return { from: day(-2), to: day(2) };
}

/** Number of entries on one side only, or present more than once. */
function differences(these: string[], those: string[]): number {
  const counts = new Map<string, number>();
  for (const one of these) counts.set(one, (counts.get(one) ?? 0) + 1);
  for (const one of those) counts.set(one, (counts.get(one) ?? 0) - 1);
  return [...counts.values()].filter((count) => count !== 0).length;
}

export async function rowsOf<T extends pg.QueryResultRow>(
  deployment: Deployment,
  service: string,
  query: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: await deployment.databaseUrl(service) });
  await client.connect();
  try {
    return (await client.query<T>(query, values)).rows;
  } finally {
    await client.end();
  }
}
