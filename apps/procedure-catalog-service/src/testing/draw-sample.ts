/** Mulberry32: a small generator whose sequence is fixed by its seed, so that anyone can draw the same sample again. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Draws `count` of `entries` without replacement: the first steps of a Fisher–Yates shuffle of their indices by
 * Mulberry32. The order of `entries` is part of the draw (channel entries: by procedure code, then by position).
 *
 * @returns the drawn entries in the order of `entries`; all of them when there are no more than `count`.
 */
export function drawSample<T>(entries: readonly T[], seed: number, count: number): T[] {
  const indices = entries.map((_, i) => i);
  const random = mulberry32(seed);
  const size = Math.min(count, indices.length);
  for (let i = 0; i < size; i++) {
    const j = i + Math.floor(random() * (indices.length - i));
    [indices[i], indices[j]] = [indices[j] as number, indices[i] as number];
  }
  return indices
    .slice(0, size)
    .sort((a, b) => a - b)
    .map((i) => entries[i] as T);
}
