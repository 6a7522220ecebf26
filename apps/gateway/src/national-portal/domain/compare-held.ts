import { differenceOf, type Difference, type HeldThere, type KeptHere } from './difference.js';

/** A list is not in the order of its codes, so it cannot be compared. */
export class ListOutOfOrder extends Error {
  constructor(side: string, code: string, after: string) {
    super(`the list ${side} is out of order: ${code} came after ${after}`);
    this.name = 'ListOutOfOrder';
  }
}

export interface Compared {
  here: number;
  there: number;
}

/**
 * Merges two lists in the byte order of their codes and yields the differences in that order. Neither list is held in
 * memory whole; returns their lengths.
 * @throws ListOutOfOrder
 */
export async function* compareHeld(
  here: AsyncIterable<KeptHere>,
  there: AsyncIterable<HeldThere>,
): AsyncGenerator<Difference, Compared> {
  const left = new Walk('here', here);
  const right = new Walk('there', there);
  await Promise.all([left.next(), right.next()]);
  while (left.at || right.at) {
    const kept = left.at && (!right.at || left.at.code <= right.at.code) ? left.at : undefined;
    const held = right.at && (!left.at || right.at.code <= left.at.code) ? right.at : undefined;
    const difference = differenceOf((kept ?? held)!.code, kept, held);
    if (difference) yield difference;
    if (kept) await left.next();
    if (held) await right.next();
  }
  return { here: left.count, there: right.count };
}

class Walk<T extends { code: string }> {
  at?: T;
  count = 0;
  private readonly iterator: AsyncIterator<T>;

  constructor(
    private readonly side: string,
    list: AsyncIterable<T>,
  ) {
    this.iterator = list[Symbol.asyncIterator]();
  }

  async next(): Promise<void> {
    const before = this.at?.code;
    const step = await this.iterator.next();
    this.at = step.done ? undefined : step.value;
    if (!this.at) return;
    this.count += 1;
    if (before !== undefined && this.at.code <= before) throw new ListOutOfOrder(this.side, this.at.code, before);
  }
}
