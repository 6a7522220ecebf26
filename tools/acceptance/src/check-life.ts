import type {
  DossierDeadlineExplanation,
  DossierView,
  FeedbackReport,
  PeriodReport,
  SatisfactionReport,
  SurveyTokenView,
} from '@motcua/contracts';
import {
  Client,
  LIVE_AGENCY,
  officerOf,
  PEOPLE,
  RESTART_PROCEDURE,
  SUBTRACT_PROCEDURE,
  until,
  type Deployment,
  type Checks,
} from '@motcua/deployment';
import type { People } from './check-permits.js';

/**
 * Both lives begin on Thursday 27 August 2026 at 09:00 with five working days. Counted by hand: Friday 28 is the first;
 * Saturday 29, Sunday 30, Monday 31 (swapped), 1 and 2 September (National Day) do not count; Thursday 3 is the second,
 * Friday 4 the third, Monday 7 the fourth, Tuesday 8 the fifth: due on 8 September at 17:00. On Friday 28 at 10:00 a
 * supplement is requested; on Thursday 3 September at 09:00 it is complete. RESTART: five working days after 3
 * September are 4, 7, 8, 9, 10: due on 10 September at 17:00. SUBTRACT: one working day, Friday 28 August, ended during
 * the wait: due on 9 September at 17:00.
 */
const ACCEPTED = '2026-08-27T09:00:00+07:00';
const DUE = '2026-09-08T17:00:00+07:00';
const ASKED = '2026-08-28T10:00:00+07:00';
const PROVIDE_UNTIL = '2026-09-28T17:00:00+07:00';
const PROVIDED = '2026-09-03T09:00:00+07:00';
const LIVES = [
  {
    mode: 'RESTART',
    procedure: RESTART_PROCEDURE,
    dueAfterwards: '2026-09-10T17:00:00+07:00',
    resolved: '2026-09-10T16:00:00+07:00',
  },
  {
    mode: 'SUBTRACT',
    procedure: SUBTRACT_PROCEDURE,
    dueAfterwards: '2026-09-09T17:00:00+07:00',
    resolved: '2026-09-10T08:00:00+07:00',
  },
] as const;
const DELIVERED = '2026-09-11T08:00:00+07:00';
const FEEDBACK_FILED = '2026-09-11T09:00:00+07:00';
const SENT_TWICE = ['2026-09-11T10:00:00+07:00', '2026-09-11T10:00:40+07:00'];
/** Answers are announced after the end of their day. */
const DAY_AFTER = '2026-09-12T00:05:00+07:00';
const DAYS_OFF = ['2026-08-29', '2026-08-30', '2026-08-31', '2026-09-01', '2026-09-02'];

const same = (at: string | undefined, expected: string) => at !== undefined && Date.parse(at) === Date.parse(expected);

/**
 * Check 3: a dossier processed live over a holiday, once in each mode, up to the survey answer and the feedback about
 * it.
 */
export async function checkLife(checks: Checks, deployment: Deployment, people: People): Promise<void> {
  checks.section('3. A dossier walked live over National Day');
  const officer = await Client.of(deployment, officerOf(LIVE_AGENCY));
  const citizen = await Client.of(deployment, PEOPLE.citizen);
  const clock = (now: string) => people.operations.put('/ops/clock', { now });

  for (const life of LIVES) {
    await clock('2026-08-27T08:00:00+07:00');
    const submitted = await submit(citizen, life.procedure);
    const act = (what: string, body: object = {}) =>
      officer.post<DossierView>(`/dossiers/${submitted.id}/${what}`, body);

    await clock(ACCEPTED);
    const accepted = await act('acceptance');
    checks.holds(
      `${life.mode}: accepted as ${accepted.code}, due ${accepted.deadline?.dueAt}`,
      same(accepted.deadline?.dueAt, DUE),
    );
    checks.holds(
      'its code holds the agency and the local day',
      accepted.code?.startsWith(`${LIVE_AGENCY}-260827-`) ?? false,
    );
    const counted = await officer.get<DossierDeadlineExplanation>(`/dossiers/${submitted.id}/deadline`);
    const holidays = new Set(counted.lines.map((line) => line.on));
    checks.equal(
      'days off that the explanation of the first due date does not name',
      DAYS_OFF.filter((day) => !holidays.has(day)),
      [],
    );
    await act('forwarding');

    await clock(ASKED);
    const waiting = await act('supplement-requests', {
      items: ['Bản sao giấy chứng nhận'],
      reason: 'Thiếu thành phần hồ sơ',
      provideUntil: PROVIDE_UNTIL,
    });
    checks.equal('while the applicant is awaited, its clock', waiting.deadline?.state, 'PAUSED');

    await clock(PROVIDED);
    await citizen.post(`/dossiers/${submitted.id}/supplements`, {});
    const explained = await officer.get<DossierDeadlineExplanation>(`/dossiers/${submitted.id}/deadline`);
    const due = explained.deadline.dueAt;
    checks.holds(`${life.mode}: supplement complete, due ${due}`, same(due, life.dueAfterwards));
    const named = new Set(explained.lines.map((line) => line.on));
    // After a restart only the days behind the new start count, so only the first explanation names the holiday.
    const skipped = life.mode === 'RESTART' ? ['2026-09-05', '2026-09-06'] : DAYS_OFF;
    checks.equal(
      'days that the explanation does not name',
      skipped.filter((day) => !named.has(day)),
      [],
    );
    checks.holds(
      'the explanation names the pause',
      explained.lines.some((line) => same(line.at, ASKED)),
    );

    for (const stepCode of ['tiep-nhan', 'tham-dinh', 'phe-duyet']) await act('step-completions', { stepCode });
    await clock(life.resolved);
    const resolved = await act('resolution', { outcome: 'APPROVED' });
    checks.equal('resolved', resolved.status, 'RESOLVED');
    await clock(DELIVERED);
    checks.equal('delivered', (await act('delivery')).status, 'DELIVERED');
    await answerSurvey(checks, deployment, citizen, submitted.id);
    await clock(FEEDBACK_FILED);
    await fileFeedback(citizen, accepted.code as string);
  }
  await checkSubmissionSentTwice(checks, citizen, clock);
  await clock(DAY_AFTER);
  await checkReports(checks, people.reform);
}

