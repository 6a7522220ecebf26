/**
 * The roles that a token's `roles` claim may carry. `service` is for calls between services (client credentials),
 * `national-sync` for the service that sends persons' data to the national portal.
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
  'national-sync',
] as const;
export type Role = (typeof ROLES)[number];

/** For calls between services at their own addresses; the gateway refuses a token with one of them. */
export const SERVICE_ROLES = ['service', 'national-sync'] as const satisfies readonly Role[];

/** The roles of the gateway's own client: it also submits, for citizens who did so at the national portal. */
export const GATEWAY_CLIENT_ROLES = ['service', 'portal-client', 'national-sync'] as const satisfies readonly Role[];
