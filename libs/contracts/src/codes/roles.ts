/**
 * Who may ask: the roles that a token's `roles` claim may carry.
 * `service` is what one service presents to another (client credentials).
 */
export const ROLES = [
  'applicant',
  'one-stop-officer',
  'processing-officer',
  'agency-head',
  'procedure-control',
  'reform-office',
  'portal-client',
  'operations',
  'service',
] as const;
export type Role = (typeof ROLES)[number];
