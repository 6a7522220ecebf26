import type { NationalOwner } from '@motcua/contracts';

/**
 * What to do about a failed send. RETRY: nothing, it is retried. FIX_DATA: the dossier lacks data or has wrong data.
 * FIX_MAPPING: the dossier is right, but its translation is wrong. DROP: no change here makes the portal accept it.
 */
export const ERROR_CLASSES = ['RETRY', 'FIX_DATA', 'FIX_MAPPING', 'DROP'] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** The owner of each class. */
export const OWNER_OF_CLASS: Record<ErrorClass, NationalOwner> = {
  RETRY: 'operations',
  FIX_DATA: 'one-stop-officer',
  FIX_MAPPING: 'procedure-control',
  DROP: 'operations',
};

/** Why a send failed. `message` names fields and codes, never their values. */
export interface SendFailure {
  class: ErrorClass;
  /** `portal.missing-field` */
  code: string;
  message: string;
}
