import fc from 'fast-check';
import type { Channel, DossierFlag } from '@motcua/contracts';
import { ExampleLife } from './example-events.js';

const START = Date.parse('2026-08-01T00:00:00+07:00');
const HOUR = 3_600_000;
/** Coarse steps, so that many facts fall on the very same instant and on the ends of periods. */
const STEP = 6 * HOUR;

export const instant = (step: number): string => new Date(START + step * STEP).toISOString();

/** An instant within sixty days of the first. */
export const arbitraryStep = fc.nat(240);

export const AGENCIES = ['H41.14', 'H41.27.05', 'H41.27.06'];
const agencyCode = fc.constantFrom(...AGENCIES);
const fieldCode = fc.constantFrom('G15-TP07', 'G09-GTVT');
const channel = fc.constantFrom<Channel[]>('DIRECT', 'ONLINE', 'POST', 'OTHER');
const dossier = fc.record({ agencyCode, fieldCode, channel });
/** Steps from here to a due instant; undefined: nobody knows. */
const budget = fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined, freq: 6 });
const gap = fc.nat(20);
/** Whether its agency ends now, and who has it then. */
const transfer = fc.option(agencyCode, { freq: 3, nil: undefined });

const due = (from: number, steps: number | undefined) => (steps === undefined ? undefined : instant(from + steps));

/** How a dossier can leave intake without acceptance; also as events of earlier releases tell it. */
const notAccepted = fc.constantFrom(
  ['refused', {}] as const,
  ['refused', { cause: 'SUPPLEMENT_NOT_PROVIDED' }] as const,
  ['withdrawn', { withdrawnBy: 'APPLICANT' }] as const,
  ['withdrawn', { withdrawnBy: 'COUNTER' }] as const,
  ['withdrawn', {}] as const,
  ['stopped', {}] as const,
);

/** Never accepted: it left intake, or waits there, with or without a request for a supplement before. */
const neverAccepted = fc
  .record({ dossier, at: arbitraryStep, supplement: fc.boolean(), left: fc.option(fc.tuple(gap, notAccepted)) })
  .map(({ dossier: of, at, supplement, left }) => {
    const told = new ExampleLife(of).then('submitted', instant(at));
    if (supplement) told.then('supplementRequested', instant(at), undefined, { pausesClock: false });
    if (left) told.then(left[1][0], instant(at + left[0]), undefined, left[1][1]);
    return told;
  });

/** What an end says of the appointed date and the apology; nothing, where an earlier release announced it. */
const apologyJudged = fc.constantFrom(
  {},
  { appointedPunctuality: 'ON_TIME' as const },
  { appointedPunctuality: 'EARLY' as const, apology: 'IN_TIME' as const },
  { appointedPunctuality: 'LATE' as const, apology: 'LATE' as const },
  { appointedPunctuality: 'LATE' as const, apology: 'MISSING' as const },
);

/** A result that is found wrong, and perhaps corrected; by a limit of its own, where one is known. */
const wrong = fc.option(
  fc.record({
    after: gap,
    foundBy: fc.constantFrom('APPLICANT', 'AGENCY', 'INSPECTION'),
    limit: fc.option(fc.nat(20), { nil: undefined, freq: 6 }),
    corrected: fc.option(gap, { nil: undefined, freq: 4 }),
    reversed: fc.boolean(),
  }),
  { nil: undefined },
);
type Wrong = typeof wrong extends fc.Arbitrary<infer W> ? NonNullable<W> : never;

function correct(told: ExampleLife, ended: number, dueAt: string | undefined, life: Wrong, judged?: string): void {
  const facts = judged && { dossier: { punctuality: judged } };
  const at = ended + life.after;
  const correctBy = due(at, life.limit);
  told.then('reopened', instant(at), dueAt, { foundBy: life.foundBy, correctBy, ...facts });
  if (life.corrected === undefined) return;
  const kept = life.limit === undefined ? 'UNKNOWN' : life.corrected > life.limit ? 'LATE' : 'ON_TIME';
  told.then('resultCorrected', instant(at + life.corrected), dueAt, { kept, reversed: life.reversed, ...facts });
}

