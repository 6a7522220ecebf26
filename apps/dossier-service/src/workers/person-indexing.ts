import { Repeating, ServiceLogger } from '@motcua/platform';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PersonalData } from '../persistence/personal-data.js';

/** So few that a change of one of them waits some milliseconds only. */
const AT_ONCE = 200;
/** An instance of the release before keeps persons without an index until it is replaced. */
const LOOK_EVERY_MS = 1_000;

/** Makes the persons that an earlier version kept findable. Several instances share the work. */
@Injectable()
export class PersonIndexing implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly repeating: Repeating;

  constructor(
    private readonly dataSource: DataSource,
    private readonly personalData: PersonalData,
    private readonly logger: ServiceLogger,
  ) {
    this.repeating = new Repeating(
      async (life) => {
        while (!life.ended && (await this.some()) > 0);
        return LOOK_EVERY_MS;
      },
      { log: logger, failing: 'persons of earlier versions are not indexed' },
    );
  }

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.repeating.stop();
  }

  private async some(): Promise<number> {
    const { count, unreadable } = await this.dataSource.transaction((manager) =>
      this.personalData.indexSome(manager, AT_ONCE),
    );
    for (const dossierId of unreadable) {
      this.logger.error('the persons of a dossier cannot be decrypted; no search finds them', { dossierId });
    }
    return count;
  }
}
