/** How something that has ended kept its due date. */
export const PUNCTUALITIES = ['EARLY', 'ON_TIME', 'LATE', 'UNKNOWN'] as const;
export type DossierPunctuality = (typeof PUNCTUALITIES)[number];
