import { checkIdentities, checkSlicing, figures, noCounts, ReportIdentityError, type CellCounts } from './figures.js';

/** The province of the seed report for 2021, with carried-over and channels filled in so that it adds up. */
const province: CellCounts = {
  ...noCounts(),
  total: 57_050,
  carriedOver: 2_647,
  received: 54_403,
  'received.direct': 33_385,
  'received.online': 21_018,
  ended: 54_423,
  'ended.early': 50_000,
  'ended.onTime': 4_192,
  'ended.late': 231,
  inProgress: 2_627,
  'inProgress.within': 2_627,
  intake: 54_700,
  'intake.waitingBefore': 120,
  'intake.submitted': 54_580,
  'intake.accepted': 54_403,
  'intake.refused': 90,
  'intake.expired': 37,
  'intake.withdrawn': 40,
  'intake.withdrawn.byApplicant': 33,
  'intake.withdrawn.byCounter': 5,
  'intake.withdrawn.unknown': 2,
  'intake.waitingAfter': 130,
};

describe('the figures of a report', () => {
  it('print every count with its share, numerator and denominator beside it', () => {
    checkIdentities(province, 'total');
    const { ended, shares } = figures(province);
    expect(ended).toEqual({ total: 54_423, early: 50_000, onTime: 4_192, late: 231, unknown: 0 });
    expect(shares.endedInTime).toEqual({ numerator: 54_192, denominator: 54_423, percent: '99.58' });
    expect(shares.endedLate.percent).toBe('0.42');
    expect(shares.receivedOnline.percent).toBe('38.63');
  });

  it('leave intake out where it was not counted: not measured is not zero', () => {
    expect(figures(province, false)).not.toHaveProperty('intake', expect.anything());
    expect(figures(province).intake).toMatchObject({ expired: 37, withdrawn: { total: 40, byCounter: 5 } });
  });

  it('have null shares where nothing happened', () => {
    const { shares } = figures(noCounts());
    expect(Object.values(shares).map((share) => share.percent)).toEqual([null, null, null, null, null]);
  });

  it.each<[keyof CellCounts, RegExp]>([
    ['carriedOver', /total = carried over/],
    ['received.post', /received = direct/],
    ['ended.unknown', /ended = early/],
    ['inProgress.paused', /in progress = within/],
    ['intake', /intake = waiting before/],
    ['intake.expired', /waiting after/],
    ['intake.waitingAfter', /waiting after/],
    ['intake.withdrawn.byCounter', /by the counter/],
  ])('are refused when one dossier too many stands in %s', (cell, identity) => {
    const wrong = { ...province, [cell]: province[cell] + 1 };
    expect(() => checkIdentities(wrong, 'H41.14')).toThrow(identity);
    expect(() => checkIdentities(wrong, 'H41.14')).toThrow(/for H41\.14/);
  });

  it('of a slicing must add up to the total, cell by cell', () => {
    const half = { ...noCounts(), total: 1, received: 1, 'received.post': 1, inProgress: 1, 'inProgress.paused': 1 };
    const both = { ...noCounts(), total: 2, received: 2, 'received.post': 2, inProgress: 2, 'inProgress.paused': 2 };
    expect(() => checkSlicing([half, half], both)).not.toThrow();
    expect(() => checkSlicing([half], both)).toThrow(ReportIdentityError);
  });
});
