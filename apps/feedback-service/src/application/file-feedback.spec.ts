import type { FileFeedbackRequest } from '@motcua/contracts';
import { caller, SimulatedClock, type Caller } from '@motcua/platform';
import { FeedbackServiceConfig } from '../config.js';
import { AN, BINH, FILED_AT, filingRequest, JUSTICE, WARD } from '../testing/examples.js';
import { FakeOffices, FakeSubjects } from '../testing/fake-reference-data.js';

import { InMemoryFeedbacks } from '../testing/in-memory-feedbacks.js';
import { FileFeedback } from './file-feedback.js';

const COUNTER = caller({ subject: 'counter', roles: ['one-stop-officer'], agency: JUSTICE.agencyCode });
const KNOWN = 'H41.27.05-260820-0001';

let offices: FakeOffices;
let config: FeedbackServiceConfig;
let useCase: FileFeedback;

beforeEach(() => {
  const clock = new SimulatedClock();
  clock.set(FILED_AT);
  offices = new FakeOffices();
  config = new FeedbackServiceConfig();
  useCase = new FileFeedback(new InMemoryFeedbacks(clock), offices, new FakeSubjects(), config, clock);
});

const file = async (by: Caller, changes: Record<string, unknown> = {}, idempotencyKey?: string) => {
  const input = filingRequest(changes) as unknown as FileFeedbackRequest;
  return (await useCase.execute({ caller: by, input, idempotencyKey })).feedback;
};

describe('Whose a feedback item is', () => {
  const PORTAL = caller({ subject: 'portal-1', roles: ['portal-client'] });

  it('is its filer’s, filed by the own login', async () => {
    expect(await file(AN)).toMatchObject({ filedBy: 'APPLICANT', filerSubject: 'citizen-an' });
    expect(await file(AN, { ownerSubject: 'citizen-an' })).toMatchObject({ filerSubject: 'citizen-an' });
  });

  it('is the user’s for whom a portal filed it, and the portal is named', async () => {
    expect(await file(PORTAL, { ownerSubject: 'citizen-an' })).toMatchObject({
      filedBy: 'PORTAL',
      channel: 'ONLINE',
      filerSubject: 'citizen-an',
      portalSubject: 'portal-1',
    });
  });

  it('is nobody’s account where a portal names none, or it came to the counter', async () => {
    expect((await file(PORTAL)).filerSubject).toBeUndefined();
    const atCounter = await file(COUNTER);
    expect([atCounter.filedBy, atCounter.filerSubject, atCounter.portalSubject]).toEqual([
      'OFFICER',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['an applicant', () => AN],
    ['a counter', () => COUNTER],
    ['an applicant with the role of a portal', () => caller({ subject: 'a', roles: ['applicant', 'portal-client'] })],
  ])('is not somebody else’s because %s says so', async (_who, by) => {
    await expect(file(by(), { ownerSubject: 'citizen-binh' })).rejects.toMatchObject({
      fields: [{ path: 'ownerSubject', code: 'portals-only' }],
    });
  });
});

describe('Feedback goes', () => {
  it('to the agency that it names', async () => {
    expect(await file(AN)).toMatchObject({ agencyCode: JUSTICE.agencyCode, channel: 'ONLINE' });
  });

  it('to the agency of the dossier that it names, with what the dossier is about', async () => {
    expect(await file(AN, { agencyCode: undefined, dossierCode: KNOWN })).toMatchObject({
      agencyCode: WARD.agencyCode,
      procedureCode: '1.001193',
      fieldCode: 'G15-TP07',
      subjectAgencyCode: WARD.agencyCode,
    });
  });

  it('to the focal unit of the province when it names neither, and is refused where there is none', async () => {
    const nowhere = { agencyCode: undefined };
    await expect(file(AN, nowhere)).rejects.toMatchObject({ fields: [{ path: 'agencyCode', code: 'needed' }] });
    config.FEEDBACK_FOCAL_AGENCY = WARD.agencyCode;
    expect(await file(AN, nowhere)).toMatchObject({ agencyCode: WARD.agencyCode });
  });

  it('to the successor of an agency that has ended: what it did is still answered for', async () => {
    offices.open.delete(WARD.agencyCode);
    const ofWard = { agencyCode: WARD.agencyCode };
    await expect(file(AN, ofWard)).rejects.toMatchObject({ fields: [{ path: 'agencyCode', code: 'unknown-agency' }] });
    offices.successors.set(WARD.agencyCode, JUSTICE.agencyCode);
    expect(await file(AN, ofWard)).toMatchObject({ agencyCode: JUSTICE.agencyCode, status: 'NEW' });
    expect(await file(AN, { agencyCode: undefined, dossierCode: KNOWN })).toMatchObject({
      agencyCode: JUSTICE.agencyCode,
      subjectAgencyCode: WARD.agencyCode,
    });
  });

  it('nowhere when the agency does not exist', async () => {
    await expect(file(AN, { agencyCode: 'H99.99' })).rejects.toMatchObject({
      fields: [{ path: 'agencyCode', code: 'unknown-agency' }],
    });
  });
});

describe('A procedure that feedback names', () => {
  it('comes before that of the dossier, and everybody who reads the item is shown it', async () => {
    const filed = await file(AN, { dossierCode: KNOWN, procedureCode: '2.000001' });
    expect(filed).toMatchObject({ procedureCode: '2.000001', fieldCode: 'G15-TP01' });
    expect(filed.subjectAgencyCode).toBeUndefined();
  });
});

describe('At the counter', () => {
  it('feedback is written down for the own agency, and is not the officer’s own', async () => {
    const written = await file(COUNTER, { agencyCode: undefined, channel: 'POST' });
    expect(written).toMatchObject({ agencyCode: JUSTICE.agencyCode, channel: 'POST' });
    expect(written.filerSubject).toBeUndefined();
  });

  it('is not written down for another agency, nor by an officer without one', async () => {
    await expect(file(COUNTER, { agencyCode: WARD.agencyCode })).rejects.toMatchObject({
      fields: [{ path: 'agencyCode', code: 'own-agency-only' }],
    });
    const nowhere = caller({ subject: 'counter', roles: ['one-stop-officer'] });
    await expect(file(nowhere, { channel: 'DIRECT' })).rejects.toMatchObject({ code: 'feedback.no-agency' });
  });

  it('a citizen states no channel', async () => {
    await expect(file(AN, { channel: 'DIRECT' })).rejects.toMatchObject({
      fields: [{ path: 'channel', code: 'officers-only' }],
    });
  });

  it('an officer who is a citizen too files as a citizen unless a channel is stated', async () => {
    const both = caller({ subject: 'both', roles: ['one-stop-officer', 'applicant'], agency: JUSTICE.agencyCode });
    expect(await file(both)).toMatchObject({ channel: 'ONLINE', filerSubject: 'both' });
    expect((await file(both, { channel: 'DIRECT' })).filerSubject).toBeUndefined();
  });
});

describe('A filing that is sent again', () => {
  it('is answered as before although its agency has been closed, and refused under another key', async () => {
    const first = await file(AN, {}, 'one');
    offices.open.clear();
    expect(await file(AN, {}, 'one')).toEqual(first);
    await expect(file(AN, {}, 'other')).rejects.toMatchObject({ code: 'feedback.invalid' });
    await expect(file(BINH, {}, 'one')).rejects.toMatchObject({ code: 'feedback.invalid' });
  });
});
