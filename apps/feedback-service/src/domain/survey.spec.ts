import { at } from '../testing/examples.js';
import { channelFor, checkAnswer, issueBallot, type SurveyInvitation } from './survey.js';

const INVITED: SurveyInvitation = {
  id: '0198c2a4-7a00-7000-8000-0000000000e1',
  dossierId: '0198c2a4-7a00-7000-8000-000000000001',
  dossierCode: 'H41.14-260820-0001',
  agencyCode: 'H41.14',
  procedureCode: '1.001193',
  fieldCode: 'G15-TP07',
  resolvedAt: at('08-26 09:00'),
  questionVersion: 1,
};

describe('a ballot', () => {
  const EARLIER = { issuedAt: at('08-26 10:00'), expiresAt: at('09-25 10:00') };

  it('expires after the days set for it', () => {
    expect(issueBallot(INVITED, 'OWNER', 30, at('08-27 09:00'))).toEqual({
      channel: 'OWNER',
      issuedAt: at('08-27 09:00'),
      expiresAt: at('09-26 09:00'),
    });
  });

  it('is not issued beside the one token that the same person had from an earlier version: it could be a second vote', () => {
    const invited = { ...INVITED, earlier: { ...EARLIER, issuedTo: 'OWNER' as const } };
    expect(() => issueBallot(invited, 'OWNER', 30, at('08-27 09:00'))).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'survey.token-already-issued',
        details: {
          issuedAt: '2026-08-26T03:00:00.000Z',
          issuedTo: 'OWNER',
          expiresAt: '2026-09-25T03:00:00.000Z',
        },
      }),
    );
    expect(issueBallot(invited, 'COUNTER', 30, at('08-27 09:00'))).toMatchObject({ channel: 'COUNTER' });
  });

  it('is issued to the applicant whose one token the counter took under an earlier version', () => {
    const invited = { ...INVITED, earlier: { ...EARLIER, issuedTo: 'COUNTER' as const } };
    expect(issueBallot(invited, 'OWNER', 30, at('08-27 09:00'))).toMatchObject({ channel: 'OWNER' });
    expect(() => issueBallot(invited, 'COUNTER', 30, at('08-27 09:00'))).toThrow('already been issued');
  });
});

describe('whose a ballot is', () => {
  it.each([
    ['the owner who submitted the dossier', false, { as: 'OWNER', submittedBy: 'APPLICANT' }, 'OWNER'],
    ['the owner for whom a portal submitted it', false, { as: 'OWNER', submittedBy: 'PORTAL' }, 'OWNER'],
    ['the portal that submitted it', false, { as: 'PORTAL', submittedBy: 'PORTAL' }, 'PORTAL'],
    [
      'an account that an officer of the agency named as owner',
      false,
      { as: 'OWNER', submittedBy: 'OFFICER' },
      'AGENCY_NAMED',
    ],
    ['an owner of whom it is not known who named them', false, { as: 'OWNER' }, 'AGENCY_NAMED'],
    ['the counter of the agency', true, undefined, 'COUNTER'],
    ['an officer at the counter who is also the applicant', true, { as: 'OWNER', submittedBy: 'APPLICANT' }, 'COUNTER'],
    ['an officer who submitted it with a portal’s role', false, { as: 'PORTAL', submittedBy: 'OFFICER' }, undefined],
    ['anybody else', false, undefined, undefined],
  ] as const)('%s', (_who, atCounter, standing, channel) => {
    expect(channelFor({ atCounter, standing })).toBe(channel);
  });
});

describe('a satisfaction answer', () => {
  it.each([undefined, '', '   '])('of DISSATISFIED with the reason %j is refused, naming the field', (reason) => {
    expect(() => checkAnswer({ level: 'DISSATISFIED', reason })).toThrow(
      expect.objectContaining({ code: 'survey.reason-missing', fields: [expect.objectContaining({ path: 'reason' })] }),
    );
  });

  it('of DISSATISFIED with a reason is good', () => {
    expect(() => checkAnswer({ level: 'DISSATISFIED', reason: 'Phải đi lại nhiều lần.' })).not.toThrow();
  });

  it.each(['VERY_SATISFIED', 'SATISFIED'] as const)('of %s needs no reason', (level) => {
    expect(() => checkAnswer({ level })).not.toThrow();
  });
});
