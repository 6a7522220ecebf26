import type { Role } from '@motcua/contracts';
import { caller } from '@motcua/platform';
import { compileCalendar } from '@motcua/working-time';
import {
  after,
  ANYBODY,
  CITIZEN,
  COLLEAGUE,
  countOf,
  evolved,
  OFFICER,
  submission,
} from '../testing/example-dossiers.js';
import {
  basis,
  calendar2026,
  CENTRE,
  compiled2026,
  local,
  PARALLEL_STEPS,
  procedure,
} from '../testing/reference-data.js';
import { setDeadlineAnew } from './calendar-change.js';
import type { Dossier, Procedure, ProcessStep, ProcessSteps } from './dossier.js';
import type { Actor, DossierEvent } from './dossier-events.js';
import { withdraw } from './ending.js';
import { accept, submit, withCode } from './intake.js';
import { allowedActions, allowedOutcomes } from './lifecycle.js';
import { completeStep, deliver, forward, resolve } from './processing.js';
import { provideSupplement, requestSupplement } from './supplement.js';
import { transfer } from './transfer.js';
import { countedTasks, handOverStep, openSteps, type Worker } from './tasks.js';

const calendar = compiled2026();
const fact = (dossier: Dossier, event: DossierEvent): Dossier => evolved(dossier, event);
const worker = (role: Role, unit?: string): Worker => caller({ subject: 'x', roles: [role], agency: 'H41.14', unit });
const COUNTER = worker('one-stop-officer', 'mot-cua');
const HEAD = worker('agency-head');
/** As a task names who closed it. */
const COUNTER_OF_U = worker('one-stop-officer', 'u');

const lineOf = (...steps: Partial<ProcessStep>[]): ProcessSteps =>
  steps.map((step, index) => ({
    code: `b${index + 1}`,
    name: '',
    unit: 'u',
    budget: { amount: 1, unit: 'WORKING_DAY' },
    predecessors: index === 0 ? [] : [`b${index}`],
    ...step,
  })) as unknown as ProcessSteps;

/** Accepted on Thursday 20 August 2026 at 09:00. */
function accepted(steps: ProcessSteps = PARALLEL_STEPS, receivingAgencyCode = 'H41.14'): Dossier {
  const opening = { ...submission(), receivingAgencyCode, procedure: { ...procedure(), steps }, online: true };
  const submitted = after(submit(opening, local('2026-08-20 09:00')));
  const event = accept(
    submitted,
    { procedure: submitted.procedure as Procedure, basis: basis(), calendar },
    local('2026-08-20 09:00'),
  );
  return evolved(submitted, withCode(event, 'H41.14-260820-0001')[0]);
}

const forwarded = (dossier: Dossier, at = '2026-08-20 10:00', by: Worker = ANYBODY) =>
  forward(dossier, by, calendar, local(at)).reduce(fact, dossier);
const completed = (dossier: Dossier, stepCode: string, at: string, by: Worker = ANYBODY) =>
  completeStep(dossier, { stepCode }, by, calendar, local(at)).reduce(fact, dossier);
const resolvedAs = (dossier: Dossier, at: string) =>
  resolve(dossier, { outcome: 'APPROVED' }, calendar, local(at)).reduce(fact, dossier);
const open = (dossier: Dossier) => openSteps(dossier).map(({ step }) => step.code);
const dueOf = (dossier: Dossier, code: string) => dossier.tasks.find(({ stepCode }) => stepCode === code)?.dueAt;
const refusal = (code: string) => expect.objectContaining({ code });