const lived = fc
  .record({
    dossier,
    at: arbitraryStep,
    waited: gap,
    budget,
    pauses: fc.array(
      fc.record({
        before: gap,
        waiting: fc.option(gap, { freq: 4 }),
        budget,
        transfer,
        transferWaiting: transfer,
        late: fc.boolean(),
        afterWindow: fc.boolean(),
        byAsker: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    apology: fc.option(fc.record({ after: gap, appoints: fc.nat(60), late: fc.boolean() }), { nil: undefined }),
    judged: fc.constantFrom(undefined, 'ON_TIME' as const, 'LATE' as const),
    apologyJudged,
    end: fc.option(
      fc.record({ what: fc.constantFrom('resolved' as const, 'withdrawn' as const, 'stopped' as const), gap }),
      { freq: 3 },
    ),
    delivered: fc.boolean(),
    wrong,
    transferEnded: transfer,
  })
  .map((life) => {
    const told = new ExampleLife(life.dossier).then('submitted', instant(life.at));
    let at = life.at + life.waited;
    let dueAt = due(at, life.budget);
    told.then('accepted', instant(at), dueAt).then('forwarded', instant(at), dueAt);
    if (life.apology && dueAt) {
      at += life.apology.after;
      const newDueAt = instant(at + life.apology.appoints);
      const { late } = life.apology;
      const flags = late ? ['APOLOGY_LATE'] : undefined;
      told.then('apologised', instant(at), dueAt, { previousDueAt: dueAt, newDueAt, late, flags });
    }
    for (const [index, pause] of life.pauses.entries()) {
      at += pause.before;
      if (pause.transfer) told.transfer(instant(at), pause.transfer, dueAt);
      // The clock of a dossier that is late runs on.
      const runsOn = pause.late && dueAt !== undefined;
      if (!runsOn) dueAt = undefined;
      const flags: DossierFlag[] = [];
      if (index > 0) flags.push('SUPPLEMENT_REPEATED');
      if (pause.afterWindow) flags.push('SUPPLEMENT_AFTER_WINDOW');
      told.then('supplementRequested', instant(at), dueAt, { pausesClock: !runsOn, flags });
      if (pause.waiting === null) break;
      at += pause.waiting;
      if (pause.transferWaiting) told.transfer(instant(at), pause.transferWaiting, dueAt);
      if (!runsOn) dueAt = due(at, pause.budget);
      const answered = pause.byAsker ? { flags: ['SUPPLEMENT_ANSWERED_BY_ASKER'] } : {};
      told.then('supplementProvided', instant(at), dueAt, answered);
    }
    if (life.end) {
      at += life.end.gap;
      told.then(
        life.end.what,
        instant(at),
        dueAt,
        life.judged && { dossier: { punctuality: life.judged, ...life.apologyJudged } },
      );
      if (life.transferEnded && life.end.what === 'resolved') told.transfer(instant(at + 1), life.transferEnded, dueAt);
      if (life.delivered && life.end.what === 'resolved') told.then('delivered', instant(at + 3), dueAt);
      if (life.wrong && life.end.what === 'resolved') correct(told, at + 3, dueAt, life.wrong, life.judged);
    }
    return told;
  });

/** History from elsewhere: ended before it began, without a due date, or open for ever. */
const imported = fc
  .record({
    dossier,
    at: arbitraryStep,
    budget,
    end: fc.option(fc.integer({ min: -8, max: 60 }), { nil: undefined }),
  })
  .map((life) =>
    new ExampleLife(life.dossier).then('imported', instant(300), due(life.at, life.budget), {
      ...(life.end === undefined ? {} : { endedAt: instant(life.at + life.end) }),
      dossier: {
        acceptedAt: instant(life.at),
        status: life.end === undefined ? 'IN_PROGRESS' : 'RESOLVED',
      },
    }),
  );

/** Any life that a dossier can have, by what its events say. */
export const arbitraryLife = fc.oneof(
  { weight: 6, arbitrary: lived },
  { weight: 2, arbitrary: imported },
  { weight: 3, arbitrary: neverAccepted },
);
