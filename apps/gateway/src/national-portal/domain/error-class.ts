import type { Role } from '@motcua/contracts';

/**
 * What has to be done about a send that failed. RETRY: wait, it is tried again by itself. FIX_DATA: something in the
 * dossier is missing or wrong. FIX_MAPPING: the dossier is right and its translation is not. DROP: nothing that
 * is changed here makes the portal take it.
 */
export const ERROR_CLASSES = ['RETRY', 'FIX_DATA', 'FIX_MAPPING', 'DROP'] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** Who works off which class. */
export const OWNER_OF_CLASS: Record<ErrorClass, Role> = {
  RETRY: 'operations',
  FIX_DATA: 'one-stop-officer',
  FIX_MAPPING: 'procedure-control',
  DROP: 'operations',
};

/** Why a send did not succeed. `message` names fields and codes, never what stands in them. */
export interface SendFailure {
  class: ErrorClass;
  /** `portal.missing-field` */
  code: string;
  message: string;
}
