import { caller, SimulatedClock } from '@motcua/platform';
import { v7 as uuid } from 'uuid';
import { submit } from '../domain/intake.js';
import { after, ID, lived } from '../testing/example-dossiers.js';
import { ExampleReferenceData } from '../testing/example-reference-data.js';
import { InMemoryDossiers } from '../testing/in-memory-dossiers.js';
import { local, procedure } from '../testing/reference-data.js';
import { ChangeDossier } from './change-dossier.js';

const officer = caller({ subject: 'officer-1', roles: ['one-stop-officer', 'processing-officer'], agency: 'H41.14' });
const ABSENT = '0198c2a4-7a00-7000-8000-00000000dead';

function changing(...steps: Parameters<typeof lived>) {
  const clock = new SimulatedClock();
  clock.set(local('2026-08-20 11:00'));
  const dossiers = new InMemoryDossiers(clock, after(lived(...steps)));
  return { clock, dossiers, changeDossier: new ChangeDossier(dossiers, new ExampleReferenceData(), clock) };
}

const inProgress: Parameters<typeof lived> = [
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['forward', '2026-08-20 10:00'],
];
const supplemented: Parameters<typeof lived> = [
  ...inProgress,
  ['request-supplement', '2026-08-20 10:10'],
  ['provide-supplement', '2026-08-20 10:20'],
];

describe('Changing a dossier', () => {
  it('goes by the rule of the action', async () => {
    const { changeDossier } = changing(...inProgress);
    const input = { stepCode: 'tham-dinh' };
    const { dossier } = await changeDossier.execute({ id: ID, caller: officer, action: 'complete-step', input });
    expect(dossier.tasks.map(({ stepCode, closing }) => [stepCode, closing?.outcome])).toEqual([
      ['tham-dinh', 'COMPLETED'],
      ['phe-duyet', undefined],
    ]);
    expect(dossier).toMatchObject({ status: 'IN_PROGRESS', version: 4 });
  });

  it('looks for no dossier while the request contradicts itself', async () => {
    const { changeDossier } = changing(...supplemented);
    const about = { id: ABSENT, caller: officer };
    const refused = [
      changeDossier.execute({ ...about, action: 'resolve', input: { outcome: 'NOT_ELIGIBLE' } }),
      changeDossier.execute({ ...about, action: 'check-supplement', input: { outcome: 'COMPLETE', missing: [1] } }),
    ];
    for (const one of refused) await expect(one).rejects.toMatchObject({ kind: 'invalid' });
    const sound = { ...about, action: 'check-supplement', input: { outcome: 'COMPLETE' } } as const;
    await expect(changeDossier.execute(sound)).rejects.toMatchObject({ code: 'dossier.not-found' });
    expect((await changeDossier.execute({ ...sound, id: ID })).dossier.supplement).toBeUndefined();
  });

  it('compares a correction with the persons as they stand, also as they were corrected before', async () => {
    const { changeDossier, dossiers, clock } = changing(...inProgress);
    const { dossier } = await dossiers.open({ caller: officer, input: undefined }, async () => {
      const opening = {
        id: uuid(),
        agencyCode: 'H41.14',
        receivingAgencyCode: 'H41.14',
        procedure: procedure(),
        online: true,
      } as const;
      const [event] = submit({ ...opening, channel: 'DIRECT', subjectType: 'CITIZEN' }, clock.now());
      return { event, record: { applicant: { fullName: 'Nguyễn Văn Án' }, resultDelivery: 'COUNTER' } };
    });
    const input = { applicant: { fullName: 'Nguyễn Văn An' }, reason: 'gõ nhầm dấu' };
    const correction = { id: dossier.id, caller: officer, action: 'correct-intake-data', input } as const;
    expect((await changeDossier.execute(correction)).dossier.version).toBe(2);
    await expect(changeDossier.execute(correction)).rejects.toMatchObject({ code: 'dossier.nothing-to-correct' });
  });
});
