export { procedureCatalogService } from './procedure-catalog-service.definition.js';
