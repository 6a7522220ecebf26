import type { Api } from '@motcua/testing';
import {
  APPLICANT,
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

describe('Two submissions of one person for one procedure', () => {
  let test: DossierTestService;

  beforeAll(async () => {
    test = await startDossierTestService();
  });
  afterAll(() => test?.stop());

  let day = 0;
  /** Each test on a day of its own, far from the submissions of the others. */
  beforeEach(() => (day += 1));
  const at = (time: string) => test.at(`2026-03-${String(day).padStart(2, '0')} ${time}`);
  const OTHER_PERSON = { ...APPLICANT, fullName: 'Trần Thị Bình', identityNumber: '040191000002' };
  const online = { ...SUBMISSION, ownerSubject: undefined, agencyCode: OWN };
  const submit = async (by: Api, body: object = online): Promise<string> => (await by.post('/dossiers', body)).id;
  const named = async (by: Api, id: string): Promise<string[] | undefined> =>
    (await by.get(`/dossiers/${id}`)).probableDuplicates?.map((other: { id: string }) => other.id);
  const flags = async (by: Api, id: string): Promise<string[]> =>
    (await by.get(`/dossiers/${id}/history`)).entries[0].flags;

  it('within ten minutes are both kept, name each other to the owner and the officers, and are flagged in the history', async () => {
    await at('09:00');
    const first = await submit(test.citizen);
    await at('09:10');
    const second = await submit(test.citizen);
    await test.officer.post(`/dossiers/${first}/acceptance`);
    await test.officer.post(`/dossiers/${first}/forwarding`);
    for (const reader of [test.citizen, test.officer, test.head, test.control]) {
      expect([await named(reader, first), await named(reader, second)]).toEqual([[second], [first]]);
      expect([await flags(reader, first), await flags(reader, second)]).toEqual([
        ['PROBABLE_DUPLICATE'],
        ['PROBABLE_DUPLICATE'],
      ]);
    }
    const { probableDuplicates } = await test.citizen.get(`/dossiers/${second}`);
    expect(probableDuplicates).toEqual([
      {
        id: first,
        code: expect.stringMatching(/^H41\.14-/),
        status: 'IN_PROGRESS',
        submittedAt: expect.stringMatching(/T02:00:00\.000Z$/),
      },
    ]);
  });

  it('further apart are two requests', async () => {
    await at('09:00');
    const first = await submit(test.citizen);
    await at('09:11');
    const second = await submit(test.citizen);
    expect([await named(test.officer, first), await named(test.officer, second)]).toEqual([undefined, undefined]);
    expect(await flags(test.officer, second)).toEqual([]);
  });

  it('at the same moment name each other as well', async () => {
    await at('09:00');
    const ids = await Promise.all(Array.from({ length: 8 }, () => submit(test.citizen)));
    for (const id of ids) {
      const others = ids.filter((other) => other !== id);
      expect((await named(test.officer, id))!.sort()).toEqual(others.sort());
    }
  });

  it('are known by the identity number where a counter and an account bring them, and only the agency sees both', async () => {
    await at('09:00');
    const atCounter = await submit(test.officer, { ...SUBMISSION, ownerSubject: undefined });
    const own = await submit(test.citizen);
    expect([await named(test.officer, atCounter), await named(test.officer, own)]).toEqual([[own], [atCounter]]);
    // The owner may not read the other one, and learns nothing of it.
    expect([await named(test.citizen, own), await flags(test.citizen, own)]).toEqual([undefined, []]);
  });

  it('tell nobody who types the number of another person whether that person has submitted anything', async () => {
    await at('09:00');
    const theirs = await submit(test.citizen);
    const spying = await submit(test.otherCitizen);
    expect([await named(test.otherCitizen, spying), await flags(test.otherCitizen, spying)]).toEqual([undefined, []]);
    expect(await named(test.citizen, theirs)).toBeUndefined();
    expect(await named(test.officer, theirs)).toEqual([spying]);
  });

  it('of two persons, for two procedures, or at two agencies are no duplicates', async () => {
    await at('09:00');
    const first = await submit(test.citizen);
    const others = [
      await submit(test.otherCitizen, { ...online, applicant: OTHER_PERSON }),
      await submit(test.citizen, { ...online, agencyCode: FOREIGN }),
      await submit(test.officer, { ...SUBMISSION, procedureCode: '2.000635', caseCode: undefined }),
    ];
    expect(await named(test.control, first)).toBeUndefined();
    for (const id of others) expect(await named(test.control, id)).toBeUndefined();
  });

  it('without an account and without a number are not taken for one person', async () => {
    await at('09:00');
    const anonymous = { ...SUBMISSION, ownerSubject: undefined, applicant: { fullName: 'Nguyễn Văn An' } };
    const first = await submit(test.officer, anonymous);
    await submit(test.officer, anonymous);
    expect(await named(test.officer, first)).toBeUndefined();
  });
});
