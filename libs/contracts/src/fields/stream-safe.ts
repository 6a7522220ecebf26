const ENDLESS_MARKS = /(?:^|\P{M})\p{M}{31}/u;
/** Every mark is in it and no letter of Vietnamese: rules out an ordinary text eight times faster. */
const MAY_BE_MARKS = /[\u0300-\u1dff\u1f00-\uffff]{31}/;

/**
 * Whether no more than 30 combining marks follow each other, as in the stream-safe text of Unicode (UAX #15). No
 * language needs more, and normalising a longer run takes quadratic time: 160 kB of marks block a process for a minute.
 */
export const isStreamSafe = (text: string): boolean => !MAY_BE_MARKS.test(text) || !ENDLESS_MARKS.test(text);
