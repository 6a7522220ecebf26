import { DOSSIER_STATUS_CODES, type DossierProgress } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { Dossier } from '../domain/dossier.js';
import { dossierNotFound } from './not-found.js';
import { DossierReadings, Dossiers } from './ports.js';
import { concerning } from './scope.js';

/** What anybody may learn who knows the code (Circular 01/2018 Art. 16.2d); more for the owner and the dossier's agency. */
@Injectable()
export class LookUpProgress {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
  ) {}

  async execute(caller: Caller | undefined, code: string): Promise<DossierProgress> {
    const id = await this.readings.idOfCode(code);
    const dossier = id && (await this.dossiers.find(id, [{ kind: 'PROVINCE' }]));
    if (!dossier) throw dossierNotFound();
    const known = caller && (await this.dossiers.find(dossier.id, concerning(caller)));
    return {
      code,
      ...degreeOf(dossier),
      ...(known && {
        id: dossier.id,
        statusLabel: DOSSIER_STATUS_CODES[dossier.status].label,
        procedureCode: dossier.procedure.code,
        dueAt: dossier.deadline?.state === 'RUNNING' ? dossier.deadline.dueAt.toISOString() : undefined,
      }),
    };
  }
}

/** An imported dossier's steps ran outside any process: it is either done or not. */
function degreeOf(dossier: Dossier): Pick<DossierProgress, 'completedSteps' | 'stepsInAll'> {
  const stepsInAll = Math.max(dossier.procedure.steps.length, 1);
  const done = dossier.status === 'RESOLVED' || dossier.status === 'DELIVERED';
  return { completedSteps: done ? stepsInAll : Math.min(dossier.stepsCompleted, stepsInAll), stepsInAll };
}
