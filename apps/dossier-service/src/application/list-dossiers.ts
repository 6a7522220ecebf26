import { DomainError, type ListDossiersQuery } from '@motcua/contracts';
import { Clock, type Caller, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { personTerms, type SoughtPerson } from '../domain/person-search.js';
import { ownAgency, readableBy, type Scope } from './caller-scope.js';
import { DossierReadings, type ListedDossier } from './ports.js';
import { purposeNotYours } from './read-dossier.js';

export interface PageOfDossiers extends Page<ListedDossier> {
  /** The instant by which they are overdue or not. */
  at: Date;
}

export interface ListDossiersCommand {
  caller: Caller;
  query: ListDossiersQuery;
  /** Whose dossiers are sought, among those of the caller's agency only. */
  person?: SoughtPerson;
}

/** Of persons that one request reads unmasked, dossiers at most: who needs more reads more than one request, each recorded. */
const MOST_UNMASKED = 50;

/** One page of the dossiers that a caller may read: the agency's, one's own, or the province's. */
@Injectable()
export class ListDossiers {
  constructor(
    private readonly readings: DossierReadings,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `forbidden` for a role without a list, and for persons of whom the caller's agency has no dossiers to
   * process; `invalid` for a search that names nobody, and for too many persons at once.
   */
  async execute({ caller, query, person }: ListDossiersCommand): Promise<PageOfDossiers> {
    const at = this.clock.now();
    const list = async (scope: Scope, options = {}): Promise<PageOfDossiers> => ({
      ...(await this.readings.list(scope, query, at, options)),
      at,
    });
    const { purpose } = query;
    if (!person && !purpose) {
      const scope = readableBy(caller)[0];
      if (!scope) throw noList();
      return list(scope);
    }
    // Nobody who reads the whole province may search it for a person, or would learn who deals with which agency.
    const scope = ownAgency(caller);
    if (purpose && (!scope || purpose === 'NATIONAL_SYNC')) throw purposeNotYours(purpose);
    if (!scope) throw noList();
    if (purpose && (query.limit ?? MOST_UNMASKED) > MOST_UNMASKED) throw tooManyPersons();
    return list(scope, {
      search: person && { reader: caller, agencyCode: scope.agencyCode, terms: personTerms(person) },
      reading: purpose && { reader: caller, purpose, operation: person ? 'searchDossiers' : 'listDossiers' },
    });
  }
}

function noList(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'dossier.no-list',
    message: { vi: 'Vai trò này không xem danh sách hồ sơ.', en: 'This role cannot list dossiers.' },
  });
}

function tooManyPersons(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'dossier.too-many-persons',
    message: {
      vi: `Chỉ đọc dữ liệu cá nhân của tối đa ${MOST_UNMASKED} hồ sơ mỗi lần.`,
      en: `Persons of at most ${MOST_UNMASKED} dossiers can be read unmasked at once.`,
    },
    fields: [
      {
        path: 'limit',
        message: {
          vi: `không được quá ${MOST_UNMASKED} khi có purpose`,
          en: `must not be more than ${MOST_UNMASKED} with a purpose`,
        },
      },
    ],
  });
}
