/** What the national portal writes where there is nothing. */
const NOTHING = new Set(['', '--', 'Không có thông tin']);

/** A source's text in composed Unicode without margins; undefined where the source says that there is nothing. */
export function readText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.normalize('NFC').trim();
  return NOTHING.has(text) ? undefined : text;
}
