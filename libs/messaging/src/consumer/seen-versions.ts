/** Number of an aggregate's latest versions whose events are remembered: at most 256 bytes. */
const MOST = 64;
const BYTES = 4;

/** An inbox's record of one aggregate: its last version, and marks of the events of the latest ones. */
export interface SeenVersions {
  lastVersion: number;
  /** Four bytes for each of the latest versions, the last one at the end. Empty: unknown, as before this column. */
  seen?: Buffer;
}

/** Records the event as the aggregate's last one. */
export function see(state: SeenVersions, version: number, eventId: string | undefined): void {
  if (version <= state.lastVersion) return;
  const follows = version === state.lastVersion + 1 && eventId !== undefined;
  const before = follows ? (state.seen ?? Buffer.alloc(0)) : Buffer.alloc(0);
  const mark = eventId === undefined ? [] : [markOf(eventId)];
  state.lastVersion = version;
  state.seen = Buffer.concat([before.subarray(Math.max(0, before.length - (MOST - 1) * BYTES)), ...mark]);
}

/**
 * Whether another event had this version, so that this one is not a repetition. False if unknown. Two events have the
 * same mark with a probability of 1 in 2^32.
 */
export function isOther(state: SeenVersions, version: number, eventId: string): boolean {
  const { seen, lastVersion } = state;
  const at = (seen?.length ?? 0) - (lastVersion - version + 1) * BYTES;
  if (!seen || at < 0 || version > lastVersion) return false;
  return !seen.subarray(at, at + BYTES).equals(markOf(eventId));
}

/** FNV-1a: sufficient for ids that nobody chooses, and cheap beside the transaction. */
function markOf(eventId: string): Buffer {
  let hash = 0x811c9dc5;
  for (let at = 0; at < eventId.length; at += 1) hash = Math.imul(hash ^ eventId.charCodeAt(at), 0x01000193);
  const mark = Buffer.alloc(BYTES);
  mark.writeInt32BE(hash | 0);
  return mark;
}
