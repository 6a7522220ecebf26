import fc from 'fast-check';
import { DOSSIER_STATUS_CODES } from '@motcua/contracts';
import { publishedEvent } from '../events/published-events.js';
import { asking, lived } from '../testing/example-dossiers.js';
import { local } from '../testing/reference-data.js';
import type { Dossier } from './dossier.js';
import type { DossierEvent } from './dossier-events.js';
import { begin, evolve } from './evolve.js';
import { DOSSIER_ACTIONS, LIFECYCLE, transition, type DossierAction } from './lifecycle.js';

const actions = DOSSIER_ACTIONS.filter((action) => action !== 'submit');
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
  const [first] = lived(['submit', '2026-02-02 09:00']);
  const life: Life = { states: [begin(first as never)], events: [first!], actions: ['submit'] };
  let clock = local('2026-02-02 09:00').getTime();
  for (const [action, milliseconds] of asked) {
    clock += milliseconds;
    const dossier = life.states.at(-1)!;
    let happened: DossierEvent[];
    try {
      transition(dossier, action);
      happened = asking(action, new Date(clock))(dossier);
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

  it('has at most one open pause, and it is open exactly while an accepted dossier waits', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        for (const state of live(asked).states) {
          const open = state.pauses.filter((pause) => !pause.to);
          const waits = state.status === 'WAITING_SUPPLEMENT' && state.acceptedAt !== undefined;
          expect(open.length).toBe(waits ? 1 : 0);
          expect(state.deadline?.state === 'PAUSED').toBe(waits);
          expect(state.deadline !== undefined).toBe(state.acceptedAt !== undefined);
        }
      }),
    );
  });

  it('tells others nothing that a person wrote', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, events } = live(asked);
        const told = JSON.stringify(events.map((event, index) => publishedEvent(event, states[index]!)));
        for (const written of ['thẩm quyền', 'chứng sinh', 'thiếu', 'nộp nhầm', 'đề nghị', 'điều kiện']) {
          expect(told).not.toContain(written);
        }
      }),
    );
  });
});
