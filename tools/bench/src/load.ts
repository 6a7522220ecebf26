export interface LoadResult {
  /** Pieces of work per second. */
  rate: number;
  count: number;
  /** How long each took, in milliseconds. */
  times: number[];
}

/**
 * A number of clients, each doing one piece of work after the other for a time; running work is finished, and counts.
 * @param work called with the number of its client
 */
export async function load(
  clients: number,
  milliseconds: number,
  work: (client: number) => Promise<void>,
): Promise<LoadResult> {
  const began = performance.now();
  const times: number[] = [];
  const client = async (number: number) => {
    while (performance.now() - began < milliseconds) {
      const start = performance.now();
      await work(number);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_unused, number) => client(number)));
  const took = performance.now() - began;
  return { rate: (times.length * 1000) / took, count: times.length, times };
}
