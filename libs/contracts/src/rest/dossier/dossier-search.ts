import { Nested, Text } from '../../fields/field.js';
import { ListDossiersQuery } from './dossier-queries.js';

/** A person as an officer at the counter knows one: all that is given has to be true of one person of the dossier. */
export class SoughtPerson {
  @Text({
    description:
      'Words of the name, in any order, all or some; with or without Vietnamese tone marks, capitals or small letters. One of them needs two letters',
    maxLength: 200,
    optional: true,
    example: 'nguyen van an',
  })
  fullName?: string;
  @Text({
    description: 'Identity number, whole; blanks, dots and hyphens are let pass',
    maxLength: 50,
    optional: true,
    example: undefined,
  })
  identityNumber?: string;
  @Text({
    description: 'Telephone number, whole; blanks, dots and hyphens are let pass, and +84 is 0',
    maxLength: 50,
    optional: true,
    example: undefined,
  })
  phone?: string;
}

/** Filters of a list in a body: who is sought would stand in every log on the way, if it stood in the address. */
export class SearchDossiersRequest extends ListDossiersQuery {
  @Nested(() => SoughtPerson, { description: 'Applicant or representative', example: { fullName: 'nguyen van an' } })
  person: SoughtPerson;
}

export class ListDossierChangesQuery {
  @Text({
    description:
      '`cursor` of the previous answer. Without one: no items, and a cursor from which on nothing is lost; keep it, then list the dossiers, then follow the changes',
    maxLength: 2000,
    optional: true,
    example: undefined,
  })
  changedSince?: string;
}
