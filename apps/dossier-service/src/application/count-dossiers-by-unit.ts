import type { CountDossiersByUnitQuery } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { readableBy } from './caller-scope.js';
import { noList } from './list-dossiers.js';
import { DossierReadings, type UnitStanding } from './ports.js';

export interface CountDossiersByUnitCommand {
  caller: Caller;
  query: CountDossiersByUnitQuery;
}

/** Where the open dossiers of an agency, or of the province, stand: how many in each unit. */
@Injectable()
export class CountDossiersByUnit {
  constructor(
    private readonly readings: DossierReadings,
    private readonly clock: Clock,
  ) {}

  async execute({ caller, query }: CountDossiersByUnitCommand): Promise<UnitStanding[]> {
    const scope = readableBy(caller)[0];
    if (!scope) throw noList();
    return this.readings.byUnit(scope, query.agencyCode ?? undefined, this.clock.now());
  }
}
