import fc from 'fast-check';
import { compileCalendar, elapsedWorkingTime } from '@motcua/working-time';
import {
  DOSSIER_ACTION_NAMES,
  DOSSIER_STATUS_CODES,
  STEP_PLACES,
  STEP_ROLES,
  type DossierAction,
} from '@motcua/contracts';
import { after, ANYBODY, asking, countOf, evolved, OFFICER, submission, told } from '../testing/example-dossiers.js';
import { calendar2026, CENTRE, compiled2026, local, procedure } from '../testing/reference-data.js';
import type { Agencies } from './agencies.js';
import { apologyOwed, owingOf } from './apology.js';
import { setDeadlineAnew } from './calendar-change.js';
import { isDue } from './deadline.js';
import {
  dueAtOf,
  type AcceptedDossier,
  type Dossier,
  type ProcessStep,
  type ProcessSteps,
  type StepTask,
} from './dossier.js';
import { expireConsultations } from './consultation.js';
import { consultationsOf } from './consultation-tasks.js';
import { isAnnounced, type Actor, type DossierEvent } from './dossier-events.js';
import { submit } from './intake.js';
import { LIFECYCLE, transition } from './lifecycle.js';
import { completeStep, resolve } from './processing.js';
import { punctualityOf } from './punctuality.js';
import { isSameCharge, spansOf } from './spans.js';
import { checkSupplement, provideSupplement } from './supplement.js';
import { completableSteps, completedSteps, handOverStep, isStep } from './tasks.js';
import { timeUseOf } from './time-use.js';

const actions = DOSSIER_ACTION_NAMES.filter((action) => action !== 'submit');
const anything = fc.array(fc.tuple(fc.constantFrom(...actions), fc.integer({ min: -3_000, max: 3 * 86_400_000 })), {
  maxLength: 40,
});

/** Steps with roles and places, some unsaid, each after some of those before it. */
const anyProcess = fc
  .array(
    fc.record({
      role: fc.constantFrom(undefined, ...STEP_ROLES),
      place: fc.constantFrom(undefined, ...STEP_PLACES),
      after: fc.nat({ max: 63 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((steps) =>
    steps.map(({ after: mask, ...step }, index): ProcessStep => ({
      ...step,
      code: `b${index}`,
      name: '',
      unit: 'u',
      budget: { amount: 1, unit: 'WORKING_DAY' },
      predecessors: steps.flatMap((_, before) => (before < index && mask & (1 << before) ? [`b${before}`] : [])),
    })),
  );

/** Mostly steps that go on. */
const work = fc.array(
  fc.tuple(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          ...(['accept', 'forward', 'complete-step', 'send-back', 'resolve', 'deliver'] as const),
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom(...actions) },
    ),
    fc.integer({ min: 0, max: 3 * 86_400_000 }),
  ),
  { maxLength: 40 },
);

/** Steps to and fro, within hours and without anything that moves a date: no waiting, no newer calendar. */
const toAndFro = fc.array(
  fc.tuple(
    fc.constantFrom(...(['forward', 'complete-step', 'send-back', 'recall', 'claim-task', 'release-task'] as const)),
    fc.integer({ min: 0, max: 12 * 3_600_000 }),
  ),
  { maxLength: 40 },
);

/** Mostly opinions that are asked for, a day or two apart. */
const consulting = fc.array(
  fc.tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          ...([
            'request-consultation',
            'answer-consultation',
            'extend-consultation',
            'withdraw-consultation',
            'expire-consultation',
            'transfer-consultation',
          ] as const),
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom(...actions) },
    ),
    fc.integer({ min: 60_000, max: 3 * 86_400_000 }),
  ),
  { maxLength: 30 },
);

const calendar = compiled2026();
/** Whoever would be late in March would be so no longer. */
const withoutMarch = compileCalendar({
  ...calendar2026,
  version: 2,
  daysOff: [...calendar2026.daysOff, { from: '2026-02-20', to: '2026-03-31', name: 'Nghỉ', kind: 'HOLIDAY' }],
});

const ACCEPTED: [DossierAction, number][] = [
  ['accept', 60_000],
  ['forward', 60_000],
];

