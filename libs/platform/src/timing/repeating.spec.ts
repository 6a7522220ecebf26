import { Repeating } from './repeating.js';

describe('Repeating work', () => {
  let lines: string[];
  let repeating: Repeating | undefined;
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
  const repeat = (work: ConstructorParameters<typeof Repeating>[0]): Repeating =>
    (repeating = new Repeating(work, { log, failing: 'letters cannot be sent', longestPauseMs: 20 }));

  beforeEach(() => (lines = []));
  afterEach(() => repeating?.stop());

  it('waits as long as the work returns, and not at all when there is more to do', async () => {
    const at: number[] = [];
    let done!: () => void;
    const third = new Promise<void>((resolve) => (done = resolve));
    repeat(async () => {
      if (at.push(performance.now()) === 3) done();
      return at.length === 1 ? 0 : 50;
    }).start();
    await third;
    expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(45);
  });

  it('is woken when there is something to do', async () => {
    let times = 0;
    let done!: () => void;
    const twice = new Promise<void>((resolve) => (done = resolve));
    repeat(async () => {
      if ((times += 1) === 2) done();
      return 60_000;
    }).start();
    await Promise.resolve();
    repeating!.wake();
    await twice;
    expect(times).toBe(2);
  });

  it('waits at least half of its first pause after a failure', async () => {
    const at: number[] = [];
    let done!: () => void;
    const twice = new Promise<void>((resolve) => (done = resolve));
    const options = { log, failing: 'letters cannot be sent', firstPauseMs: 200, longestPauseMs: 200 };
    repeating = new Repeating(async () => {
      if (at.push(performance.now()) === 2) done();
      throw new Error('refused');
    }, options);
    repeating.start();
    await twice;
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(95);
  });

  it('continues after a failure, which is logged once when it lasts and once when it is over', async () => {
    const began = performance.now();
    let done!: () => void;
    const worked = new Promise<void>((resolve) => (done = resolve));
    repeat(async () => {
      if (performance.now() - began < 1_200) throw new Error('no post');
      setImmediate(done);
      return 60_000;
    }).start();
    await worked;
    expect(lines).toEqual(['letters cannot be sent: waiting for it', 'letters cannot be sent: back']);
  });

  it('stops at once while it waits, and starts no more work', async () => {
    let times = 0;
    repeat(async () => {
      times += 1;
      return 60_000;
    }).start(60_000);
    await repeating!.stop();
    expect(times).toBe(0);
  });

  it('waits for running work when it stops, up to a time limit', async () => {
    let finish!: () => void;
    const hanging = new Promise<void>((resolve) => (finish = resolve));
    let told = false;
    repeat(async (life) => {
      await hanging;
      told = life.ended;
      return 0;
    }).start();
    await repeating!.stop(20);
    expect(told).toBe(false);
    finish();
    await repeating!.stop();
    expect(told).toBe(true);
  });
});
