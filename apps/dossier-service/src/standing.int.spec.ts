import type { Role } from '@motcua/contracts';
import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';
import type { Api } from '@motcua/testing';

/** Who may speak for an applicant decides whose answer judges an agency (ADR 120): what the agency typed does not count. */
describe('As whom somebody may speak for the applicant of a dossier', () => {
  let test: DossierTestService;
  let portal: Api;
  const ONLINE = { ...SUBMISSION, agencyCode: OWN };
  const standing = async (reader: Api, id: string) => (await reader.get(`/dossiers/${id}`)).standing;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
    portal = await test.client('portal-client', { sub: 'portal-1' });
  });
  afterAll(() => test?.stop());

  it('is the owner, where the own login submitted it', async () => {
    const { id } = await test.citizen.post('/dossiers', ONLINE);
    expect(await standing(test.citizen, id)).toEqual({ as: 'OWNER', submittedBy: 'APPLICANT' });
  });

  it('is the owner and the portal, where the portal submitted it for its user', async () => {
    const { id } = await portal.post('/dossiers', ONLINE);
    expect(await standing(test.citizen, id)).toEqual({ as: 'OWNER', submittedBy: 'PORTAL' });
    expect(await standing(portal, id)).toEqual({ as: 'PORTAL', submittedBy: 'PORTAL' });
  });

  it('is an owner of whom the officer says so, where the counter named the account', async () => {
    const { id } = await test.officer.post('/dossiers', { ...SUBMISSION, ownerSubject: 'citizen-binh' });
    expect(await standing(test.otherCitizen, id)).toEqual({ as: 'OWNER', submittedBy: 'OFFICER' });
  });

  it.each([
    ['one-stop-officer', 'applicant'],
    ['processing-officer', 'applicant'],
    ['agency-head', 'portal-client'],
  ] as Role[][])('is nobody in a role as %s of the agency, who is also its %s', async (...roles) => {
    const { id } = await test.citizen.post('/dossiers', ONLINE);
    const both = await test.client(roles, { sub: 'citizen-an', agency: OWN });
    expect(await standing(both, id)).toBeUndefined();
  });

  it('stays what the officer said, where an officer of the agency submits with the role of an applicant or a portal', async () => {
    for (const role of ['applicant', 'portal-client'] as const) {
      const both = await test.client(['processing-officer', role], { sub: 'citizen-an', agency: OWN });
      const { id } = await both.post('/dossiers', ONLINE);
      expect(await standing(test.citizen, id)).toEqual({ as: 'OWNER', submittedBy: 'OFFICER' });
    }
  });

  // A consulted agency reads the dossier to give its opinion (Decree 61/2018/NĐ-CP Art. 19.5): that is no standing.
  it('is nobody of an agency that is asked for its opinion, who is also an applicant or a portal; and still the owner', async () => {
    const { id } = await test.citizen.post('/dossiers', ONLINE);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    await test.officer.post(`/dossiers/${id}/forwarding`);
    await test.officer.post(`/dossiers/${id}/consultations`, {
      agencyCode: FOREIGN,
      content: 'Đề nghị xác nhận nơi ở',
      papers: ['Tờ khai'],
      answerBy: '2026-08-24T03:00:00.000Z',
    });
    for (const role of ['applicant', 'portal-client'] as const) {
      const consulted = await test.client(['processing-officer', role], { sub: 'officer-consulted', agency: FOREIGN });
      // Read, not refused: nothing else than the standing keeps the ballot away.
      expect(await consulted.get(`/dossiers/${id}`)).toMatchObject({ id, allowedActions: ['answer-consultation'] });
      expect(await standing(consulted, id)).toBeUndefined();
    }
    expect(await standing(test.citizen, id)).toEqual({ as: 'OWNER', submittedBy: 'APPLICANT' });
  });

  it('is told to nobody else', async () => {
    const { id } = await test.citizen.post('/dossiers', ONLINE);
    for (const reader of [test.officer, test.control]) expect(await standing(reader, id)).toBeUndefined();
  });
});
