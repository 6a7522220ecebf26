import type { DossierView } from '@motcua/contracts';
import { caller, SimulatedClock, type Answer } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import type { Dossier } from '../domain/dossier.js';
import { after, ID, lived } from '../testing/example-dossiers.js';
import { basis, compiled2026, local } from '../testing/reference-data.js';
import { AcceptDossier } from './accept-dossier.js';
import { DossierNumbers, Dossiers, type ReferenceData, type Change, type Decide } from './ports.js';

/** A dossier that is seen in one state and has another by the time it is locked. */
class ChangedBetween extends Dossiers {
  constructor(
    private readonly seen: Dossier,
    private readonly locked: Dossier,
  ) {
    super();
  }

  override async find(): Promise<Dossier> {
    return this.seen;
  }

  override async change(_change: Change, decide: Decide): Promise<Answer<DossierView>> {
    const [event] = await decide(this.locked, undefined, { ...counted, calendar: async () => compiled2026() });
    if (event?.type !== 'accepted') throw new Error('it is not accepted');
    return { status: 200, body: { code: event.code, acceptedAt: event.at.toISOString() } as DossierView };
  }

  override open(): never {
    throw new Error('nobody submits here');
  }
}

class CountedNumbers extends DossierNumbers {
  readonly days: LocalDate[] = [];

  override async next(_agencyCode: string, on: LocalDate): Promise<number> {
    return this.days.push(on);
  }
}

const counted = { deadlineBasis: async () => ({ basis: basis(), calendar: compiled2026() }) };

const officer = caller({ subject: 'officer-1', roles: ['one-stop-officer'], agency: 'H41.14' });

function dossierIn(status: Dossier['status'], lastEventAt = local('2026-08-20 09:00')): Dossier {
  return { ...after(lived(['submit', '2026-08-20 09:00'])), status, lastEventAt };
}

async function accepting(seen: Dossier, locked: Dossier, now = local('2026-08-20 10:00')) {
  const numbers = new CountedNumbers();
  const clock = new SimulatedClock();
  clock.set(now);
  const dossiers = new ChangedBetween(seen, locked);
  const acceptDossier = new AcceptDossier(dossiers, counted as unknown as ReferenceData, numbers, clock);
  const answer = acceptDossier.execute({ id: ID, caller: officer });
  return { numbers, answer };
}

describe('Accepting a dossier that changes while it is looked at', () => {
  it('takes a number after all when its supplement came in between', async () => {
    const { answer, numbers } = await accepting(dossierIn('WAITING_SUPPLEMENT'), dossierIn('SUBMITTED'));
    expect((await answer).body.code).toBe('H41.14-260820-0001');
    expect(numbers.days).toEqual(['2026-08-20']);
  });

  it('takes none for a dossier that still waits for its supplement, and refuses it', async () => {
    const { answer, numbers } = await accepting(dossierIn('WAITING_SUPPLEMENT'), dossierIn('WAITING_SUPPLEMENT'));
    await expect(answer).rejects.toMatchObject({ kind: 'conflict', code: 'dossier.not-in-state' });
    expect(numbers.days).toEqual([]);
  });
});

describe('Accepting a dossier whose last event lies a few seconds ahead', () => {
  const midnight = local('2026-08-21 00:00').getTime();
  const before = new Date(midnight - 2_000);
  const behind = new Date(midnight + 2_000);

  it('gives it the code of the day on which it is accepted', async () => {
    const { answer, numbers } = await accepting(dossierIn('SUBMITTED', behind), dossierIn('SUBMITTED', behind), before);
    expect((await answer).body).toMatchObject({ code: 'H41.14-260821-0001', acceptedAt: behind.toISOString() });
    expect(numbers.days).toEqual(['2026-08-21']);
  });

  it('takes another number when that becomes plain only once it is locked', async () => {
    const { answer, numbers } = await accepting(dossierIn('SUBMITTED'), dossierIn('SUBMITTED', behind), before);
    expect((await answer).body.code).toBe('H41.14-260821-0002');
    expect(numbers.days).toEqual(['2026-08-20', '2026-08-21']);
  });

  it('leaves it on its day when the clock is right', async () => {
    const { answer } = await accepting(dossierIn('SUBMITTED'), dossierIn('SUBMITTED'), before);
    expect((await answer).body.code).toBe('H41.14-260820-0001');
  });
});
