import { DOSSIER_STATUSES, type DossierStatus } from '@motcua/contracts';
import { after, asking, lived } from '../testing/example-dossiers.js';
import { local } from '../testing/reference-data.js';
import type { Dossier } from './dossier.js';
import { evolve } from './evolve.js';
import { allowedActions, DOSSIER_ACTIONS, LIFECYCLE, type DossierAction } from './lifecycle.js';

const submitted: [DossierAction, string] = ['submit', '2026-08-20 09:00'];
const accepted: [DossierAction, string] = ['accept', '2026-08-20 09:15'];
const forwarded: [DossierAction, string] = ['forward', '2026-08-20 09:30'];
const waiting: [DossierAction, string] = ['request-supplement', '2026-08-20 10:00'];
const later = '2026-08-24 10:00';

/** One dossier in every state, and the two kinds of waiting. */
const dossiers: Record<string, Dossier> = {
  SUBMITTED: after(lived(submitted)),
  RECEIVED: after(lived(submitted, accepted)),
  REFUSED_INTAKE: after(lived(submitted, ['refuse', later])),
  IN_PROGRESS: after(lived(submitted, accepted, forwarded)),
  'IN_PROGRESS with every step done': after(
    lived(submitted, accepted, forwarded, ['complete-step', '2026-08-21 09:00'], ['complete-step', later]),
  ),
  'WAITING_SUPPLEMENT before acceptance': after(lived(submitted, waiting)),
  'WAITING_SUPPLEMENT after acceptance': after(lived(submitted, accepted, forwarded, waiting)),
  WAITING_PAYMENT: { ...after(lived(submitted, accepted, forwarded)), status: 'WAITING_PAYMENT' },
  WITHDRAWN: after(lived(submitted, accepted, ['withdraw', later])),
  STOPPED: after(lived(submitted, accepted, ['stop', later])),
  RESOLVED: after(lived(submitted, accepted, forwarded, ['resolve', later])),
  DELIVERED: after(lived(submitted, accepted, forwarded, ['resolve', later], ['deliver', later])),
};

const actions = DOSSIER_ACTIONS.filter((action) => action !== 'submit');
const at = local('2026-08-25 10:00');

function edgeOf(dossier: Dossier, action: DossierAction) {
  const circumstances = [
    undefined,
    dossier.acceptedAt ? 'AFTER_ACCEPTANCE' : 'BEFORE_ACCEPTANCE',
    ...(dossier.stepsCompleted < dossier.procedure.steps.length ? ['WITH_STEP_OPEN'] : []),
  ];
  return LIFECYCLE.find(
    (edge) => edge.from === dossier.status && edge.action === action && circumstances.includes(edge.only),
  );
}

function refusalCode({ status }: Dossier, action: DossierAction): string {
  return status === 'IN_PROGRESS' && action === 'complete-step' ? 'dossier.steps-done' : 'dossier.not-in-state';
}

describe('The lifecycle', () => {
  it('has an example in every state', () => {
    expect(new Set(Object.values(dossiers).map((dossier) => dossier.status))).toEqual(new Set(DOSSIER_STATUSES));
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
      expect(event.type).toBe(edge.event);
      const to: DossierStatus = edge.to === 'AS_BEFORE_WAITING' ? dossier.waiting!.returnTo : edge.to;
      expect(evolve(dossier, event).status).toBe(to);
    });

    it('names in a refusal what is possible instead', () => {
      const possible = allowedActions(dossier).filter((action) => action !== 'set-deadline-anew');
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

  it('refuses in the words of an officer, not in codes', () => {
    expect(() => asking('accept', at)(dossiers['RESOLVED']!)).toThrow(
      expect.objectContaining({
        text: expect.objectContaining({
          vi: 'Hồ sơ đang ở trạng thái "Đã xử lý xong" nên không thể tiếp nhận. Có thể: trả kết quả.',
        }),
      }),
    );
  });

  it('leaves no way out of an end', () => {
    for (const end of ['REFUSED_INTAKE', 'WITHDRAWN', 'STOPPED', 'DELIVERED']) {
      expect(LIFECYCLE.filter((edge) => edge.from === end)).toEqual([]);
    }
  });

  it('says every edge once', () => {
    const keys = LIFECYCLE.map((edge) => `${edge.from} ${edge.action} ${edge.only ?? ''}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
