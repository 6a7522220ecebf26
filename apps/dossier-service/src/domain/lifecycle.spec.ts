import { DOSSIER_ACTION_NAMES, DOSSIER_ACTIONS, DOSSIER_STATUSES, type DossierAction } from '@motcua/contracts';
import { after, asking, lived, evolved, told } from '../testing/example-dossiers.js';
import { local } from '../testing/reference-data.js';
import type { Dossier } from './dossier.js';
import { isUntouched } from './forwarded-tasks.js';
import { allowedActions, allowedOutcomes, eventOf, LIFECYCLE } from './lifecycle.js';
import { openConsultations, unansweredConsultations } from './consultation-tasks.js';
import { areStepsDone, completableSteps, forwardingOf, openSteps, stepsBefore } from './tasks.js';

const submitted: [DossierAction, string] = ['submit', '2026-08-20 09:00'];
const accepted: [DossierAction, string] = ['accept', '2026-08-20 09:15'];
const forwarded: [DossierAction, string] = ['forward', '2026-08-20 09:30'];
const waiting: [DossierAction, string] = ['request-supplement', '2026-08-20 10:00'];
const brought: [DossierAction, string] = ['provide-supplement', '2026-08-20 11:00'];
const consulted: [DossierAction, string] = ['request-consultation', '2026-08-20 09:45'];
const later = '2026-08-24 10:00';

/** One dossier in every state, and the two kinds of waiting. */
const dossiers: Record<string, Dossier> = {
  SUBMITTED: after(lived(submitted)),
  RECEIVED: after(lived(submitted, accepted)),
  REFUSED_INTAKE: after(lived(submitted, ['refuse', later])),
  IN_PROGRESS: after(lived(submitted, accepted, forwarded)),
  'IN_PROGRESS at its second step': after(lived(submitted, accepted, forwarded, ['complete-step', later])),
  'IN_PROGRESS with every step done': after(
    lived(submitted, accepted, forwarded, ['complete-step', '2026-08-21 09:00'], ['complete-step', later]),
  ),
  'RECEIVED with an apology': after(lived(submitted, accepted, ['apologise', '2026-08-20 10:00'])),
  'IN_PROGRESS with an opinion asked for': after(lived(submitted, accepted, forwarded, consulted)),
  'IN_PROGRESS with an opinion that did not come': after(
    lived(submitted, accepted, forwarded, consulted, ['expire-consultation', '2026-08-25 09:00']),
  ),
  'WAITING_SUPPLEMENT with an opinion asked for': after(
    lived(submitted, accepted, forwarded, consulted, ['request-supplement', '2026-08-20 10:00']),
  ),
  'WAITING_SUPPLEMENT before acceptance': after(lived(submitted, waiting)),
  'WAITING_SUPPLEMENT after acceptance': after(lived(submitted, accepted, forwarded, waiting)),
  'SUBMITTED with a supplement brought': after(lived(submitted, waiting, brought)),
  'RECEIVED with a supplement brought': after(lived(submitted, accepted, waiting, brought)),
  'IN_PROGRESS with a supplement brought': after(lived(submitted, accepted, forwarded, waiting, brought)),
  WITHDRAWN: after(lived(submitted, accepted, ['withdraw', later])),
  STOPPED: after(lived(submitted, accepted, ['stop', later])),
  RESOLVED: after(lived(submitted, accepted, forwarded, ['resolve', later])),
  DELIVERED: after(lived(submitted, accepted, forwarded, ['resolve', later], ['deliver', later])),
  'RESOLVED with a wrong result': after(lived(submitted, accepted, forwarded, ['resolve', later], ['reopen', later])),
  'RESOLVED with a corrected result': after(
    lived(submitted, accepted, forwarded, ['resolve', later], ['reopen', later], ['correct-result', later]),
  ),
  'DELIVERED with a wrong result': after(
    lived(submitted, accepted, forwarded, ['resolve', later], ['deliver', later], ['reopen', later]),
  ),
  'DELIVERED with a corrected result': after(
    lived(
      submitted,
      accepted,
      forwarded,
      ['resolve', later],
      ['deliver', later],
      ['reopen', later],
      ['correct-result', later],
    ),
  ),
};

