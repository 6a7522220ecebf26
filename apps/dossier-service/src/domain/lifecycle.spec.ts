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
  return LIFECYCLE.find(
    (edge) =>
      edge.from === dossier.status &&
      edge.action === action &&
      (!edge.only || (edge.only === 'AFTER_ACCEPTANCE') === (dossier.acceptedAt !== undefined)),
  );
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
        expect(ask).toThrow(expect.objectContaining({ kind: 'conflict', code: 'dossier.not-in-state' }));
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
      const refused = actions.find((action) => !edgeOf(dossier, action))!;
      expect(() => asking(refused, at)(dossier)).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ allowedActions: possible }) }),
      );
    });
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