describe('The first step of a process', () => {
  it('opens at acceptance where it is the counter’s, and ends when the counter forwards', () => {
    const dossier = accepted();
    expect(dossier.tasks).toMatchObject([
      { number: 1, stepCode: 'tiep-nhan', openedAt: local('2026-08-20 09:00'), dueAt: local('2026-08-21 11:30') },
    ]);
    expect(allowedActions(dossier)).toEqual(expect.arrayContaining(['forward', 'complete-step']));
    const next = forwarded(dossier);
    expect(next.tasks[0]!.closing).toEqual({ at: local('2026-08-20 10:00'), outcome: 'COMPLETED' });
    expect(open(next)).toEqual(['tham-dinh', 'do-dac']);
  });

  it('may also be completed by itself; what follows waits until the dossier is forwarded', () => {
    const dossier = completed(accepted(), 'tiep-nhan', '2026-08-20 09:30', COUNTER);
    expect([dossier.status, open(dossier)]).toEqual(['RECEIVED', []]);
    expect(allowedActions(dossier)).not.toContain('complete-step');
    const next = forwarded(dossier);
    expect(open(next)).toEqual(['tham-dinh', 'do-dac']);
    expect(next.tasks[1]).toMatchObject({ stepCode: 'tham-dinh', openedAt: local('2026-08-20 10:00') });
  });

  it.each<[string, Partial<ProcessStep>]>([
    ['the role of which is not known', {}],
    ['of another role', { role: 'processing-officer', place: 'RECEIVING' }],
    ['of a consulted agency', { role: 'one-stop-officer', place: 'COORDINATING' }],
  ])('%s opens when the dossier is forwarded, so that no unit is charged for the counter', (_, step) => {
    const dossier = accepted(lineOf(step, {}));
    expect([open(dossier), allowedActions(dossier).includes('complete-step')]).toEqual([[], false]);
    expect(forwarded(dossier).tasks).toMatchObject([{ stepCode: 'b1', openedAt: local('2026-08-20 10:00') }]);
  });

  it('is the counter’s by its place where its role is not known', () => {
    expect(open(accepted(lineOf({ place: 'RECEIVING' }, {})))).toEqual(['b1']);
  });
});

