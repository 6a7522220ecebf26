import { eventually } from './eventually.js';

describe('an eventual result', () => {
  it('is awaited, and its value returned', async () => {
    let tries = 0;
    const value = await eventually(
      () => {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
        return tries;
      },
      { intervalMs: 1 },
    );
    expect(value).toBe(3);
  });

  it('is not awaited for ever: the last failure is reported', async () => {
    await expect(eventually(() => expect(1).toBe(2), { timeoutMs: 20, intervalMs: 1 })).rejects.toThrow(/toBe/);
  });
});