const actions = DOSSIER_ACTION_NAMES.filter((action) => action !== 'submit');
const at = local('2026-08-25 10:00');

function edgeOf(dossier: Dossier, action: DossierAction) {
  const circumstances = [
    undefined,
    dossier.acceptance ? 'AFTER_ACCEPTANCE' : 'BEFORE_ACCEPTANCE',
    ...(completableSteps(dossier).length > 0 ? ['WITH_STEP_OPEN'] : []),
    ...(forwardingOf(dossier).first.length === 0 ? ['WITH_LAST_COUNTER_STEP'] : []),
    ...(openConsultations(dossier).length > 0 ? ['WITH_CONSULTATION_OPEN'] : ['WITH_NO_OPINION_AWAITED']),
    ...(unansweredConsultations(dossier).length > 0 ? ['WITH_CONSULTATION_UNANSWERED'] : []),
    ...(areStepsDone(dossier) && openConsultations(dossier).length === 0
      ? ['WITH_STEPS_DONE_AND_NO_OPINION_AWAITED']
      : []),
    ...(dossier.supplement ? ['WITH_SUPPLEMENT_BROUGHT'] : []),
    ...(dossier.acceptance ? ['ACCEPTED_HERE'] : []),
    ...(openSteps(dossier).length > 0 ? ['WITH_TASK_OPEN'] : []),
    ...(completableSteps(dossier).some(({ step }) => stepsBefore(dossier, step).length > 0)
      ? ['WITH_STEP_BEFORE']
      : []),
    ...(isUntouched(dossier) ? ['WITH_NOTHING_TAKEN_UP'] : []),
    ...(dossier.acceptance?.deadline.state === 'RUNNING' && !dossier.acceptance.apology ? ['WITHOUT_APOLOGY'] : []),
    ...reopenedAs(dossier),
  ];
  return LIFECYCLE.find(
    (edge) => edge.from === dossier.status && edge.action === action && circumstances.includes(edge.only),
  );
}

function reopenedAs({ ending }: Dossier): string[] {
  if (!ending?.reopening) return ['NEVER_REOPENED', 'WITH_NO_RESULT_TO_CORRECT'];
  return ending.reopening.correction
    ? ['WITH_NO_RESULT_TO_CORRECT', 'WITH_CORRECTION_TO_DELIVER', 'WITH_REOPENING_NOT_SETTLED']
    : ['WITH_RESULT_TO_CORRECT', 'WITH_REOPENING_NOT_SETTLED'];
}

function refusalCode(dossier: Dossier, action: DossierAction): string {
  const { status, acceptance, ending } = dossier;
  if (action === 'reopen' && ending?.reopening) return 'dossier.reopened-once';
  if (status === 'IN_PROGRESS' && action === 'resolve') return 'dossier.consultations-open';
  if (status === 'IN_PROGRESS' && action === 'complete-step') return 'dossier.steps-done';
  if (status === 'IN_PROGRESS' && action === 'recall') return 'dossier.taken-up';
  if (action === 'apologise' && acceptance?.apology && !ending) return 'apology.given-once';
  if (action === 'apologise' && acceptance && !ending) return 'apology.clock-stands';
  return action === 'check-supplement' && ['SUBMITTED', 'RECEIVED', 'IN_PROGRESS'].includes(status)
    ? 'supplement.none-brought'
    : 'dossier.not-in-state';
}

