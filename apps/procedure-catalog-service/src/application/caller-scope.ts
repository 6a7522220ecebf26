import type { Caller } from '@motcua/platform';

/** How much of a procedure a caller may reach: everyone what is published, the province's own roles drafts too. */
export type Scope = 'PUBLISHED' | 'ALL';

/** Drafts are the province's own business: applicants and portals see what is published. */
export function readableBy(caller: Caller | undefined): Scope {
  const own = caller?.has(
    'one-stop-officer',
    'processing-officer',
    'agency-head',
    'procedure-control',
    'reform-office',
    'operations',
    'service',
  );
  return own ? 'ALL' : 'PUBLISHED';
}
