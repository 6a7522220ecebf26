import { runService } from '@motcua/platform';
import { procedureCatalogService } from './procedure-catalog-service.definition.js';

await runService(procedureCatalogService);
