import { standingOn } from './standing.js';

const first = { version: 1, effectiveOn: '2026-01-01' };
const second = { version: 3, effectiveOn: '2026-07-01' };
const decision = (effectiveOn: string) => ({ number: '1/QĐ-UBND', signedOn: '2025-12-01', effectiveOn });

describe('how a procedure stands on a day (Decree 63/2010 Art. 8)', () => {
  it.each([
    [[], undefined, '2026-03-01', { status: 'DRAFT' }],
    [[first], undefined, '2025-12-31', { status: 'COMING', coming: 1 }],
    [[first], undefined, '2026-01-01', { status: 'PUBLISHED', inForce: 1 }],
    [[first, second], undefined, '2026-06-30', { status: 'PUBLISHED', inForce: 1, coming: 3 }],
    [[second, first], undefined, '2026-07-01', { status: 'PUBLISHED', inForce: 3 }],
    [[first], decision('2026-09-01'), '2026-08-31', { status: 'PUBLISHED', inForce: 1 }],
    [[first], decision('2026-09-01'), '2026-09-01', { status: 'ABOLISHED', inForce: 1 }],
  ])('%j with the abolition %j is, on %s, %j', (published, abolition, on, expected) => {
    expect(standingOn(published, abolition, on)).toEqual({ inForce: undefined, coming: undefined, ...expected });
  });

  it('of two decisions from the same day the later version holds', () => {
    expect(standingOn([first, { version: 2, effectiveOn: '2026-01-01' }], undefined, '2026-02-01').inForce).toBe(2);
  });
});