const RESOLVED: [DossierAction, number][] = [['resolve', 60_000]];
const DELIVERED: [DossierAction, number][] = [['deliver', 60_000]];

/** Mostly corrections of results. */
const correcting = fc.array(
  fc.tuple(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(...(['reopen', 'correct-result', 'deliver', 'deliver-correction'] as const)),
      },
      { weight: 1, arbitrary: fc.constantFrom(...actions) },
    ),
    fc.integer({ min: 0, max: 3 * 86_400_000 }),
  ),
  { maxLength: 20 },
);

const APOLOGISED: [DossierAction, number][] = [['apologise', 60_000]];

interface Life {
  states: Dossier[];
  events: DossierEvent[];
  actions: DossierAction[];
}

/** Whatever is asked, in whatever order: what is refused does not happen. */
function live(asked: [DossierAction, number][], steps: readonly ProcessStep[] = procedure().steps): Life {
  // Every other one is received by a centre.
  const receivingAgencyCode = asked.length % 2 ? CENTRE : 'H41.14';
  const of = {
    ...submission(),
    receivingAgencyCode,
    procedure: { ...procedure(), steps: steps as ProcessSteps },
    online: true,
  };
  const events: DossierEvent[] = submit(of, local('2026-02-02 09:00'));
  const life: Life = { states: [after(events)], events, actions: ['submit'] };
  let clock = local('2026-02-02 09:00').getTime();
  let version = 1;
  for (const [action, milliseconds] of asked) {
    clock += milliseconds;
    const at = new Date(clock);
    const before = life.states.at(-1)!;
    // The write path records the limits that have passed with whatever happens next, and before it.
    const passed: DossierEvent[] = before.lastEventAt <= at ? expireConsultations(before, calendar, at) : [];
    const dossier = passed.reduce((standing, event) => evolved(standing, event, SYSTEM), before);
    let happened: DossierEvent[];
    try {
      const missing = dossier.supplement?.items ?? [];
      // Every other supplement is incomplete; some are answered by who asked; and now and then a year gets another holiday.
      if (action === 'check-supplement' && milliseconds % 2 && missing.length > 0) {
        happened = checkSupplement(dossier, { outcome: 'INCOMPLETE', missing, reason: 'mờ' }, countOf(dossier), at);
      } else if (action === 'complete-step') {
        const open = completableSteps(dossier);
        const stepCode = open[milliseconds % open.length]?.step.code ?? 'none';
        happened = completeStep(dossier, { stepCode }, ANYBODY, calendar, at);
      } else if (action === 'resolve' && milliseconds % 2) {
        happened = resolve(dossier, { outcome: 'APPROVED' }, calendar, at);
      } else if (action === 'provide-supplement' && milliseconds % 3 === 0) {
        happened = provideSupplement(dossier, { noOtherOfficer: true }, OFFICER, calendar, at);
      } else if (action === 'set-deadline-anew') {
        version += 1;
        happened = setDeadlineAnew(dossier, { calendar: withoutMarch, version }, at);
      } else {
        transition(dossier, action, action === 'resolve' ? 'NOT_ELIGIBLE' : 'COMPLETE');
        happened = asking(action, at)(dossier);
      }
    } catch {
      continue;
    }
    for (const [event, by] of [
      ...passed.map((event) => [event, SYSTEM] as const),
      ...happened.map((event) => [event, OFFICER] as const),
    ]) {
      life.states.push(evolved(life.states.at(-1)!, event, by));
      life.events.push(event);
      life.actions.push(event.type === 'consultation-expired' ? 'expire-consultation' : action);
    }
  }
  return life;
}

/** An accepted dossier after each event, and until the next one; one that has ended, a week later. */
function seenIn({ states, events }: Life): [AcceptedDossier, Date][] {
  return states.flatMap((state, index): [AcceptedDossier, Date][] => {
    if (!state.acceptance) return [];
    const next = events[index + 1]?.at ?? new Date(state.lastEventAt.getTime() + 7 * 86_400_000);
    return [
      [state, state.lastEventAt],
      [state, next],
    ];
  });
}

const sumOf = (parts: readonly { minutes?: number }[]): number => parts.reduce((sum, { minutes }) => sum + minutes!, 0);
const SYSTEM: Actor = { kind: 'SYSTEM', account: 'system:consultations' };

