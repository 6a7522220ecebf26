import fc from 'fast-check';
import { DOSSIER_ACTION_NAMES, DOSSIER_STATUS_CODES, type DossierAction } from '@motcua/contracts';
import { publishedEvent } from '../events/published-events.js';
import { after, asking, lived } from '../testing/example-dossiers.js';
import { local } from '../testing/reference-data.js';
import type { Dossier } from './dossier.js';
import type { DossierEvent } from './dossier-events.js';
import { evolve } from './evolve.js';
import { LIFECYCLE, transition } from './lifecycle.js';
import { checkSupplement } from './supplement.js';

const actions = DOSSIER_ACTION_NAMES.filter((action) => action !== 'submit');
const anything = fc.array(fc.tuple(fc.constantFrom(...actions), fc.integer({ min: -3_000, max: 3 * 86_400_000 })), {
  maxLength: 40,
});

interface Life {
  states: Dossier[];
  events: DossierEvent[];
  actions: DossierAction[];
}

/** Whatever is asked, in whatever order: what is refused does not happen. */
function live(asked: [DossierAction, number][]): Life {
  const events = lived(['submit', '2026-02-02 09:00']);
  const life: Life = { states: [after(events)], events, actions: ['submit'] };
  let clock = local('2026-02-02 09:00').getTime();
  for (const [action, milliseconds] of asked) {
    clock += milliseconds;
    const dossier = life.states.at(-1)!;
    let happened: DossierEvent[];
    try {
      const at = new Date(clock);
      const missing = dossier.supplement?.items ?? [];
      // Every other supplement is incomplete.
      if (action === 'check-supplement' && milliseconds % 2 && missing.length > 0) {
        happened = checkSupplement(dossier, { outcome: 'INCOMPLETE', missing, reason: 'mờ' }, at);
      } else {
        transition(dossier, action, 'COMPLETE');
        happened = asking(action, at)(dossier);
      }
    } catch {
      continue;
    }
    for (const event of happened) {
      life.states.push(evolve(life.states.at(-1)!, event));
      life.events.push(event);
      life.actions.push(action);
    }
  }
  return life;
}

describe('Any life of a dossier', () => {
  it('has versions 1, 2, 3 … without gaps, and times that never run backwards', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, events } = live(asked);
        states.forEach((state, index) => {
          expect(state.version).toBe(index + 1);
          expect(state.lastEventAt).toEqual(events[index]!.at);
          if (index > 0) expect(events[index]!.at >= events[index - 1]!.at).toBe(true);
        });
      }),
    );
  });

  it('moves along edges of the table only, in national status codes too', () => {
    const edges = new Set(LIFECYCLE.map((edge) => `${edge.from} ${edge.action}`));
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, actions: done } = live(asked);
        states.slice(1).forEach((state, index) => {
          expect(edges.has(`${states[index]!.status} ${done[index + 1]}`)).toBe(true);
          expect(DOSSIER_STATUS_CODES[state.status].national).toBeGreaterThanOrEqual(1);
        });
      }),
    );
  });

  it('has at most one open pause, and it is open exactly while an accepted dossier waits that was not late already', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        for (const state of live(asked).states) {
          const { acceptance, waiting } = state;
          const deadline = acceptance?.deadline;
          const open = (acceptance?.pauses ?? []).filter((pause) => !pause.to);
          // A dossier that was late when a check found it incomplete stays late: its clock does not stand still.
          const late = deadline?.state === 'RUNNING' && waiting !== undefined && deadline.dueAt <= waiting.since;
          const waits = waiting !== undefined && acceptance !== undefined && !late;
          expect(open.length).toBe(waits ? 1 : 0);
          expect(deadline?.state === 'PAUSED').toBe(waits);
        }
      }),
    );
  });

  it('is at one agency at a time, which only a transfer changes, and a transfer changes nothing else', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, events } = live(asked);
        states.slice(1).forEach((state, index) => {
          const before = states[index]!;
          const event = events[index + 1]!;
          const told = publishedEvent(event, state) as { dossier: { agencyCode: string }; fromAgencyCode?: string };
          expect(told.dossier.agencyCode).toBe(state.agencyCode);
          if (event.type !== 'transferred') return expect(state.agencyCode).toBe(before.agencyCode);
          expect(told.fromAgencyCode).toBe(before.agencyCode);
          expect(state.agencyCode).not.toBe(before.agencyCode);
          const { version, lastEventAt, agencyCode } = state;
          expect(state).toEqual({ ...before, version, lastEventAt, agencyCode });
        });
      }),
    );
  });

  it('tells others nothing that a person wrote', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, events } = live(asked);
        const told = JSON.stringify(events.map((event, index) => publishedEvent(event, states[index]!)));
        for (const written of [
          'thẩm quyền',
          'chứng sinh',
          'thiếu',
          'nộp nhầm',
          'đề nghị',
          'điều kiện',
          'gõ nhầm',
          '09123456',
        ]) {
          expect(told).not.toContain(written);
        }
      }),
    );
  });
});
