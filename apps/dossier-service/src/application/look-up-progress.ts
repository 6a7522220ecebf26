import type { Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { Dossier } from '../domain/dossier.js';
import { completedSteps } from '../domain/tasks.js';
import { DossierReadings, Dossiers } from './ports.js';
import { concerning, dossierNotFound } from './caller-scope.js';

export interface Progress {
  code: string;
  completedSteps: number;
  stepsInAll: number;
  /** Only for callers whom the dossier concerns. */
  dossier?: Dossier;
}

export interface LookUpProgressCommand {
  /** Absent without a token. */
  caller?: Caller;
  code: string;
}

/** What anybody who knows the code may learn (Circular 01/2018 Art. 16.2d); the owner and the agency learn more. */
@Injectable()
export class LookUpProgress {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
  ) {}

  async execute({ caller, code }: LookUpProgressCommand): Promise<Progress> {
    const id = await this.readings.idOfCode(code);
    const dossier = id && (await this.dossiers.find(id, [{ kind: 'PROVINCE' }]));
    if (!dossier) throw dossierNotFound();
    const known = caller && (await this.dossiers.find(dossier.id, concerning(caller)));
    return { code, ...degreeOf(dossier), dossier: known || undefined };
  }
}

/** An imported dossier's steps ran outside any process: it is either done or not. */
function degreeOf(dossier: Dossier): Pick<Progress, 'completedSteps' | 'stepsInAll'> {
  const stepsInAll = Math.max(dossier.procedure.steps.length, 1);
  const done = dossier.status === 'RESOLVED' || dossier.status === 'DELIVERED';
  return { completedSteps: done ? stepsInAll : Math.min(completedSteps(dossier), stepsInAll), stepsInAll };
}