/** Both dossiers are kept and name each other; their applicant withdraws them before acceptance. */
async function checkSubmissionSentTwice(
  checks: Checks,
  citizen: Client,
  clock: (now: string) => Promise<unknown>,
): Promise<void> {
  const ids: string[] = [];
  for (const at of SENT_TWICE) {
    await clock(at);
    ids.push((await submit(citizen, RESTART_PROCEDURE)).id);
  }
  for (const [index, id] of ids.entries()) {
    const { probableDuplicates } = await citizen.get<DossierView>(`/dossiers/${id}`);
    checks.equal(
      `submission ${index + 1} of the same request: dossiers that it names as probable duplicates`,
      probableDuplicates?.map((other) => other.id),
      ids.filter((other) => other !== id),
    );
  }
  for (const id of ids) {
    const { status } = await citizen.post<DossierView>(`/dossiers/${id}/withdrawal`, {});
    checks.equal('withdrawn before acceptance', status, 'WITHDRAWN');
  }
}

function submit(citizen: Client, procedureCode: string): Promise<DossierView> {
  return citizen.post('/dossiers', {
    procedureCode,
    agencyCode: LIVE_AGENCY,
    subjectType: 'CITIZEN',
    applicant: { fullName: 'Nguyễn Văn An', identityNumber: '040090000001', phone: '0912345678' },
  });
}

async function answerSurvey(checks: Checks, deployment: Deployment, citizen: Client, dossier: string): Promise<void> {
  const issue = () => citizen.post<SurveyTokenView>(`/surveys/${dossier}/token`);
  const answer = async ({ token }: SurveyTokenView) =>
    (
      await fetch(`${deployment.gateway}/api/v1/survey-answers`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, level: 'VERY_SATISFIED' }),
      })
    ).status;
  const issued = await until(issue, () => true, 30_000);
  checks.equal('the ballot of the login that submitted the dossier', issued.channel, 'OWNER');
  checks.equal('the one-time survey token is taken', await answer(issued), 201);
  checks.equal('and not a second time', await answer(issued), 422);
  checks.equal('nor is a token that the same applicant is issued afterwards', await answer(await issue()), 422);
}

function fileFeedback(citizen: Client, dossierCode: string): Promise<unknown> {
  return citizen.post('/feedback', {
    kind: 'BEHAVIOUR',
    title: 'Chậm trả kết quả hồ sơ',
    content: 'Tôi đã phải đi lại nhiều lần để bổ sung giấy tờ cho hồ sơ này.',
    filer: { fullName: 'Nguyễn Văn An', address: '12 Lê Lợi, phường Trường Vinh', phone: '0912345678' },
    agencyCode: LIVE_AGENCY,
    dossierCode,
  });
}

/** The period of September 2026 (15 August to 14 September), at the agency of the walk. */
async function checkReports(checks: Checks, reform: Client): Promise<void> {
  const period = { preset: 'month', year: 2026, month: 9, agency: LIVE_AGENCY };
  const report = await until(
    () => reform.get<PeriodReport>('/reports/period', period),
    ({ total }) => total.ended.total === LIVES.length && total.intake?.withdrawn.total === SENT_TWICE.length,
    60_000,
  );
  const { received, ended, inProgress, intake } = report.total;
  checks.equal(
    'in the report: received, ended, in time, late, in progress',
    [received.total, ended.total, ended.early + ended.onTime, ended.late, inProgress.total],
    [2, 2, 1, 1, 0],
  );
  checks.equal(
    'in intake: submitted, accepted, withdrawn by the applicant, by the counter, waiting',
    [
      intake?.submitted,
      intake?.accepted,
      intake?.withdrawn.byApplicant,
      intake?.withdrawn.byCounter,
      intake?.waitingAfter,
    ],
    [4, 2, 2, 0, 0],
  );
  const satisfaction = await until(
    () => reform.get<SatisfactionReport>('/reports/satisfaction', period),
    (answer) => answer.total.answers === LIVES.length,
    60_000,
  );
  checks.equal(
    'survey answers, of them very satisfied',
    [satisfaction.total.answers, satisfaction.total.verySatisfied],
    [2, 2],
  );
  const feedback = await until(
    () => reform.get<FeedbackReport>('/reports/feedback', period),
    (answer) => answer.total.filed === LIVES.length,
    60_000,
  );
  checks.equal('feedback filed', feedback.total.filed, 2);
}
