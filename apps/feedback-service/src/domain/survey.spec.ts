import { at } from '../testing/examples.js';
import { checkAnswer, issueToken, type SurveyInvitation } from './survey.js';

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

describe('the one-time survey token', () => {
  it('is handed out and expires after the days set for it', () => {
    expect(issueToken(INVITED, 'OWNER', 30, at('08-27 09:00'))).toEqual({
      ...INVITED,
      issuedAt: at('08-27 09:00'),
      issuedTo: 'OWNER',
      expiresAt: at('09-26 09:00'),
    });
  });

  it('is not handed out twice, whoever asks; the refusal says when it was and until when it is good', () => {
    const issued = issueToken(INVITED, 'COUNTER', 30, at('08-27 09:00'));
    expect(() => issueToken(issued, 'OWNER', 30, at('08-28 09:00'))).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'survey.token-already-issued',
        details: {
          issuedAt: '2026-08-27T02:00:00.000Z',
          issuedTo: 'COUNTER',
          expiresAt: '2026-09-26T02:00:00.000Z',
        },
      }),
    );
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
