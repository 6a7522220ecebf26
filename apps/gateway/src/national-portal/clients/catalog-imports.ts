import type { ProcedureImportReport } from '@motcua/contracts';
import type { ServiceClient } from '@motcua/platform';
import { ProcedureImports, type SyncCounts } from '../application/ports.js';

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
      once: true,
      body: `${records.map((record) => JSON.stringify(record)).join('\n')}\n`,
    });
    return { read: records.length, changed: report.created + report.changed, refused: report.refused };
  }
}
