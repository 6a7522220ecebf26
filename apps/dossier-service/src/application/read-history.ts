import { Injectable } from '@nestjs/common';
import { DossierReadings, Dossiers, type History, type ReadCommand } from './ports.js';
import { findReadable, isOwner } from './read-dossier.js';
import { worksFor } from './caller-scope.js';

/** What happened to a dossier, in order; what was written only for its agency and its owner. */
@Injectable()
export class ReadHistory {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
  ) {}

  async execute({ id, caller }: ReadCommand): Promise<History> {
    const dossier = await findReadable(this.dossiers, caller, id);
    const operation = 'readDossierHistory';
    if (worksFor(caller, dossier.agencyCode)) {
      return this.readings.history(id, { reader: caller, purpose: 'PROCESSING', operation });
    }
    const own = await isOwner(this.dossiers, caller, id);
    return this.readings.history(id, own ? { reader: caller, purpose: 'OWN_DATA', operation } : undefined);
  }
}
