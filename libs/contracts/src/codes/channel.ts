/**
 * How a dossier or a feedback reached the agency. The national portal's `KenhThucHien` knows only direct (1),
 * online (2) and post (3); what a legacy system recorded otherwise is kept as OTHER and never passed off as one of them.
 */
export const CHANNELS = ['DIRECT', 'ONLINE', 'POST', 'OTHER'] as const;
export type Channel = (typeof CHANNELS)[number];

/** `KenhThucHien` of the national portal; undefined where it has no code. */
export const NATIONAL_CHANNEL_CODES: Record<Channel, '1' | '2' | '3' | undefined> = {
  DIRECT: '1',
  ONLINE: '2',
  POST: '3',
  OTHER: undefined,
};
