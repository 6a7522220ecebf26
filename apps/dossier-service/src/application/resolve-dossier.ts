import { DomainError, type DossierView, type ResolveDossierRequest } from '@motcua/contracts';
import { Clock, type Answer } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { resolve, type Resolution } from '../domain/processing.js';
import { Dossiers, type Command } from './ports.js';
import { changeableBy } from './scope.js';

/** Ends processing with a result: granted, or refused after assessment. */
@Injectable()
export class ResolveDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a guard of `resolve` refuses, or a reason is missing or out of place. */
  async execute(command: Command, request: ResolveDossierRequest): Promise<Answer<DossierView>> {
    const resolution = resolutionOf(request);
    return this.dossiers.change(
      { ...command, action: 'resolve', scopes: changeableBy(command.caller, 'resolve'), content: request },
      (dossier) => resolve(dossier, resolution, this.clock.now()),
    );
  }
}

function resolutionOf({ outcome, reason }: ResolveDossierRequest): Resolution {
  if (outcome === 'NOT_ELIGIBLE' && reason) return { outcome, reason };
  if (outcome === 'APPROVED' && !reason) return { outcome };
  const message =
    outcome === 'APPROVED'
      ? { vi: 'chỉ dùng khi kết quả là NOT_ELIGIBLE', en: 'is only for NOT_ELIGIBLE' }
      : { vi: 'phải nêu lý do cụ thể (Mẫu 03)', en: 'is needed: the specific reason (Form 03)' };
  throw new DomainError({
    kind: 'invalid',
    code: 'dossier.resolution-reason',
    message: { vi: `Trường reason ${message.vi}.`, en: `Field reason ${message.en}.` },
    fields: [{ path: 'reason', message }],
  });
}
