import { DomainError, type DossierList, type ListDossiersQuery } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DossierReadings } from './ports.js';
import { readableBy } from './scope.js';

/** One page of the dossiers that a caller may read: the agency's, one's own, or the province's. */
@Injectable()
export class ListDossiers {
  constructor(
    private readonly readings: DossierReadings,
    private readonly clock: Clock,
  ) {}

  async execute(caller: Caller, query: ListDossiersQuery): Promise<DossierList> {
    const scope = readableBy(caller)[0];
    if (!scope) {
      throw new DomainError({
        kind: 'forbidden',
        code: 'dossier.no-list',
        message: { vi: 'Vai trò này không xem danh sách hồ sơ.', en: 'This role has no list of dossiers.' },
      });
    }
    return this.readings.list(scope, query, this.clock.now());
  }
}
