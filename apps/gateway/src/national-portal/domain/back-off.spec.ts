import { backOffMs } from './back-off.js';

const waits = { baseMs: 5_000, capMs: 86_400_000 };

describe('The wait before a failed send is tried again', () => {
  it('doubles with each failure, up to a day', () => {
    expect([1, 2, 3, 4].map((failures) => backOffMs(waits, failures, 1))).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(backOffMs(waits, 16, 1)).toBe(86_400_000);
    expect(backOffMs(waits, 1_000_000, 1)).toBe(86_400_000);
  });

  it('is spread over its upper half', () => {
    expect(backOffMs(waits, 3, 0)).toBe(10_000);
    expect(backOffMs(waits, 3, 0.5)).toBe(15_000);
  });
});
