import { DOSSIER_ACTIONS } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { Dossier } from '../domain/dossier.js';
import { PROBABLE_DUPLICATE } from '../domain/duplicates.js';
import {
  DossierReadings,
  Dossiers,
  type History,
  type HistoryEntry,
  type PersonalDataReading,
  type ReadCommand,
} from './ports.js';
import { findReadable, isOwner } from './read-dossier.js';
import { readableBy, worksFor } from './caller-scope.js';

/**
 * What happened to a dossier, in order. Its agencies and its owner also read what was written; its agencies also read who had which task.
 * The submission is flagged for a reader who may read a probable duplicate of it.
 */
@Injectable()
export class ReadHistory {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
  ) {}

  async execute({ id, caller }: ReadCommand): Promise<History> {
    const dossier = await findReadable(this.dossiers, caller, id);
    const told = await this.readings.history(id, await this.readingOf(dossier, caller));
    const history = worksFor(caller, dossier)
      ? told
      : { ...told, entries: told.entries.filter(isTold).map(withoutNotes) };
    const duplicates = await this.readings.probableDuplicatesOf(dossier, readableBy(caller));
    return duplicates.length === 0 ? history : { ...history, entries: history.entries.map(flagged) };
  }

  private async readingOf(dossier: Dossier, caller: Caller): Promise<PersonalDataReading | undefined> {
    const reading = { reader: caller, operation: 'readDossierHistory' };
    if (worksFor(caller, dossier)) return { ...reading, purpose: 'PROCESSING' };
    const own = await isOwner(this.dossiers, caller, dossier.id);
    return own ? { ...reading, purpose: 'OWN_DATA' } : undefined;
  }
}

function isTold({ action }: HistoryEntry): boolean {
  return action === 'import' || DOSSIER_ACTIONS[action].events.length > 0;
}

/** Why a step was sent back is between those who do the steps. */
function withoutNotes(entry: HistoryEntry): HistoryEntry {
  if (entry.action !== 'send-back') return entry;
  const { written: _between, ...rest } = entry;
  return rest;
}

function flagged(entry: HistoryEntry): HistoryEntry {
  return entry.action === 'submit' ? { ...entry, flags: [...entry.flags, PROBABLE_DUPLICATE] } : entry;
}
