import type { DossierView } from '@motcua/contracts';
import { caller, SimulatedClock, type Answer } from '@motcua/platform';
import type { WorkingCalendar } from '@motcua/working-time';
import type { Dossier } from '../domain/dossier.js';
import { after, ID, lived } from '../testing/example-dossiers.js';
import { basis, compiled2026, local } from '../testing/reference-data.js';
import { AcceptDossier } from './accept-dossier.js';
import { DossierNumbers, Dossiers, type ReferenceData, type Change, type Decided } from './ports.js';

/** A dossier that is seen in one state and has another by the time it is locked. */
class ChangedBetween extends Dossiers {
  constructor(
    private readonly seen: Dossier['status'],
    private readonly locked: Dossier['status'],
  ) {
    super();
  }

  override async find(): Promise<Dossier> {
    return { agencyCode: 'H41.14', status: this.seen } as Dossier;
  }

  override async change(
    _change: Change,
    decide: (dossier: Dossier, calendar: WorkingCalendar | undefined) => Decided | Promise<Decided>,
  ): Promise<Answer<DossierView>> {
    const [event] = await decide(dossierIn(this.locked), undefined);
    return { status: 200, body: { code: event?.type === 'accepted' ? event.code : undefined } as DossierView };
  }

  override open(): never {
    throw new Error('nobody submits here');
  }
}

class CountedNumbers extends DossierNumbers {
  taken = 0;

  override async next(): Promise<number> {
    this.taken += 1;
    return this.taken;
  }
}

const officer = caller({ subject: 'officer-1', roles: ['one-stop-officer'], agency: 'H41.14' });

function dossierIn(status: Dossier['status']): Dossier {
  return { ...after(lived(['submit', '2026-08-20 09:00'])), status };
}

async function accepting(seen: Dossier['status'], locked: Dossier['status']) {
  const numbers = new CountedNumbers();
  const referenceData = {
    deadlineBasis: async () => ({ basis: basis(), calendar: compiled2026() }),
  } as unknown as ReferenceData;
  const clock = new SimulatedClock();
  clock.set(local('2026-08-20 10:00'));
  const acceptDossier = new AcceptDossier(new ChangedBetween(seen, locked), referenceData, numbers, clock);
  const answer = acceptDossier.execute({ id: ID, caller: officer });
  return { numbers, answer };
}

describe('Accepting a dossier that changes while it is looked at', () => {
  it('takes a number after all when its supplement came in between', async () => {
    const { answer, numbers } = await accepting('WAITING_SUPPLEMENT', 'SUBMITTED');
    expect((await answer).body.code).toBe('H41.14-260820-0001');
    expect(numbers.taken).toBe(1);
  });

  it('takes none for a dossier that still waits for its supplement, and refuses it', async () => {
    const { answer, numbers } = await accepting('WAITING_SUPPLEMENT', 'WAITING_SUPPLEMENT');
    await expect(answer).rejects.toMatchObject({ kind: 'conflict', code: 'dossier.not-in-state' });
    expect(numbers.taken).toBe(0);
  });
});
