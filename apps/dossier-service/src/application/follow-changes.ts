import { Clock, type Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { readableBy } from './caller-scope.js';
import { DossierChanges, type ChangedDossiers } from './dossier-changes.js';

export interface FollowChangesCommand {
  caller: Caller;
  /** Of the answer before. */
  cursor?: string;
}

/** What changed of the dossiers that a caller may read, for a system that keeps them as well. */
@Injectable()
export class FollowChanges {
  constructor(
    private readonly changes: DossierChanges,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as `DossierChanges` does, and `forbidden` for an officer whose token names no agency. */
  async execute({ caller, cursor }: FollowChangesCommand): Promise<ChangedDossiers & { at: Date }> {
    return { ...(await this.changes.since(cursor, readableBy(caller))), at: this.clock.now() };
  }
}
