import { ServiceClient, ServiceToken, type ServiceConfig } from '@motcua/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { Catalog } from './catalog.js';
import { CatalogClient } from './clients/catalog-client.js';
import { ProcedureFieldCopies } from './procedure-field-copies.js';
import { ReferenceCopies, type CopiesOptions } from './reference-copies.js';

export interface ReferenceDataOptions extends CopiesOptions {
  config: Pick<ServiceConfig, 'OIDC_CLIENT_ID'> & { CATALOG_URL: string; UPSTREAM_TIMEOUT_MS: number };
}

/**
 * A service's copies of what the catalog owns, and the catalog itself where one is missing. The service lists the tables
 * that it keeps among its entities and the subscriptions that keep them among its controllers, and provides `OpenDeadlines`
 * and, as the port that asks, `CopiedReferenceData`.
 */
@Module({})
export class ReferenceDataModule {
  static forRoot({ config, agencies, calendarLock }: ReferenceDataOptions): DynamicModule {
    return {
      module: ReferenceDataModule,
      providers: [
        { provide: ReferenceCopies, useFactory: () => new ReferenceCopies({ agencies, calendarLock }) },
        ProcedureFieldCopies,
        {
          provide: Catalog,
          inject: [ServiceToken],
          useFactory: (token: ServiceToken) =>
            new CatalogClient(
              new ServiceClient({
                name: 'procedure-catalog-service',
                addresses: config.CATALOG_URL,
                timeoutMs: config.UPSTREAM_TIMEOUT_MS,
                // The catalog's reference data is public; a service without credentials of its own may read it too.
                token: config.OIDC_CLIENT_ID ? token : undefined,
              }),
            ),
        },
      ],
      exports: [ReferenceCopies, ProcedureFieldCopies, Catalog],
    };
  }
}