describe('Forwarding', () => {
  const counter = { role: 'one-stop-officer' } as const;

  it('is refused while a step of the counter is left beside its last one, and possible after it', () => {
    const dossier = accepted(lineOf(counter, counter, {}));
    expect(() => forwarded(dossier)).toThrow(refusal('dossier.counter-steps-open'));
    expect(allowedActions(dossier)).not.toContain('forward');
    const ready = completed(dossier, 'b1', '2026-08-20 09:10', COUNTER_OF_U);
    expect(allowedActions(ready)).toContain('forward');
    expect(open(forwarded(ready))).toEqual(['b3']);
  });

  it('ends no step of another unit of the counter', () => {
    expect(() => forwarded(accepted(), '2026-08-20 10:00', worker('one-stop-officer', 'mot-cua-2'))).toThrow(
      refusal('dossier.step-of-others'),
    );
    expect(forwarded(accepted(), '2026-08-20 10:00', COUNTER).status).toBe('IN_PROGRESS');
  });

  it('hands nothing over where the counter does everything: its steps go on', () => {
    const dossier = forwarded(accepted(lineOf(counter, counter, counter)), '2026-08-20 10:00', COUNTER_OF_U);
    expect(open(dossier)).toEqual(['b1']);
    const second = completed(dossier, 'b1', '2026-08-20 11:00', COUNTER_OF_U);
    const done = completed(second, 'b2', '2026-08-20 11:10', COUNTER_OF_U);
    expect(open(resolvedAs(done, '2026-08-20 11:20'))).toEqual(['b3']);
  });

  it('names a step also where the counter has done everything before', () => {
    const done = completed(accepted(lineOf(counter)), 'b1', '2026-08-20 09:10', COUNTER_OF_U);
    const [event] = forward(done, COUNTER_OF_U, calendar, local('2026-08-20 10:00'));
    expect([event.stepCode, event.begins]).toEqual(['b1', []]);
    expect(allowedOutcomes(evolved(done, event))).toContain('APPROVED');
  });

  it('records with its end a step of the counter that nobody saw begin', () => {
    const unseen = { ...accepted(), tasks: [] };
    const dossier = forwarded(unseen as Dossier);
    expect(dossier.tasks[0]).toMatchObject({ number: 1, stepCode: 'tiep-nhan', openedAt: undefined });
    expect(dossier.tasks[0]!.closing).toEqual({ at: local('2026-08-20 10:00'), outcome: 'COMPLETED' });
    expect(dossier.tasks.map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});

describe('Steps side by side', () => {
  const both = forwarded(accepted());

  it('are completed in any order; the step after them waits for both', () => {
    const one = completed(both, 'do-dac', '2026-08-20 11:00');
    expect(open(one)).toEqual(['tham-dinh']);
    const other = completed(one, 'tham-dinh', '2026-08-21 09:00');
    expect(open(other)).toEqual(['phe-duyet']);
  });

  it('are each due by their own time', () => {
    // Saturday 22 August is worked.
    expect([dueOf(both, 'tham-dinh'), dueOf(both, 'do-dac')]).toEqual([
      local('2026-08-22 17:00'),
      local('2026-08-21 17:00'),
    ]);
  });

  it('are named in the refusal of a step that does not run', () => {
    expect(() => completed(both, 'phe-duyet', '2026-08-20 11:00')).toThrow(
      expect.objectContaining({
        code: 'dossier.other-step',
        details: expect.objectContaining({ currentStepCode: 'tham-dinh', openSteps: ['tham-dinh', 'do-dac'] }),
      }),
    );
  });

  it('are completed once', () => {
    const one = completed(both, 'do-dac', '2026-08-20 11:00');
    expect(() => completed(one, 'do-dac', '2026-08-20 12:00')).toThrow(refusal('dossier.other-step'));
  });
});

describe('A step', () => {
  it('that begins late because of the one before is not charged with it', () => {
    let dossier = completed(forwarded(accepted()), 'do-dac', '2026-08-21 09:00');
    const [late] = completeStep(dossier, { stepCode: 'tham-dinh' }, ANYBODY, calendar, local('2026-08-28 09:00'));
    expect([late.late, late.dueAt]).toEqual([true, local('2026-08-22 17:00')]);
    dossier = evolved(dossier, late);
    expect(dueOf(dossier, 'phe-duyet')).toEqual(local('2026-09-03 17:00'));
    const [next] = completeStep(dossier, { stepCode: 'phe-duyet' }, HEAD, calendar, local('2026-09-03 17:00'));
    expect(next.late).toBe(false);
  });

  it('has no date while the applicant is awaited, and the waiting subtracted afterwards, whatever the law restarts', () => {
    const dossier = forwarded(accepted());
    const until = local('2026-09-20 09:00');
    const request = { items: ['x'], reason: 'y', provideUntil: until };
    const waiting = requestSupplement(dossier, request, countOf(dossier), local('2026-08-21 09:00')).reduce(
      fact,
      dossier,
    );
    expect([dueOf(waiting, 'tham-dinh'), dueOf(waiting, 'do-dac')]).toEqual([undefined, undefined]);
    const back = provideSupplement(waiting, {}, CITIZEN, calendar, local('2026-08-25 09:00')).reduce(fact, waiting);
    expect(back.acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: local('2026-08-28 17:00') });
    // Friday 21, Saturday 22 and Monday 24 August ended in between: three working days.
    expect([dueOf(back, 'tham-dinh'), dueOf(back, 'do-dac')]).toEqual([
      local('2026-08-26 17:00'),
      local('2026-08-25 17:00'),
    ]);
  });

  it('that is late stays late, though a supplement is asked for afterwards', () => {
    const dossier = forwarded(accepted());
    const until = local('2026-09-20 09:00');
    const request = { items: ['x'], reason: 'y', provideUntil: until };
    const waiting = requestSupplement(dossier, request, countOf(dossier), local('2026-08-22 09:00')).reduce(
      fact,
      dossier,
    );
    const back = provideSupplement(waiting, {}, CITIZEN, calendar, local('2026-08-25 09:00')).reduce(fact, waiting);
    expect(dueOf(back, 'do-dac')).toEqual(local('2026-08-21 17:00'));
    expect(dueOf(back, 'tham-dinh')! > local('2026-08-22 17:00')).toBe(true);
  });

  it('gains no time when the officer who asked answers too, and gains it when a colleague does', () => {
    const dossier = forwarded(accepted());
    const request = { items: ['x'], reason: 'y', provideUntil: local('2026-09-20 09:00') };
    const waiting = requestSupplement(dossier, request, countOf(dossier), local('2026-08-21 09:00')).reduce(
      fact,
      dossier,
    );
    const answered = (by: Actor) =>
      provideSupplement(waiting, { noOtherOfficer: true }, by, calendar, local('2026-08-25 09:00')).reduce(
        fact,
        waiting,
      );
    const ofAsker = answered(OFFICER);
    expect(dueOf(ofAsker, 'tham-dinh')).toEqual(dueOf(dossier, 'tham-dinh'));
    // Nor by a calendar that comes afterwards.
    const second = { calendar: compileCalendar({ ...calendar2026, version: 2 }), version: 2 };
    const redated = setDeadlineAnew(ofAsker, second, local('2026-08-25 10:00')).reduce(fact, ofAsker);
    expect(dueOf(redated, 'tham-dinh')).toEqual(dueOf(dossier, 'tham-dinh'));
    expect(dueOf(answered(COLLEAGUE), 'tham-dinh')! > dueOf(dossier, 'tham-dinh')!).toBe(true);
  });

  it('gets another date with a newer calendar, unless it is late', () => {
    const storm = { from: '2026-08-22', to: '2026-08-22', name: 'Bão', kind: 'HOLIDAY' as const };
    const second = compileCalendar({
      ...calendar2026,
      version: 2,
      makeUpDays: [],
      daysOff: [...calendar2026.daysOff, storm],
    });
    const dossier = forwarded(accepted());
    const [changed] = setDeadlineAnew(dossier, { calendar: second, version: 2 }, local('2026-08-22 08:00'));
    const next = evolved(dossier, changed!);
    expect([dueOf(next, 'tham-dinh'), dueOf(next, 'do-dac')]).toEqual([
      local('2026-08-24 17:00'),
      local('2026-08-21 17:00'),
    ]);
  });

  it('that is still open when the dossier ends is cancelled', () => {
    const dossier = forwarded(accepted());
    const gone = withdraw(dossier, { withdrawnBy: 'APPLICANT' }, calendar, local('2026-08-20 14:00')).reduce(
      fact,
      dossier,
    );
    expect(gone.tasks.map(({ closing }) => closing?.outcome)).toEqual(['COMPLETED', 'CANCELLED', 'CANCELLED']);
  });
});

describe('The counter’s step that ends with the forwarding', () => {
  it.each([
    ['2026-08-21 11:30', false],
    ['2026-08-21 11:31', true],
  ])('is judged by its own time, forwarded at %s', (at, stepLate) => {
    expect(forward(accepted(), ANYBODY, calendar, local(at))[0].stepLate).toBe(stepLate);
  });
});

describe('The step of handing over', () => {
  const processed = () => {
    let dossier = completed(forwarded(accepted()), 'do-dac', '2026-08-20 11:00');
    dossier = completed(dossier, 'tham-dinh', '2026-08-20 14:00');
    return completed(dossier, 'phe-duyet', '2026-08-20 15:00');
  };

  it('does not hold up the approval, begins with the result and is done by its delivery', () => {
    const dossier = processed();
    expect(open(dossier)).toEqual([]);
    expect(allowedActions(dossier)).toContain('resolve');
    const resolved = resolvedAs(dossier, '2026-08-20 16:00');
    expect(open(resolved)).toEqual(['tra-ket-qua']);
    const delivered = deliver(resolved, local('2026-08-21 08:00')).reduce(fact, resolved);
    expect(delivered.tasks.at(-1)).toMatchObject({
      stepCode: 'tra-ket-qua',
      closing: { at: local('2026-08-21 08:00'), outcome: 'COMPLETED' },
    });
  });

  it('also begins for a refusal after assessment, which ends what was open', () => {
    const dossier = forwarded(accepted());
    const refused = resolve(
      dossier,
      { outcome: 'NOT_ELIGIBLE', reason: 'x' },
      calendar,
      local('2026-08-20 16:00'),
    ).reduce(fact, dossier);
    expect(refused.tasks.map(({ stepCode, closing }) => [stepCode, closing?.outcome])).toEqual([
      ['tiep-nhan', 'COMPLETED'],
      ['tham-dinh', 'CANCELLED'],
      ['do-dac', 'CANCELLED'],
      ['tra-ket-qua', undefined],
    ]);
  });

  it('is not completed before there is a result, not even where it was begun before that was known', () => {
    const { tasks, ...rest } = processed();
    const step = { stepCode: 'tra-ket-qua', unit: 'mot-cua', agencyCode: 'H41.14', kind: 'STEP' as const };
    const dossier = { ...rest, tasks: [...tasks, { ...step, number: tasks.length + 1 }] } as Dossier;
    expect(() => completed(dossier, 'tra-ket-qua', '2026-08-20 15:30')).toThrow(refusal('dossier.steps-done'));
    const resolved = resolvedAs(dossier, '2026-08-20 16:00');
    expect(resolved.tasks).toHaveLength(dossier.tasks.length);
    expect(open(resolved)).toEqual(['tra-ket-qua']);
  });

  it.each<[string, ProcessSteps, string | undefined]>([
    ['of the counter after all others', lineOf({}, { role: 'one-stop-officer' }), 'b2'],
    ['of another role', lineOf({}, { role: 'processing-officer', place: 'RECEIVING' }), undefined],
    ['that is the only one', lineOf({ role: 'one-stop-officer' }), undefined],
    [
      'beside another last step',
      lineOf({}, { role: 'one-stop-officer', predecessors: ['b1'] }, { predecessors: ['b1'] }),
      undefined,
    ],
  ])('is the last one %s', (_, steps, code) => expect(handOverStep(accepted(steps))?.code).toBe(code));

  // Decree 118/2025/NĐ-CP Art. 20: the counter hands the result over, and no approval waits for it.
  it('is also the one whose place is the competent agency, where that one receives for itself', () => {
    const [counter, head] = [{ role: 'one-stop-officer', place: 'COMPETENT' }, { role: 'agency-head' }] as const;
    const before = completed(forwarded(accepted(lineOf(counter, head, counter))), 'b2', '2026-08-20 11:00');
    expect(open(before)).toEqual([]);
    const resolved = resolvedAs(before, '2026-08-20 14:00');
    expect([resolved.status, open(resolved)]).toEqual(['RESOLVED', ['b3']]);
    expect(deliver(resolved, local('2026-08-20 15:00'))).toMatchObject([{ type: 'delivered' }]);
  });

  it('is not that one where a centre receives: the competent agency does its step before the result, whoever succeeds', () => {
    const [counter, head] = [{ role: 'one-stop-officer' }, { role: 'agency-head' }] as const;
    const steps = lineOf(counter, head, { ...counter, place: 'COMPETENT' });
    const waits = completed(forwarded(accepted(steps, CENTRE)), 'b2', '2026-08-20 11:00');
    expect(open(waits)).toEqual(['b3']);
    const one = transfer(waits, { from: CENTRE, to: 'H41.14' }, local('2026-08-21 08:00')).reduce(fact, waits);
    expect(one.receivingAgencyCode).toBe('H41.14');
    for (const dossier of [waits, one]) {
      expect(() => resolvedAs(dossier, '2026-08-21 14:00')).toThrow(refusal('dossier.steps-open'));
      const done = completed(dossier, 'b3', '2026-08-21 12:00', COUNTER_OF_U);
      expect(resolvedAs(done, '2026-08-21 14:00').status).toBe('RESOLVED');
    }
  });

  it('that is missing lets no step of the counter pass for it', () => {
    const steps = lineOf({}, { role: 'one-stop-officer', predecessors: ['b1'] }, { predecessors: ['b1'] });
    let dossier = completed(forwarded(accepted(steps)), 'b1', '2026-08-20 11:00');
    dossier = completed(dossier, 'b3', '2026-08-20 12:00');
    expect(() => resolvedAs(dossier, '2026-08-20 14:00')).toThrow(refusal('dossier.steps-open'));
    dossier = completed(dossier, 'b2', '2026-08-20 12:10', COUNTER_OF_U);
    expect(resolvedAs(dossier, '2026-08-20 14:00').status).toBe('RESOLVED');
  });
});

describe('A step belongs to its role and unit (Circular 01/2018/TT-VPCP Art. 8)', () => {
  const dossier = forwarded(accepted());
  const complete = (by: Worker, stepCode = 'tham-dinh') =>
    completeStep(dossier, { stepCode }, by, calendar, local('2026-08-20 11:00'))[0];

  it.each([
    ['an officer of another unit', worker('processing-officer', 'dia-chinh')],
    ['the counter', COUNTER],
    ['the counter, though the token names no unit', worker('one-stop-officer')],
  ])('and is not completed by %s, who is told whose it is', (_, by) => {
    expect(() => complete(by)).toThrow(
      expect.objectContaining({
        kind: 'forbidden',
        code: 'dossier.step-of-others',
        text: expect.objectContaining({ vi: expect.stringContaining('công chức xử lý của bộ phận "chuyen-mon"') }),
        details: {
          stepCode: 'tham-dinh',
          stepAgencyCode: 'H41.14',
          stepUnit: 'chuyen-mon',
          stepRole: 'processing-officer',
        },
      }),
    );
  });

  it.each([
    ['an officer of the unit', worker('processing-officer', 'chuyen-mon'), false],
    ['an officer of the unit, written in another case', worker('processing-officer', ' Chuyen-Mon '), false],
    ['an officer whose token names no unit', worker('processing-officer'), false],
    ['the head of the agency, and that is recorded', HEAD, true],
  ])('and is completed by %s', (_, by, byHead) => expect(complete(by).byHead).toBe(byHead));

  it('of the counter is not completed by processing, and by the counter it is', () => {
    const received = accepted();
    expect(() => completed(received, 'tiep-nhan', '2026-08-20 09:10', worker('processing-officer', 'mot-cua'))).toThrow(
      refusal('dossier.step-of-others'),
    );
    expect(completed(received, 'tiep-nhan', '2026-08-20 09:10', COUNTER).tasks[0]!.closing?.outcome).toBe('COMPLETED');
  });

  it.each<[string, Partial<ProcessStep>]>([
    ['of which no role is known', { unit: 'x' }],
    [
      'of a consulted agency, whose officers do not work here',
      { place: 'COORDINATING', role: 'processing-officer', unit: 'x' },
    ],
  ])('and one %s to whom it belonged before: processing and the head', (_, step) => {
    const running = forwarded(accepted(lineOf(step, {})));
    const by = (one: Worker) => completeStep(running, { stepCode: 'b1' }, one, calendar, local('2026-08-20 11:00'))[0];
    expect([by(worker('processing-officer', 'y')).byHead, by(HEAD).byHead]).toEqual([false, false]);
    expect(() => by(COUNTER)).toThrow(refusal('dossier.step-of-others'));
  });
});

describe('A dossier of which only the number of completed steps is known', () => {
  it('has the tasks of its steps in a line, without instants', () => {
    const of = { agencyCode: 'H41.14', receivingAgencyCode: 'H41.14', procedure: procedure() };
    const said = (...counted: [number, boolean]) =>
      countedTasks(of, ...counted).map(({ number, stepCode, openedAt, closing }) => [
        number,
        stepCode,
        openedAt,
        closing,
      ]);
    const done = { outcome: 'COMPLETED' };
    expect(said(0, false)).toEqual([]);
    expect(said(0, true)).toEqual([[1, 'tham-dinh', undefined, undefined]]);
    expect(said(1, true)).toEqual([
      [1, 'tham-dinh', undefined, done],
      [2, 'phe-duyet', undefined, undefined],
    ]);
    expect(said(2, true)).toHaveLength(2);
  });
});