describe('The lifecycle', () => {
  it('has an example in every state to which an action leads', () => {
    const reached = LIFECYCLE.flatMap(({ to }) => (to === 'AS_BEFORE_WAITING' ? [] : [to]));
    expect(new Set(Object.values(dossiers).map((dossier) => dossier.status))).toEqual(new Set(reached));
  });

  it('leads on only from states to which an action leads', () => {
    const reached: string[] = ['DRAFT', ...LIFECYCLE.map(({ to }) => to)];
    for (const { from } of LIFECYCLE) expect(reached).toContain(from);
    expect(DOSSIER_STATUSES.filter((status) => !reached.includes(status))).toEqual(['WAITING_PAYMENT']);
  });

  describe.each(Object.entries(dossiers))('of a dossier %s', (_, dossier) => {
    it.each(actions)('%s leads where the table says, or is refused', (action) => {
      const edge = edgeOf(dossier, action);
      const ask = (): unknown => asking(action, at)(dossier);
      if (!edge) {
        expect(ask).toThrow(expect.objectContaining({ kind: 'conflict', code: refusalCode(dossier, action) }));
        return;
      }
      const [event] = asking(action, at)(dossier);
      // The calendar's first version is as new as the dossier's: nothing to set, whatever the table allows.
      if (!event) return;
      const to = edge.to === 'AS_BEFORE_WAITING' ? dossier.waiting?.returnTo : edge.to;
      const next = evolved(dossier, event);
      expect(next.status).toBe(to);
      expect((told(event, next) as object | undefined)?.constructor).toBe(eventOf(edge));
    });

    it('names in a refusal what is possible instead', () => {
      const possible = allowedActions(dossier);
      const refused = actions.find(
        (action) => !edgeOf(dossier, action) && refusalCode(dossier, action) === 'dossier.not-in-state',
      )!;
      expect(() => asking(refused, at)(dossier)).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ allowedActions: possible }) }),
      );
    });
  });

  it('offers no step to complete once every step is done', () => {
    expect(allowedActions(dossiers['IN_PROGRESS']!)).toContain('complete-step');
    expect(allowedActions(dossiers['IN_PROGRESS with every step done']!)).not.toContain('complete-step');
  });

  it('offers to resolve it once every step is done, and to refuse who is not eligible before', () => {
    const open = dossiers['IN_PROGRESS']!;
    const done = dossiers['IN_PROGRESS with every step done']!;
    expect([allowedActions(open).includes('resolve'), allowedOutcomes(open)]).toEqual([false, ['NOT_ELIGIBLE']]);
    expect([allowedActions(done).includes('resolve'), allowedOutcomes(done)]).toEqual([
      true,
      ['APPROVED', 'NOT_ELIGIBLE'],
    ]);
    expect(allowedOutcomes(dossiers['RESOLVED']!)).toEqual([]);
  });

  it('refuses in the words of an officer, not in codes', () => {
    expect(() => asking('accept', at)(dossiers['RESOLVED']!)).toThrow(
      expect.objectContaining({
        text: expect.objectContaining({
          vi: 'Hồ sơ đang ở trạng thái "Đã xử lý xong" nên không thể tiếp nhận. Có thể: trả kết quả, đính chính thông tin tiếp nhận, mở lại do kết quả sai sót.',
        }),
      }),
    );
  });

  it('leaves no way out of an end: a wrong result is corrected of a dossier that stays ended', () => {
    for (const end of ['REFUSED_INTAKE', 'WITHDRAWN', 'STOPPED', 'DELIVERED']) {
      expect(LIFECYCLE.filter((edge) => edge.from === end && edge.to !== end)).toEqual([]);
    }
    for (const end of ['REFUSED_INTAKE', 'WITHDRAWN', 'STOPPED']) {
      expect(LIFECYCLE.filter((edge) => edge.from === end)).toEqual([]);
    }
    expect(LIFECYCLE.filter(({ from, to }) => from === 'RESOLVED' && to !== 'RESOLVED').map(({ to }) => to)).toEqual([
      'DELIVERED',
    ]);
  });

  it('names the event of an edge where its action has several, and only there', () => {
    for (const { action, event } of LIFECYCLE) {
      const events: readonly (new () => object)[] = DOSSIER_ACTIONS[action].events;
      expect(event !== undefined).toBe(events.length > 1);
      expect(event === undefined || events.includes(event)).toBe(true);
    }
  });

  it('has an edge for every action and every event that the table of actions knows', () => {
    for (const action of DOSSIER_ACTION_NAMES) {
      const edges = LIFECYCLE.filter((edge) => edge.action === action);
      expect([edges.length > 0, new Set(edges.flatMap((edge) => eventOf(edge) ?? []))]).toEqual([
        true,
        new Set(DOSSIER_ACTIONS[action].events),
      ]);
    }
  });

  it('says every edge once', () => {
    const keys = LIFECYCLE.map(({ from, action, only, outcome }) => `${from} ${action} ${only ?? ''} ${outcome ?? ''}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
