import { DomainError } from '@motcua/contracts';
import { caller, SimulatedClock } from '@motcua/platform';
import type { Dossier } from '../domain/dossier.js';
import { submit } from '../domain/intake.js';
import { after, ID, lived, submission } from '../testing/example-dossiers.js';
import { ExampleReferenceData } from '../testing/example-reference-data.js';
import { InMemoryDossiers } from '../testing/in-memory-dossiers.js';
import { local } from '../testing/reference-data.js';
import { procedure } from '../testing/reference-data.js';
import { AcceptDossier } from './accept-dossier.js';
import type { Agency, PublishedProcedure } from './ports.js';

/** The catalog has published no calendar. */
class NoCalendar extends ExampleReferenceData {
  override async deadlineBasis(): Promise<never> {
    throw new DomainError({ kind: 'precondition', code: 'deadline.no-basis', message: { vi: '…', en: '…' } });
  }
}

/** A later version is in force on the day of receipt. */
class NewVersion extends ExampleReferenceData {
  constructor(private readonly changed: Partial<PublishedProcedure>) {
    super();
  }

  override async versionsOf(code: string) {
    const versions = await super.versionsOf(code);
    return versions.flatMap((first) => [first, { ...first, version: 2, ...this.changed }]);
  }
}

class AgencyAsItIs extends ExampleReferenceData {
  constructor(private readonly said: Partial<Agency>) {
    super();
  }

  override async agency(code: string) {
    return { ...(await super.agency(code))!, ...this.said };
  }
}

class NoProcedure extends ExampleReferenceData {
  override async versionsOf() {
    return [];
  }
}

const officer = caller({ subject: 'officer-1', roles: ['one-stop-officer'], agency: 'H41.14' });

const submitted = after(lived(['submit', '2026-08-20 09:00']));
const waiting = after(lived(['submit', '2026-08-20 09:00'], ['request-supplement', '2026-08-20 09:10']));

function accepting(dossier: Dossier, now = local('2026-08-20 10:00'), referenceData = new ExampleReferenceData()) {
  const clock = new SimulatedClock();
  clock.set(now);
  const dossiers = new InMemoryDossiers(clock, dossier);
  const acceptDossier = new AcceptDossier(dossiers, referenceData, clock);
  return {
    numbers: dossiers.numbers,
    accept: (caseCode?: string) => acceptDossier.execute({ id: ID, caller: officer, input: { caseCode } }),
  };
}

describe('Accepting a dossier', () => {
  it('takes the number of its day', async () => {
    const { accept, numbers } = accepting(submitted);
    expect((await accept()).dossier.acceptance?.code).toBe('H41.14-260820-0001');
    expect([...numbers]).toEqual([['H41.14 2026-08-20', 1]]);
  });

  it('takes no number when it still waits for its supplement, and refuses it', async () => {
    const { accept, numbers } = accepting(waiting);
    await expect(accept()).rejects.toMatchObject({ kind: 'conflict', code: 'dossier.not-in-state' });
    expect(numbers.size).toBe(0);
  });

  it('takes no number when the calendar does not reach the due date', async () => {
    const { accept, numbers } = accepting(submitted, local('2026-12-31 10:00'));
    await expect(accept()).rejects.toMatchObject({ code: 'calendar.day-not-covered' });
    expect(numbers.size).toBe(0);
  });

  it('takes no number when no calendar is published, and refuses it', async () => {
    const { accept, numbers } = accepting(submitted, undefined, new NoCalendar());
    await expect(accept()).rejects.toMatchObject({ kind: 'precondition', code: 'deadline.no-basis' });
    await expect(accept()).rejects.toBeInstanceOf(DomainError);
    expect(numbers.size).toBe(0);
  });
});

describe('Accepting a dossier whose last event lies a few seconds ahead', () => {
  it('gives it the code of the day on which it is accepted', async () => {
    const midnight = local('2026-08-21 00:00').getTime();
    const behind = new Date(midnight + 2_000);
    const { accept } = accepting(after(submit({ ...submission(), online: true }, behind)), new Date(midnight - 2_000));
    expect((await accept()).dossier).toMatchObject({
      acceptance: { code: 'H41.14-260821-0001', acceptedAt: behind },
    });
  });
});

/** Decision 22: the day of receipt decides the procedure, who is competent, and by what the deadline is counted. */
describe('Accepting a dossier that was submitted under another version', () => {
  const { caseCode, budget, steps: stepsOfCase } = procedure();
  const chung = { caseCode, budget, steps: stepsOfCase };
  const longer = { ...chung, budget: { amount: 10, unit: 'WORKING_DAY' as const } };
  const now = local('2026-08-20 10:00');

  it('counts by the version in force on the day of receipt, with its limit and its steps', async () => {
    const steps = chung.steps.slice(0, 1);
    const { accept } = accepting(submitted, now, new NewVersion({ cases: [{ ...longer, steps }] }));
    const { dossier } = await accept();
    expect(dossier).toMatchObject({
      procedure: { version: 2, caseCode: 'chung', budget: { amount: 10 }, steps },
      acceptance: { deadline: { dueAt: local('2026-09-07 17:00') } },
    });
  });

  it('is refused where the version has no longer the case, with the cases to choose from, and takes the one that is named', async () => {
    const gone = new NewVersion({ cases: [{ ...longer, caseCode: 'moi' }] });
    const { accept, numbers } = accepting(submitted, now, gone);
    await expect(accept()).rejects.toMatchObject({
      kind: 'precondition',
      code: 'procedure.case-gone',
      fields: [{ path: 'caseCode' }],
      text: { en: expect.stringContaining('one of: moi') },
    });
    await expect(accept('khac')).rejects.toMatchObject({ code: 'procedure.case-unknown' });
    expect(numbers.size).toBe(0);
    expect((await accept('moi')).dossier.procedure).toMatchObject({ version: 2, caseCode: 'moi' });
  });

  it('lets no counter choose another time limit where the case is still there', async () => {
    const { accept } = accepting(submitted, now, new NewVersion({ cases: [chung, { ...longer, caseCode: 'lau' }] }));
    await expect(accept('lau')).rejects.toMatchObject({ kind: 'precondition', code: 'procedure.case-settled' });
    expect((await accept('chung')).dossier.procedure.caseCode).toBe('chung');
  });

  it.each([
    ['is abolished by then', new NoProcedure(), 'procedure.not-in-force'],
    ['is settled at once by then', new NewVersion({ instant: true }), 'procedure.instant'],
    [
      'is for other agencies by then',
      new NewVersion({ competence: { agencyCodes: ['H41.27.05'], everyAgencyOf: [] } }),
      'agency.not-competent',
    ],
    [
      'has nobody who is competent by then',
      new NewVersion({ competence: { agencyCodes: [], everyAgencyOf: [] } }),
      'procedure.competence-unknown',
    ],
  ])('on a procedure that %s is refused and takes no number', async (_, referenceData, code) => {
    const { accept, numbers } = accepting(submitted, now, referenceData);
    await expect(accept()).rejects.toMatchObject({ kind: 'precondition', code });
    expect(numbers.size).toBe(0);
  });

  it('is refused at an agency from the day after its last, and not on its last', async () => {
    const on = (validTo: string) => accepting(submitted, now, new AgencyAsItIs({ validTo }));
    await expect(on('2026-08-19').accept()).rejects.toMatchObject({ code: 'agency.not-in-force' });
    expect((await on('2026-08-20').accept()).dossier.status).toBe('RECEIVED');
  });
});
