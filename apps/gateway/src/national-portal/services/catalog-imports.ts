import type { ProcedureImportReport } from '@motcua/contracts';
import { ProcedureImports, type SyncCounts } from '../application/ports.js';
import type { ServiceClient } from './service-client.js';

/** procedure-catalog-service's import of the portal's records. */
export class CatalogImports extends ProcedureImports {
  constructor(private readonly client: ServiceClient) {
    super();
  }

  async import(records: object[]): Promise<SyncCounts> {
    const report = await this.client.send<ProcedureImportReport>({
      method: 'POST',
      path: '/procedure-imports?shape=PORTAL_API',
      contentType: 'application/x-ndjson',
      body: `${records.map((record) => JSON.stringify(record)).join('\n')}\n`,
    });
    return { read: records.length, changed: report.created + report.changed, refused: report.refused };
  }
}
