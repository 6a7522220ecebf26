import { setTimeout as pause } from 'node:timers/promises';
import type {
  DossierHistory,
  DossierImportReport,
  DossierLegacyStep,
  PeriodReport,
  PeriodReportDossier,
} from '@motcua/contracts';
import { DEPARTMENTS, PERMIT_PROCEDURE, until, type Checks, type Client, type Deployment } from '@motcua/deployment';
import { classify, lateCases, lateShares, tally, type LateCase, type PermitCase } from './permit-log.js';

export const PERMIT_SYSTEM = 'municipal-permits';
const AS_OF = '2012-01-24T00:00:00+07:00';
const PERIOD = { from: '2010-01-01T00:00:00+07:00', to: AS_OF };

/** A case of the log as a line of the bulk import, with unchanged times and steps. */
export function importLine(permit: PermitCase): string {
  return JSON.stringify({
    legacyId: permit.id,
    agencyCode: DEPARTMENTS[permit.department],
    procedureCode: PERMIT_PROCEDURE,
    channel: permit.channel,
    receivedAt: permit.startedAt.toISOString(),
    dueAt: permit.plannedEnd?.toISOString(),
    endedAt: permit.endedAt?.toISOString(),
    steps: permit.steps.map((step) => ({ name: step.name, officer: step.resource, at: step.at.toISOString() })),
  });
}

/** Check 2: the municipality's permit log, imported at once, gives the figures of the file in the report. */
export async function checkPermits(
  checks: Checks,
  deployment: Deployment,
  cases: PermitCase[],
  people: People,
): Promise<void> {
  checks.section('2. A municipality’s permit log, replayed through the bulk import');
  const lines = cases.map((permit) => `${importLine(permit)}\n`);
  const imported = await people.operations.stream<DossierImportReport>(
    `/dossier-imports?legacySystem=${PERMIT_SYSTEM}`,
    lines,
  );
  checks.equal('dossiers taken over', [imported.imported, imported.refused], [1434, 0]);
  checks.equal('steps taken over', imported.steps, 8577);
  const flags = Object.fromEntries(imported.flags.map(({ flag, count }) => [flag, count]));
  for (const [flag, count] of Object.entries(flags)) checks.note(`flagged ${flag}: ${count}`);
  checks.equal(
    'steps after the end, ends before the first step, ends before the start',
    [flags.STEP_AFTER_END, flags.END_BEFORE_FIRST_STEP, flags.END_BEFORE_START],
    [145, 117, 2],
  );
  const again = await people.operations.stream<DossierImportReport>(
    `/dossier-imports?legacySystem=${PERMIT_SYSTEM}`,
    lines,
  );
  checks.equal('a second import changes nothing', [again.imported, again.alreadyThere], [0, 1434]);

  await checkReport(checks, cases, people);
  const recorded = await checkHistories(checks, cases, people.reform);
  await checkLateShares(checks, cases, recorded, people.reform);
  await checkDrillDown(checks, cases, people.reform);
  await deployment.dropReports();
  checks.note('reporting database dropped; it is made again from the events');
  await checkReport(checks, cases, people);
}

export interface People {
  operations: Client;
  control: Client;
  reform: Client;
}

