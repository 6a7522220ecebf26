/**
 * How a dossier or a feedback reached the agency. The national portal's `KenhThucHien` knows only direct (1), online
 * (2) and post (3); any other channel of a legacy system is kept as OTHER.
 */
export const CHANNELS = ['DIRECT', 'ONLINE', 'POST', 'OTHER'] as const;
export type Channel = (typeof CHANNELS)[number];

/** `KenhThucHien` of the national portal; undefined without a code. */
export const NATIONAL_CHANNEL_CODES: Record<Channel, '1' | '2' | '3' | undefined> = {
  DIRECT: '1',
  ONLINE: '2',
  POST: '3',
  OTHER: undefined,
};
