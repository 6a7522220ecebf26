import type { ListedDossier } from '../application/ports.js';
import { DOSSIERS, recordOf } from './dossier-row.js';
import type { DossierRow } from './entities.js';
import type { PersonalData } from './personal-data.js';

export type ListRow = DossierRow & { full_name: Buffer | null; procedure_name: string | null };

/** What a list reads of `dossiers shown`, and from where. */
export const LISTED = `${DOSSIERS.selecting('shown')}, applicant.full_name, opened_on.name AS procedure_name`;
export const LISTED_FROM = `dossiers shown
  LEFT JOIN dossier_persons applicant ON applicant.dossier_id = shown.id AND applicant.role = 'APPLICANT'
  LEFT JOIN procedure_versions opened_on
    ON opened_on.procedure_id = shown.procedure_id AND opened_on.version = shown.procedure_version`;

/** @param names absent for a caller who reads the whole province */
export function listedDossier(row: ListRow, names: PersonalData | undefined): ListedDossier {
  return {
    dossier: recordOf(row),
    procedureName: row.procedure_name ?? undefined,
    applicantName: names && row.full_name ? names.maskedName(row.full_name) : undefined,
  };
}
