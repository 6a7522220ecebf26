import { backOffMs } from './back-off.js';

const waits = { baseMs: 5_000, capMs: 86_400_000 };

describe('The wait before a retry', () => {
  it('doubles with each failure, up to its cap', () => {
    expect([1, 2, 3, 4].map((failures) => backOffMs(waits, failures, 1))).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(backOffMs(waits, 16, 1)).toBe(86_400_000);
    expect(backOffMs(waits, 1_000_000, 1)).toBe(86_400_000);
  });

  it('grows by another factor if one is given', () => {
    expect([1, 2, 3].map((failures) => backOffMs({ ...waits, factor: 4 }, failures, 1))).toEqual([
      5_000, 20_000, 80_000,
    ]);
  });

  it('has jitter over its upper half', () => {
    expect(backOffMs(waits, 3, 0)).toBe(10_000);
    expect(backOffMs(waits, 3, 0.5)).toBe(15_000);
    const waited = Array.from({ length: 20 }, () => backOffMs(waits, 1));
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(2_500);
    expect(Math.max(...waited)).toBeLessThanOrEqual(5_000);
    expect(new Set(waited).size).toBeGreaterThan(1);
  });
});
