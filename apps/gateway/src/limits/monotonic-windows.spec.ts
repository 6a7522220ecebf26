import { MonotonicWindows } from './monotonic-windows.js';

let now: number;
let windows: MonotonicWindows;

beforeEach(() => {
  now = 1_000;
  windows = new MonotonicWindows({ cache: 3 }, () => now);
});

function count(client: string): { current: number; ttl: number } {
  let answer = { current: 0, ttl: 0 };
  windows.incr(client, (_error, result) => (answer = result!), 60_000);
  return answer;
}

describe('the window in which a client’s requests are counted', () => {
  it('ends a minute after its first request; the next request begins another', () => {
    expect(count('a')).toEqual({ current: 1, ttl: 60_000 });
    now += 59_999;
    expect(count('a')).toEqual({ current: 2, ttl: 1 });
    now += 1;
    expect(count('a')).toEqual({ current: 1, ttl: 60_000 });
  });

  it('is separate for each client', () => {
    count('a');
    expect(count('b').current).toBe(1);
  });

  it.each([-3_600_000, 3_600_000])('does not change when the time of day is set by %i ms', (shift) => {
    windows = new MonotonicWindows();
    count('a');
    const time = Date.now();
    jest.useFakeTimers({ doNotFake: ['performance'], now: time + shift });
    try {
      const { current, ttl } = count('a');
      expect(current).toBe(2);
      expect(ttl).toBeGreaterThan(50_000);
      expect(ttl).toBeLessThanOrEqual(60_000);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is forgotten for the least recent client when there are too many', () => {
    for (const client of ['a', 'b', 'c']) count(client);
    count('a');
    count('d');
    expect(count('a').current).toBe(3);
    expect(count('b').current).toBe(1);
  });
});
