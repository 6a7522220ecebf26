import { Injectable } from '@nestjs/common';
import { consultationsOf } from '../domain/consultation-tasks.js';
import type { ConsultationTask } from '../domain/dossier.js';
import { consultedOn, dossierNotFound, readableBy, worksFor } from './caller-scope.js';
import { DossierReadings, Dossiers, type ReadCommand, type Written } from './ports.js';

export interface ReadConsultation {
  task: ConsultationTask;
  /** In the order of writing; none for a reader who may not see them. */
  texts: NonNullable<Written['consultation']>[];
}

/**
 * Who was asked for an opinion on a dossier, and what they said. The agency that has the dossier reads all of it; an agency that was asked
 * reads its own, also afterwards; others who may read the dossier learn who was asked, and not the texts. Reading texts is recorded.
 */
@Injectable()
export class ReadConsultations {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
  ) {}

  /** @throws DomainError `not-found` for absent and foreign alike */
  async execute({ id, caller }: ReadCommand): Promise<ReadConsultation[]> {
    const readable = await this.dossiers.find(id, readableBy(caller));
    const dossier = readable ?? (await this.dossiers.find(id, consultedOn(caller, 'ONCE_CONSULTED')));
    if (!dossier) throw dossierNotFound();
    const isLead = worksFor(caller, dossier) && caller.agency === dossier.agencyCode;
    const isAsked = consultedOn(caller, 'ONCE_CONSULTED').length > 0;
    const isOwn = ({ agencyCode }: ConsultationTask): boolean => isAsked && agencyCode === caller.agency;
    const mayRead = (task: ConsultationTask): boolean => isLead || isOwn(task);
    const shown = consultationsOf(dossier).filter((task) => readable !== undefined || isOwn(task));
    if (!shown.some(mayRead)) return shown.map((task) => ({ task, texts: [] }));
    const reading = { reader: caller, purpose: 'PROCESSING', operation: 'listDossierConsultations' } as const;
    const { entries } = await this.readings.history(id, reading);
    return shown.map((task) => ({
      task,
      texts: entries.flatMap(({ details, written }) =>
        mayRead(task) && details['consultation'] === task.number && written?.consultation ? [written.consultation] : [],
      ),
    }));
  }
}
