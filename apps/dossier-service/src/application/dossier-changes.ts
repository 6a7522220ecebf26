import type { Scope } from './caller-scope.js';
import type { ListedDossier } from './ports.js';

/** What changed since a cursor, whole transactions at a time. */
export interface ChangedDossiers {
  items: ListedDossier[];
  cursor: string;
  /** Whether more changes are final already. */
  more: boolean;
}

/** What a system follows that keeps dossiers as well. */
export abstract class DossierChanges {
  /**
   * The dossiers within these scopes that changed after a cursor, in the order in which the changes became final; without a cursor
   * none, and the cursor that everything final until now is before. Facts that are told to nobody, such as who has a task, are
   * changes for the agency of the dossier only.
   * @throws DomainError `invalid` for a cursor that is none, `conflict` `dossier.changes-lost` for one of changes that are not here
   */
  abstract since(cursor: string | undefined, scopes: Scope[]): Promise<ChangedDossiers>;
}