/** Waits until the report has every case, then compares it number by number with the file. */
export async function checkReport(checks: Checks, cases: PermitCase[], { reform }: People): Promise<void> {
  const report = await until(
    () => reform.get<PeriodReport>('/reports/period', { ...PERIOD, groupBy: 'agency' }),
    (answer) => answer.total.received.total >= cases.length,
  );
  // Any remaining event would show up as an extra dossier.
  await pause(1_000);
  const settled = await reform.get<PeriodReport>('/reports/period', { ...PERIOD, groupBy: 'agency' });
  checks.holds('the report stands still', JSON.stringify(settled.total) === JSON.stringify(report.total));
  const asOf = new Date(AS_OF);
  checks.equal('figures of the whole', figuresOf(settled.total), expected(cases, asOf));
  const { received, ended, inProgress } = settled.total;
  checks.equal(
    'received, by channel (online, direct, post, other), ended, late, in progress, past due',
    [
      received.total,
      received.online,
      received.direct,
      received.post,
      received.other,
      ended.total,
      ended.late,
      inProgress.total,
      inProgress.pastDue,
    ],
    [1434, 1250, 109, 53, 22, 1329, 389, 105, 41],
  );
  checks.equal('of them late, General / Experts / Customer contact', lateBy(settled), [381, 7, 1]);
  for (const [department, agency] of Object.entries(DEPARTMENTS)) {
    const row = settled.rows.find((candidate) => candidate.agency?.code === agency);
    const own = cases.filter((permit) => permit.department === department);
    checks.equal(`figures of ${department}`, row && figuresOf(row.figures), expected(own, asOf));
  }
  for (const groupBy of ['agency', 'field', 'agency,field']) {
    const sliced = await reform.get<PeriodReport>('/reports/period', { ...PERIOD, groupBy });
    const sum = sliced.rows.map((row) => figuresOf(row.figures)).reduce(add);
    checks.equal(`rows by ${groupBy} add up to the whole`, sum, figuresOf(sliced.total));
  }
}

async function checkDrillDown(checks: Checks, cases: PermitCase[], reform: Client): Promise<void> {
  const asOf = new Date(AS_OF);
  const ids = (which: (permit: PermitCase) => boolean) => cases.filter(which).map((permit) => permit.id);
  const cells: [string, string[]][] = [
    ['received', ids(() => true)],
    ...(['direct', 'online', 'post', 'other'] as const).map((channel): [string, string[]] => [
      `received.${channel}`,
      ids((permit) => permit.channel === channel.toUpperCase()),
    ]),
    ['ended.early', ids((permit) => classify(permit, asOf) === 'early')],
    ['ended.onTime', ids((permit) => classify(permit, asOf) === 'onTime')],
    ['ended.late', ids((permit) => classify(permit, asOf) === 'late')],
    ['inProgress.within', ids((permit) => classify(permit, asOf) === 'within')],
    ['inProgress.pastDue', ids((permit) => classify(permit, asOf) === 'pastDue')],
  ];
  for (const [cell, shouldBe] of cells) {
    const found = await reform.all<PeriodReportDossier>('/reports/period/dossiers', { ...PERIOD, cell, limit: 500 });
    const names = found.map((dossier) => dossier.legacyId ?? '').sort();
    const same = JSON.stringify(names) === JSON.stringify(shouldBe.sort());
    checks.holds(`behind ${cell} stand exactly its ${shouldBe.length} cases`, same);
  }
}

/** The figures that the log contains, in the order of the report. */
function figuresOf(figures: PeriodReport['total']): Record<string, number> {
  const { received, ended, inProgress } = figures;
  return {
    carriedOver: figures.carriedOver,
    received: received.total,
    online: received.online,
    direct: received.direct,
    post: received.post,
    other: received.other,
    ended: ended.total,
    early: ended.early,
    onTime: ended.onTime,
    late: ended.late,
    endedUnknown: ended.unknown,
    inProgress: inProgress.total,
    within: inProgress.within,
    pastDue: inProgress.pastDue,
    paused: inProgress.paused,
    openUnknown: inProgress.unknown,
  };
}

function expected(cases: PermitCase[], asOf: Date): Record<string, number> {
  const { received, byChannel, early, onTime, late, within, pastDue } = tally(cases, asOf);
  return {
    carriedOver: 0,
    received,
    online: byChannel.ONLINE,
    direct: byChannel.DIRECT,
    post: byChannel.POST,
    other: byChannel.OTHER,
    ended: early + onTime + late,
    early,
    onTime,
    late,
    endedUnknown: 0,
    inProgress: within + pastDue,
    within,
    pastDue,
    paused: 0,
    openUnknown: 0,
  };
}

