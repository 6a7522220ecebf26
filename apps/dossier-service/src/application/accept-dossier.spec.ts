import { DomainError } from '@motcua/contracts';
import { caller, SimulatedClock } from '@motcua/platform';
import type { Dossier } from '../domain/dossier.js';
import { submit } from '../domain/intake.js';
import { after, ID, lived, submission } from '../testing/example-dossiers.js';
import { ExampleReferenceData } from '../testing/example-reference-data.js';
import { InMemoryDossiers } from '../testing/in-memory-dossiers.js';
import { local } from '../testing/reference-data.js';
import { AcceptDossier } from './accept-dossier.js';

/** The catalog has published no calendar. */
class NoCalendar extends ExampleReferenceData {
  override async deadlineBasis(): Promise<never> {
    throw new DomainError({ kind: 'precondition', code: 'deadline.no-basis', message: { vi: '…', en: '…' } });
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
    accept: () => acceptDossier.execute({ id: ID, caller: officer, input: undefined }),
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
