/**
 * Two submissions of one person for one procedure at one agency that are no further apart are probably one request: a portal or
 * a browser that got no answer sends again within minutes, and so does a person who is unsure. What comes later is more often
 * another request, such as for a second child. Nothing is refused for it.
 */
export const DUPLICATE_WINDOW_MS = 10 * 60_000;

/** The flag of a submission in a history. */
export const PROBABLE_DUPLICATE = 'PROBABLE_DUPLICATE';
