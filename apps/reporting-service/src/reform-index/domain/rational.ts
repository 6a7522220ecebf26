/** An exact number of points: no score is a float, so that a sum is the same in any order and on any machine. */
export interface Rational {
  readonly n: bigint;
  /** Above 0. */
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };

/** @throws RangeError for a denominator that is not above 0 */
export function rational(n: bigint | number, d: bigint | number = 1): Rational {
  if (BigInt(d) <= 0n) throw new RangeError(`${d} is no denominator`);
  return { n: BigInt(n), d: BigInt(d) };
}

/** Points from milli-points, in which editions and marks are written: 20,000 are 20. */
export const milli = (points: number): Rational => rational(points, 1000);

export const plus = (a: Rational, b: Rational): Rational => reduced(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a: Rational, b: Rational): Rational => reduced(a.n * b.d - b.n * a.d, a.d * b.d);
export const times = (a: Rational, b: Rational): Rational => reduced(a.n * b.n, a.d * b.d);

/** @throws RangeError when `b` is not above 0 */
export function over(a: Rational, b: Rational): Rational {
  if (b.n <= 0n) throw new RangeError('cannot divide by what is not above 0');
  return reduced(a.n * b.d, a.d * b.n);
}

export const sum = (all: Rational[]): Rational => all.reduce(plus, ZERO);
export const least = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
export const most = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b);

/** Negative, 0 or positive, as a sort wants it. */
export function compare(a: Rational, b: Rational): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Half up: 16.415 is 16.42, and -0.005 is 0.00. */
export function rounded(value: Rational, places: number): Rational {
  const scale = 10n ** BigInt(places);
  const twice = 2n * value.n * scale + value.d;
  const whole = 2n * value.d;
  const floor = twice / whole - (twice % whole < 0n ? 1n : 0n);
  return { n: floor, d: scale };
}

/** With exactly `places` decimals, half up: `"16.42"`. */
export function decimal(value: Rational, places: number): string {
  const { n } = rounded(value, places);
  const digits = String(n < 0n ? -n : n).padStart(places + 1, '0');
  const cut = digits.length - places;
  return `${n < 0n ? '-' : ''}${digits.slice(0, cut)}${places > 0 ? `.${digits.slice(cut)}` : ''}`;
}

const DECIMAL = /^(-?)(\d{1,9})(?:\.(\d{1,6}))?$/;

/** Reads `"79.27"`; undefined for what is no decimal number of at most nine digits and six decimals. */
export function readDecimal(text: string): Rational | undefined {
  const found = DECIMAL.exec(text);
  if (!found) return undefined;
  const [, sign, whole = '', part = ''] = found;
  const value = BigInt(`${whole}${part}`);
  return rational(sign ? -value : value, 10n ** BigInt(part.length));
}

function reduced(n: bigint, d: bigint): Rational {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return a > 1n ? { n: n / a, d: d / a } : { n, d };
}
