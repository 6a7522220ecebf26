import { inOrder as inOrderAfter } from '@motcua/contracts';
import type { Dossier } from './dossier.js';

/**
 * The instant of the next event, never before the last one.
 * @throws DomainError `precondition` `dossier.clock-behind` when `at` lies further back than clocks differ.
 */
export function inOrder(dossier: Dossier, at: Date): Date {
  return inOrderAfter(dossier.lastEventAt, at, 'dossier');
}
