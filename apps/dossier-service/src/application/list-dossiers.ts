import { DomainError, type ListDossiersQuery } from '@motcua/contracts';
import { Clock, type Caller, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DossierReadings, type ListedDossier } from './ports.js';
import { consultedOn, readableBy } from './caller-scope.js';

export interface PageOfDossiers extends Page<ListedDossier> {
  /** The instant by which they are overdue or not. */
  at: Date;
}

export interface ListDossiersCommand {
  caller: Caller;
  query: ListDossiersQuery;
}

/** One page of the dossiers that a caller may read: the agency's, one's own, or the province's. */
@Injectable()
export class ListDossiers {
  constructor(
    private readonly readings: DossierReadings,
    private readonly clock: Clock,
  ) {}

  async execute({ caller, query }: ListDossiersCommand): Promise<PageOfDossiers> {
    const scope = (query.consultedOn ? consultedOn(caller, 'CONSULTED') : readableBy(caller))[0];
    if (!scope) {
      throw new DomainError({
        kind: 'forbidden',
        code: 'dossier.no-list',
        message: { vi: 'Vai trò này không xem danh sách hồ sơ.', en: 'This role cannot list dossiers.' },
      });
    }
    const at = this.clock.now();
    return { ...(await this.readings.list(scope, query, at)), at };
  }
}