const lateBy = (report: PeriodReport) =>
  Object.values(DEPARTMENTS).map((code) => report.rows.find((row) => row.agency?.code === code)?.figures.ended.late);

const add = (a: Record<string, number>, b: Record<string, number>) =>
  Object.fromEntries(Object.keys(a).map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]));

const READ_AT_ONCE = 8;

/**
 * Every recorded step of every case, including contradictory ones, read back and compared with the file.
 * @returns what was read, by the id of the case
 */
async function checkHistories(
  checks: Checks,
  cases: PermitCase[],
  reform: Client,
): Promise<Map<string, DossierLegacyStep[]>> {
  const found = await reform.all<PeriodReportDossier>('/reports/period/dossiers', {
    ...PERIOD,
    cell: 'received',
    limit: 500,
  });
  const ids = new Map(found.map(({ dossierId, legacyId }) => [legacyId, dossierId]));
  const wrong: string[] = [];
  const histories = new Map<string, DossierLegacyStep[]>();
  let read = 0;
  const rest = cases.values();
  const reader = async (): Promise<void> => {
    for (const permit of rest) {
      const { legacySteps = [] } = await reform.get<DossierHistory>(`/dossiers/${ids.get(permit.id)}/history`);
      read += legacySteps.length;
      histories.set(permit.id, legacySteps);
      const kept = legacySteps.map(({ name, officer, at }) => [name, officer, Date.parse(at)]);
      const recorded = permit.steps.map(({ name, resource, at }) => [name, resource, at.getTime()]);
      if (JSON.stringify(kept) !== JSON.stringify(recorded)) wrong.push(permit.id);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, reader));
  checks.equal('cases and steps read back', [ids.size, read], [1434, 8577]);
  checks.equal('cases whose steps are not kept as they stand, in their order', wrong.slice(0, 10), []);
  return histories;
}

/** The late cases of the report, split by department and resource from the steps that were read back. */
async function checkLateShares(
  checks: Checks,
  cases: PermitCase[],
  recorded: Map<string, DossierLegacyStep[]>,
  reform: Client,
): Promise<void> {
  const found = await reform.all<PeriodReportDossier>('/reports/period/dossiers', {
    ...PERIOD,
    cell: 'ended.late',
    limit: 500,
  });
  const departments = new Map(Object.entries(DEPARTMENTS).map(([department, code]) => [code, department]));
  const late = found.map(({ agency, legacyId = '', dueAt = '', endedAt = '' }): LateCase => ({
    department: departments.get(agency.code) ?? agency.code,
    plannedEnd: new Date(dueAt),
    endedAt: new Date(endedAt),
    steps: (recorded.get(legacyId) ?? []).map(({ officer = '', at }) => ({ resource: officer, at: new Date(at) })),
  }));
  const shares = lateShares(late);
  const expectedShares = lateShares(lateCases(cases));
  const same = JSON.stringify(shares) === JSON.stringify(expectedShares);
  checks.holds(`late cases and their lateness, by department and resource (${shares.length} shares)`, same);
  for (const { department, resource, cases: count } of shares.toSorted((a, b) => b.cases - a.cases).slice(0, 5)) {
    checks.note(`late with ${department}, ${resource}: ${count}`);
  }
  const countOf = (department: string) =>
    shares.filter((share) => share.department === department).reduce((sum, share) => sum + share.cases, 0);
  checks.equal(
    'the shares add up to the late cases of each department',
    Object.keys(DEPARTMENTS).map(countOf),
    [381, 7, 1],
  );
  const lateMs = late.reduce((sum, { plannedEnd, endedAt }) => sum + endedAt.getTime() - plannedEnd.getTime(), 0);
  const ofShares = shares.reduce((sum, share) => sum + share.lateMs, 0);
  checks.equal('and their lateness to that of all', ofShares, lateMs);
}
