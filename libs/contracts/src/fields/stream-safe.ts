const ENDLESS_MARKS = /(?:^|\P{M})\p{M}{31}/u;

/**
 * Whether no more than 30 combining marks follow each other, as in the stream-safe text of Unicode (UAX #15). No language
 * needs more, and composing a longer run takes time by its square: 160 kB of marks hold up a process for a minute.
 */
export const isStreamSafe = (text: string): boolean => !ENDLESS_MARKS.test(text);
