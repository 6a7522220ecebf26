import type { DossierStatus, DossierView, FeedbackView, SurveyTokenView } from '@motcua/contracts';
import { officerOf } from '@motcua/deployment';
import type { Asked } from './door-client.js';
import { FAULT_AGENCIES, FAULT_PROCEDURE, STEPS } from './faults-world.js';
import type { SeededRandom } from './seeded-random.js';

/** An acknowledged change: the action, and the dossier's state afterwards. */
export interface Told {
  action: string;
  version: number;
  status: DossierStatus;
  /** Code of the state on the national portal. */
  national: number;
}

/** One dossier as its clients know it. */
export interface KnownDossier {
  id: string;
  agency: string;
  code?: string;
  told: Told[];
  /** When its submission was acknowledged, by the clock of this process. */
  submittedAt: number;
  surveyAnswered: boolean;
  feedback?: string;
}

type Act = [path: string, action: string, as: 'officer' | 'citizen', body?: object];

const STEPS_DONE: Act[] = STEPS.map((stepCode) => ['step-completions', 'complete-step', 'officer', { stepCode }]);
/** The same in every repetition of a request. */
const IN_A_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString();
const SUPPLEMENT: Act[] = [
  [
    'supplement-requests',
    'request-supplement',
    'officer',
    { items: ['Bản sao'], reason: 'Thiếu thành phần hồ sơ', provideUntil: IN_A_MONTH },
  ],
  ['supplements', 'provide-supplement', 'citizen', {}],
];
const ACCEPT: Act = ['acceptance', 'accept', 'officer'];
const FORWARD: Act = ['forwarding', 'forward', 'officer'];
const RESOLVE: Act = ['resolution', 'resolve', 'officer', { outcome: 'APPROVED' }];
const DELIVER: Act = ['delivery', 'deliver', 'officer'];

/** Whole lives, with the percentage of each. */
const LIVES: { of100: number; acts: Act[] }[] = [
  { of100: 56, acts: [ACCEPT, FORWARD, ...STEPS_DONE, RESOLVE, DELIVER] },
  { of100: 15, acts: [ACCEPT, FORWARD, ...STEPS_DONE.slice(0, 2), ...SUPPLEMENT, ...STEPS_DONE.slice(2), RESOLVE] },
  { of100: 8, acts: [['refusal', 'refuse', 'officer', { reason: 'Không đủ điều kiện tiếp nhận' }]] },
  { of100: 4, acts: [['withdrawal', 'withdraw', 'citizen', {}]] },
  { of100: 7, acts: [ACCEPT, FORWARD, ['withdrawal', 'withdraw', 'citizen', {}]] },
  { of100: 5, acts: [ACCEPT, FORWARD, ['stop', 'stop', 'officer', { reason: 'Dừng giải quyết' }]] },
  { of100: 5, acts: [ACCEPT, FORWARD, ...STEPS_DONE.slice(0, 2)] },
];

export interface LifePlan {
  number: number;
  agency: string;
  acts: Act[];
  answersSurvey: boolean;
  filesFeedback: boolean;
}

export function planLife(number: number, random: SeededRandom): LifePlan {
  let left = random.between(0, 100);
  const life = LIVES.find(({ of100 }) => (left -= of100) < 0) ?? LIVES[0]!;
  const resolves = life.acts.includes(RESOLVE);
  return {
    number,
    agency: random.oneOf(FAULT_AGENCIES),
    acts: life.acts,
    answersSurvey: resolves && random.chance(0.3),
    filesFeedback: resolves && random.chance(0.1),
  };
}

/** Sends until answered, or once: the caller of a life decides. */
export type Ask = <T>(asked: Asked) => Promise<T>;

export const CITIZEN = { sub: 'citizen-an', roles: ['applicant' as const] };

/**
 * Processes it through REST to its end, each change under its own key. Every acknowledged change is in `known` from
 * that moment on.
 * @param keyed without keys no change may be retried, not even by the gateway
 */
export async function liveDossier(
  plan: LifePlan,
  run: string,
  known: KnownDossier[],
  ask: Ask,
  keyed = true,
): Promise<void> {
  const key = (part: string) => (keyed ? `${run}-${plan.number}-${part}` : undefined);
  const officer = officerOf(plan.agency);
  const submitted = await ask<DossierView>({
    method: 'POST',
    path: '/dossiers',
    who: CITIZEN,
    key: key('submit'),
    body: {
      procedureCode: FAULT_PROCEDURE,
      agencyCode: plan.agency,
      subjectType: 'CITIZEN',
      applicant: { fullName: 'Nguyễn Văn An', identityNumber: '040090000001', phone: '0912345678' },
    },
  });
  const dossier: KnownDossier = {
    id: submitted.id,
    agency: plan.agency,
    told: [told('submit', submitted)],
    submittedAt: Date.now(),
    surveyAnswered: false,
  };
  known.push(dossier);
  for (const [index, [path, action, as, body]] of plan.acts.entries()) {
    const answer = await ask<DossierView>({
      method: 'POST',
      path: `/dossiers/${dossier.id}/${path}`,
      who: as === 'officer' ? officer : CITIZEN,
      key: key(String(index)),
      body,
    });
    dossier.told.push(told(action, answer));
    dossier.code ??= answer.code;
  }
  if (plan.answersSurvey) await answerSurvey(dossier, ask, key('survey'));
  if (plan.filesFeedback) {
    const filed = await ask<FeedbackView>({
      method: 'POST',
      path: '/feedback',
      who: CITIZEN,
      key: key('feedback'),
      body: {
        kind: 'BEHAVIOUR',
        title: 'Chậm trả kết quả hồ sơ',
        content: 'Tôi đã phải đi lại nhiều lần để bổ sung giấy tờ cho hồ sơ này.',
        filer: { fullName: 'Nguyễn Văn An', address: '12 Lê Lợi, phường Trường Vinh', phone: '0912345678' },
        agencyCode: plan.agency,
        dossierCode: dossier.code,
      },
    });
    dossier.feedback = filed.id;
  }
}

function told(action: string, view: DossierView): Told {
  return { action, version: view.version, status: view.status, national: view.nationalStatus };
}

async function answerSurvey(dossier: KnownDossier, ask: Ask, key: string | undefined): Promise<void> {
  const { token } = await ask<SurveyTokenView>({
    method: 'POST',
    path: `/surveys/${dossier.id}/token`,
    who: CITIZEN,
    key: key && `${key}-token`,
  });
  await ask({ method: 'POST', path: '/survey-answers', key, body: { token, level: 'VERY_SATISFIED' } });
  dossier.surveyAnswered = true;
}
