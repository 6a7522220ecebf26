/** A share as reports print it: both counts, and the percent worked out from them once. */
export interface Ratio {
  numerator: number;
  denominator: number;
  /** Two decimals, as in `"99.58"`; null when there is nothing to divide by, which is not the same as zero. */
  percent: string | null;
}

/**
 * A share with its percent rounded half up to two decimals, in integer arithmetic: 54,192 of 54,423 is `"99.58"`.
 * Shares of one whole are rounded each on its own and may add up to 100.01: no figure is bent to make them fit.
 * @throws RangeError for counts that are negative, fractional, or larger than the whole.
 */
export function ratio(numerator: number, denominator: number): Ratio {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || numerator < 0) {
    throw new RangeError(`a share needs two counts, not ${numerator} of ${denominator}`);
  }
  if (numerator > denominator) {
    throw new RangeError(`${numerator} of ${denominator} is more than the whole`);
  }
  if (denominator === 0) return { numerator, denominator, percent: null };
  const whole = BigInt(denominator);
  const hundredths = (BigInt(numerator) * 20_000n + whole) / (2n * whole);
  return { numerator, denominator, percent: decimal(hundredths) };
}

function decimal(hundredths: bigint): string {
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
