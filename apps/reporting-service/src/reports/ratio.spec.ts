import fc from 'fast-check';
import { ratio } from './ratio.js';

describe('a percent', () => {
  it('is rounded half up to two decimals, as the province published it for 2021', () => {
    expect(ratio(54_192, 54_423)).toEqual({ numerator: 54_192, denominator: 54_423, percent: '99.58' });
    expect(ratio(231, 54_423).percent).toBe('0.42');
  });

  it('rounds an exact half up', () => {
    // 1/160 = 0.625 %, 1/800 = 0.125 %
    expect(ratio(1, 160).percent).toBe('0.63');
    expect(ratio(1, 800).percent).toBe('0.13');
  });

  it('is not bent so that parts of one whole add up to 100', () => {
    const parts = [ratio(1, 3), ratio(1, 3), ratio(1, 3)].map((part) => part.percent);
    expect(parts).toEqual(['33.33', '33.33', '33.33']);
  });

  it('of nothing is null, and of something none is zero', () => {
    expect(ratio(0, 0).percent).toBeNull();
    expect(ratio(0, 7).percent).toBe('0.00');
  });

  it('never lies further than half a hundredth from the share', () => {
    fc.assert(
      fc.property(fc.nat(5_000_000), fc.nat(5_000_000), (a, b) => {
        const [numerator, denominator] = a < b ? [a, b] : [b, a];
        fc.pre(denominator > 0);
        const { percent } = ratio(numerator, denominator);
        const error = Math.abs(Number(percent) - (numerator / denominator) * 100);
        expect(error).toBeLessThanOrEqual(0.005 + 1e-9);
      }),
    );
  });

  it.each([
    [-1, 5],
    [6, 5],
    [0.5, 5],
  ])('of %p out of %p is refused', (numerator, denominator) => {
    expect(() => ratio(numerator, denominator)).toThrow(RangeError);
  });
});
