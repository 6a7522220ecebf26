import { caller, Clock, contentHash, ServiceLogger } from '@motcua/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Editions } from '../application/editions.js';
import { published } from '../domain/kept-edition.js';
import { SHIPPED_EDITIONS, shippedEdition } from '../shipped/shipped-editions.js';

const SHIPPER = caller({ subject: 'motcua', roles: [] });

/** At the start, publishes the editions that come with the service where none has their code, by the rules of every publication. */
@Injectable()
export class ShipEditions implements OnApplicationBootstrap {
  constructor(
    private readonly editions: Editions,
    private readonly clock: Clock,
    private readonly logger: ServiceLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const code of SHIPPED_EDITIONS) await this.ship(code);
  }

  private async ship(code: (typeof SHIPPED_EDITIONS)[number]): Promise<void> {
    const edition = shippedEdition(code);
    const stamp = { at: this.clock.now(), by: SHIPPER.subject };
    const draft = { edition, hash: contentHash(edition), drafted: stamp };
    await this.editions.change({ caller: SHIPPER, operation: 'shipEdition', code, input: {} }, (known) => {
      if (!known) return published(draft, { stamp, asRead: () => true });
      // Whatever the province has under the code is left alone; a corrected file needs a code of its own.
      if (known.hash !== draft.hash)
        this.logger.warn('an edition that comes with the service is not the one kept under its code', {
          edition: code,
          shipped: draft.hash,
          kept: known.hash,
        });
      return undefined;
    });
  }
}
