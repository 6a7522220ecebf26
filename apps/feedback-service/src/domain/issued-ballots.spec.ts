import { issuesDue, type HeldIssues } from './issued-ballots.js';

let sequence = 0;
const issued = (ballots: number, of: Partial<HeldIssues> = {}): HeldIssues => ({
  id: String((sequence += 1)),
  agencyCode: 'H41.14',
  procedureCode: '1.001193',
  fieldCode: 'G15-TP07',
  channel: 'OWNER',
  issuedOn: '2026-08-27',
  ballots,
  ...of,
});
const due = (held: HeldIssues[], answered: Pick<HeldIssues, 'agencyCode' | 'channel'>[] = []) =>
  issuesDue(held, { least: 5, waitedSince: '2026-08-20', answered });

describe('how many ballots were issued', () => {
  it('is announced of one procedure and channel where there are enough, on the earliest of their days', () => {
    const held = [issued(3), issued(2, { issuedOn: '2026-08-26' }), issued(9, { channel: 'COUNTER' })];
    expect(due(held)).toMatchObject([
      {
        procedureCode: '1.001193',
        channel: 'OWNER',
        issuedOn: '2026-08-26',
        ballots: 5,
        ids: [held[0]!.id, held[1]!.id],
      },
      { channel: 'COUNTER', ballots: 9 },
    ]);
  });

  it('waits where there are few', () => {
    expect(due([issued(4), issued(4, { agencyCode: 'H41.27.05' })])).toEqual([]);
  });

  it('is announced without the procedure after a week, where there are enough about the agency', () => {
    const old = { issuedOn: '2026-08-20' } as const;
    expect(
      due([issued(3, old), issued(2, { ...old, procedureCode: '2.000635' }), issued(4, { procedureCode: '3' })]),
    ).toMatchObject([{ procedureCode: 'OTHER', fieldCode: 'OTHER', ballots: 5 }]);
    expect(due([issued(4, old)])).toEqual([]);
  });

  it('is announced with the answers that are, however few there are: no answer without its ballot', () => {
    const held = [issued(2), issued(1, { procedureCode: '2.000635' }), issued(1, { channel: 'COUNTER' })];
    expect(due(held, [{ agencyCode: 'H41.14', channel: 'OWNER' }])).toMatchObject([
      { procedureCode: 'OTHER', channel: 'OWNER', ballots: 3 },
    ]);
  });
});
