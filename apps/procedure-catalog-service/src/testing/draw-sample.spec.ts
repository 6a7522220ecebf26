import { drawSample } from './draw-sample.js';

describe('a drawn sample', () => {
  const entries = Array.from({ length: 1000 }, (_, i) => i);
  it('is the same for the same seed, and fixed for ever', () => {
    expect(drawSample(entries, 118, 5)).toEqual(drawSample(entries, 118, 5));
    expect(drawSample(entries, 118, 5)).toMatchInlineSnapshot(`
      [
        2,
        61,
        158,
        343,
        882,
      ]
    `);
    expect(drawSample(entries, 119, 5)).not.toEqual(drawSample(entries, 118, 5));
  });
  it('has no entry twice and keeps the order', () => {
    const drawn = drawSample(entries, 7, 400);
    expect(new Set(drawn).size).toBe(400);
    expect([...drawn].sort((a, b) => a - b)).toEqual(drawn);
    expect(drawSample([1, 2], 7, 10)).toEqual([1, 2]);
  });
});