describe('Any life of a dossier', () => {
  it('has versions 1, 2, 3 … without gaps, and times that never run backwards', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, events } = live(asked);
        states.forEach((state, index) => {
          expect(state.version).toBe(index + 1);
          expect(state.announced).toBe(events.slice(0, index + 1).filter(isAnnounced).length);
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

  it('has one receiving and one competent agency at a time, which only a transfer changes, and a transfer changes nothing else', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, events } = live(asked);
        states.slice(1).forEach((state, index) => {
          const before = states[index]!;
          const event = events[index + 1]!;
          const others = told(event, state) as { dossier: Partial<Agencies>; fromAgencyCode?: string } | undefined;
          const { agencyCode, receivingAgencyCode } = state;
          if (others) {
            expect(others.dossier.agencyCode).toBe(agencyCode);
            expect(others.dossier.receivingAgencyCode ?? agencyCode).toBe(receivingAgencyCode);
          }
          if (event.type !== 'transferred') {
            return expect({ agencyCode, receivingAgencyCode }).toEqual({
              agencyCode: before.agencyCode,
              receivingAgencyCode: before.receivingAgencyCode,
            });
          }
          const { fromAgencyCode: from, toAgencyCode: to, part } = event;
          expect(others?.fromAgencyCode).toBe(from);
          const moved = (code: string): string => (code === from ? to : code);
          expect(agencyCode).toBe(moved(before.agencyCode));
          expect(receivingAgencyCode).toBe(moved(before.receivingAgencyCode));
          expect(from).not.toBe(to);
          const { version, announced, lastEventAt } = state;
          // What is open is done by the successor.
          const tasks = before.tasks.map((task) =>
            task.closing ? task : { ...task, agencyCode: moved(task.agencyCode) },
          );
          const handedOn = [...before.handedOn, { at: event.at, fromAgencyCode: from, ...(part && { part }) }];
          const agencies = { agencyCode, receivingAgencyCode };
          expect(state).toEqual({ ...before, version, announced, lastEventAt, ...agencies, tasks, handedOn });
        });
      }),
    );
  });

  it('charges the time of a counter to the agency that receives, and no other time to it (Decree 118/2025 Art. 18.2)', () => {
    let counted = 0;
    fc.assert(
      fc.property(anything, (asked) => {
        const life = live([...ACCEPTED, ...asked]);
        if (life.states[0]!.receivingAgencyCode !== CENTRE) return;
        for (const [state, at] of seenIn(life)) {
          for (const { charge } of spansOf(state, calendar, at)) {
            if (charge.party === 'UNKNOWN' || charge.party === 'CONSULTED_AGENCY') continue;
            counted += charge.party === 'COUNTER' ? 1 : 0;
            expect(charge.agencyCode!.startsWith(CENTRE)).toBe(charge.party === 'COUNTER');
          }
        }
      }),
    );
    expect(counted).toBeGreaterThan(100);
  });

  it('never loses a lateness that was reached: no request, answer, calendar or end removes it', () => {
    let reached = 0;
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, events } = live([...ACCEPTED, ...asked]);
        states.forEach((before, index) => {
          const next = events[index + 1];
          const deadline = before.acceptance?.deadline;
          if (!next || !deadline || before.ending || !isDue(deadline, next.at)) return;
          reached += 1;
          for (const state of states.slice(index + 1)) {
            expect(state.acceptance?.deadline).toEqual(deadline);
            if (state.ending && state.ending.endedAt > (deadline as { dueAt: Date }).dueAt) {
              expect(punctualityOf(state)).toBe('LATE');
            }
          }
        });
      }),
      { numRuns: 400 },
    );
    expect(reached).toBeGreaterThan(100);
  });

  it('charges all of [accepted, ended) without gap or overlap, to the minute, whatever happens', () => {
    fc.assert(
      fc.property(fc.oneof(anything, work, consulting), anyProcess, (asked, steps) => {
        for (const [dossier, at] of seenIn(live([...ACCEPTED, ...asked], steps))) {
          const { spans, minutes, shares } = timeUseOf(dossier, calendar, at);
          const { acceptedAt: from } = dossier.acceptance;
          const to = dossier.ending?.endedAt ?? at;
          if (to <= from) expect(spans).toEqual([]);
          else expect([spans[0]!.from, spans.at(-1)!.to]).toEqual([from, to]);
          spans.slice(1).forEach((span, index) => expect(span.from).toEqual(spans[index]!.to));
          expect(sumOf(spans)).toBe(elapsedWorkingTime(calendar, from, to).minutes);
          expect([minutes, sumOf(shares!)]).toEqual([sumOf(spans), sumOf(spans)]);
          expect(spans.every(({ charge }) => charge.party !== 'PROCESS' && charge.party !== 'UNKNOWN')).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is late by somebody: the shares of a lateness add up to it, nobody answers for more than the own, and it never shrinks', () => {
    let late = 0;
    fc.assert(
      fc.property(fc.oneof(anything, work, consulting), anyProcess, (asked, steps) => {
        let before = 0;
        for (const [dossier, at] of seenIn(live([...ACCEPTED, ...asked], steps))) {
          const { lateness, spans } = timeUseOf(dossier, calendar, at);
          const punctuality = punctualityOf(dossier);
          if (punctuality) expect(lateness !== undefined).toBe(punctuality === 'LATE');
          // Decision 766 judges at the request, and one at the very due instant is in time.
          const { deadline } = dossier.acceptance;
          if (deadline.state === 'RUNNING' && dossier.ending?.judgedAt?.getTime() === deadline.dueAt.getTime())
            continue;
          expect(lateness?.minutes ?? 0).toBeGreaterThanOrEqual(before);
          before = lateness?.minutes ?? 0;
          if (!lateness) continue;
          late += 1;
          expect(lateness.shares.length).toBeGreaterThan(0);
          expect(sumOf(lateness.shares)).toBe(lateness.minutes);
          for (const { charge, minutes } of lateness.shares) {
            expect(minutes).toBeGreaterThanOrEqual(0);
            expect(charge.party).not.toBe('APPLICANT');
            const own = spans.filter((span) => span.overLimit && isSameCharge(span.charge, charge));
            if (charge.party !== 'PROCESS') expect(minutes).toBeLessThanOrEqual(sumOf(own as { minutes: number }[]));
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(late).toBeGreaterThan(100);
  });

  it('has at most one apology, which nothing that happens later changes, and which excuses no lateness by law', () => {
    let late = 0;
    fc.assert(
      fc.property(anything, fc.boolean(), (asked, early) => {
        const { states, events } = live([...ACCEPTED, ...(early ? APOLOGISED : []), ...asked]);
        expect(events.filter(({ type }) => type === 'apologised').length).toBeLessThanOrEqual(1);
        states.slice(1).forEach((state, index) => {
          const before = states[index]!;
          const { apology } = before.acceptance ?? {};
          if (apology) expect(state.acceptance?.apology).toEqual(apology);
          if (events[index + 1]!.type === 'apologised') {
            expect(state.acceptance?.deadline).toEqual(before.acceptance?.deadline);
          }
          const { ending, acceptance } = state;
          const dueAt = dueAtOf(acceptance?.deadline);
          if (!acceptance?.apology || !ending || !dueAt) return;
          const judgedAt = ending.judgedAt ?? ending.endedAt;
          const owed = apologyOwed(owingOf(state), judgedAt);
          if (judgedAt > dueAt) {
            late += 1;
            expect([punctualityOf(state), owed]).toEqual(['LATE', acceptance.apology.late ? 'LATE' : 'IN_TIME']);
          } else expect(owed).toBeUndefined();
        });
      }),
      { numRuns: 400 },
    );
    expect(late).toBeGreaterThan(20);
  });

  it('is reopened at most once, and no reopening or correction changes when and how it ended', () => {
    let corrected = 0;
    fc.assert(
      fc.property(correcting, fc.boolean(), (asked, handedOver) => {
        const { states, events } = live([...ACCEPTED, ...RESOLVED, ...(handedOver ? DELIVERED : []), ...asked]);
        expect(events.filter(({ type }) => type === 'reopened').length).toBeLessThanOrEqual(1);
        states.slice(1).forEach((state, index) => {
          const before = states[index]!;
          if (!before.ending) return;
          const { reopening: _before, ...end } = before.ending;
          const { reopening, ...endNow } = state.ending!;
          expect([endNow, punctualityOf(state)]).toEqual([end, punctualityOf(before)]);
          expect(state.acceptance?.deadline).toEqual(before.acceptance?.deadline);
          const known = before.ending.reopening;
          if (!known) return;
          corrected += 1;
          // What was settled at the reopening, and what was corrected, stays.
          expect(reopening).toMatchObject({ at: known.at, foundBy: known.foundBy, correctBy: known.correctBy });
          if (known.correction) expect(reopening?.correction).toEqual(known.correction);
          if (known.deliveredAt) expect(reopening?.deliveredAt).toEqual(known.deliveredAt);
          // Whoever was given a wrong result is given the corrected one after its correction, and nobody a wrong one.
          if (reopening?.deliveredAt) expect(reopening.deliveredAt >= reopening.correction!.at).toBe(true);
          if (state.status !== before.status) expect(reopening?.correction).toBeDefined();
        });
      }),
      { numRuns: 200 },
    );
    expect(corrected).toBeGreaterThan(50);
  });

  it('is never early where it ended while a supplement was awaited', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        const { states } = live([...ACCEPTED, ...asked]);
        states.slice(1).forEach((state, index) => {
          if (states[index]!.waiting && state.ending && state.acceptance) {
            expect(['ON_TIME', 'LATE', 'UNKNOWN']).toContain(punctualityOf(state));
          }
        });
      }),
    );
  });

  it('opens each step after those that come before it, once at a time, and closes each task once', () => {
    fc.assert(
      fc.property(work, anyProcess, (asked, steps) => {
        let before: readonly StepTask[] = [];
        for (const state of live(asked, steps).states) {
          const handOver = handOverStep(state)?.code;
          expect(state.tasks.map(({ number }) => number)).toEqual(state.tasks.map((_, index) => index + 1));
          const tasks = state.tasks.filter(isStep);
          const open = tasks.filter(({ closing }) => !closing).map(({ stepCode }) => stepCode);
          expect(new Set(open).size).toBe(open.length);
          tasks.forEach((task, index) => {
            const earlier = before[index];
            if (earlier?.closing) expect(task).toEqual(earlier);
            else if (earlier) expect([task.stepCode, task.openedAt]).toEqual([earlier.stepCode, earlier.openedAt]);
            if (index < before.length) return;
            const { predecessors } = steps.find(({ code }) => code === task.stepCode)!;
            const refusedEarly = task === tasks.at(-1) && task.stepCode === handOver;
            if (!refusedEarly) {
              expect(
                predecessors.filter(
                  (code) => !tasks.some((one) => one.stepCode === code && one.closing?.outcome === 'COMPLETED'),
                ),
              ).toEqual([]);
            }
          });
          before = tasks;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives no step more time than its budget, however often it goes to and fro', () => {
    let again = 0;
    fc.assert(
      fc.property(toAndFro, anyProcess, (asked, steps) => {
        const { tasks } = live([...ACCEPTED, ...asked], steps).states.at(-1)!;
        for (const { code } of steps) {
          const [first, ...later] = tasks.filter(({ stepCode }) => stepCode === code);
          if (later.length === 0 || !first?.openedAt || !first.dueAt) continue;
          again += 1;
          const granted = elapsedWorkingTime(calendar, first.openedAt, first.dueAt).minutes;
          let used = 0;
          for (const task of [first, ...later]) {
            if (!task.dueAt || !task.openedAt) continue;
            const left = elapsedWorkingTime(calendar, task.openedAt, task.dueAt).minutes;
            // What was late stays late: nothing is left for it.
            expect(left).toBeLessThanOrEqual(Math.max(0, granted - used));
            if (task.closing?.at) used += elapsedWorkingTime(calendar, task.openedAt, task.closing.at).minutes;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(again).toBeGreaterThan(20);
  });

  it('leaves the time of a task with who had it: holds follow one another, and only the last is open', () => {
    fc.assert(
      fc.property(work, anyProcess, (asked, steps) => {
        for (const { tasks } of live(asked, steps).states) {
          for (const { holds = [], closing } of tasks) {
            holds.forEach(({ from, to }, index) => {
              if (index < holds.length - 1 || closing) expect(to).toBeDefined();
              if (to) expect(to >= from).toBe(true);
              const next = holds[index + 1];
              if (next) expect(next.from >= to!).toBe(true);
            });
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('that is approved has every step done and nothing open but the handing over; that is over has nothing open', () => {
    fc.assert(
      fc.property(work, anyProcess, (asked, steps) => {
        for (const state of live(asked, steps).states) {
          const { status, tasks, ending } = state;
          const handOver = handOverStep(state)?.code;
          // Nobody is consulted on what is over.
          const open = tasks.filter(({ closing }) => !closing).map(({ stepCode }) => stepCode);
          if (status === 'RESOLVED') expect(open).toEqual(handOver === undefined ? [] : [handOver]);
          else if (ending) expect(open).toEqual([]);
          if (ending?.outcome !== 'APPROVED') continue;
          const left = steps.filter(
            ({ code }) =>
              code !== handOver &&
              !tasks.some((task) => task.stepCode === code && task.closing?.outcome === 'COMPLETED'),
          );
          expect(left).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is no longer by asking for opinions: no due date moves, and no end of a consultation is rewritten', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(consulting, (asked) => {
        const { states, events } = live([...ACCEPTED, ...asked]);
        let before: Dossier | undefined;
        states.forEach((state, index) => {
          const consultations = consultationsOf(state);
          if (events[index]!.type.startsWith('consultation-')) {
            expect(state.acceptance).toEqual(before!.acceptance);
            expect(state.status).toBe(before!.status);
          }
          for (const { number, openedAt, dueAt, closing, consultation } of consultations) {
            const earlier = before && consultationsOf(before).find((one) => one.number === number);
            expect(earlier?.closing ?? closing).toEqual(closing);
            expect(earlier?.consultation.answer ?? consultation.answer).toEqual(consultation.answer);
            expect(dueAt > openedAt).toBe(true);
            if (closing) ends.add(closing.outcome);
            // Each ends in time, at its limit, or with the dossier.
            if (closing?.outcome === 'SILENT') expect(closing.at! >= dueAt).toBe(true);
            else if (closing) expect(closing.at! <= dueAt).toBe(true);
            if (consultation.answer?.late) expect(closing?.outcome).toBe('SILENT');
            if (state.ending) expect(closing).toBeDefined();
          }
          before = state;
        });
      }),
      { numRuns: 400 },
    );
    expect([...ends].sort()).toEqual(['ANSWERED', 'CANCELLED', 'SILENT', 'WITHDRAWN']);
  });

  it('always goes on: something can be done until it is over, and in the end it is approved', () => {
    fc.assert(
      fc.property(anyProcess, (steps) => {
        const everyStep = steps.map((): [DossierAction, number] => ['complete-step', 60_000]);
        const asked: [DossierAction, number][] = [
          ['accept', 60_000],
          ...everyStep,
          ['forward', 60_000],
          ...everyStep,
          ['resolve', 60_001],
          ['deliver', 60_000],
        ];
        const { states } = live(asked, steps);
        expect(states.at(-1)).toMatchObject({ status: 'DELIVERED', ending: { outcome: 'APPROVED' } });
        expect(completedSteps(states.at(-1)!)).toBe(steps.length);
      }),
      { numRuns: 300 },
    );
  });

  it('tells others nothing that a person wrote', () => {
    fc.assert(
      fc.property(anything, (asked) => {
        const { states, events } = live(asked);
        const published = JSON.stringify(events.map((event, index) => told(event, states[index]!)));
        for (const written of [
          'thẩm quyền',
          'chứng sinh',
          'thiếu',
          'nộp nhầm',
          'đề nghị',
          'điều kiện',
          'gõ nhầm',
          'số thửa',
          'phức tạp',
          'cho ý kiến',
          'trích lục',
          'thống nhất',
          'cần thêm',
          'đã rõ',
          '09123456',
        ]) {
          expect(published).not.toContain(written);
        }
      }),
    );
  });
});
