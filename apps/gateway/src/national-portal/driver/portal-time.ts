/** Asia/Ho_Chi_Minh has had no other offset since 1975. */
const OFFSET_MS = 7 * 3_600_000;

/** `yyyyMMddHHmmss` in Asia/Ho_Chi_Minh of an ISO instant. */
export function portalTime(instant: string): string {
  return new Date(new Date(instant).getTime() + OFFSET_MS).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** The ISO instant of `yyyyMMddHHmmss`; undefined for any other text. */
export function instantOf(text: string): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1);
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
