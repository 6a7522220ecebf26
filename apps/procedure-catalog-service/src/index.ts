export { procedureCatalogService } from './procedure-catalog-service.definition.js';
export { catalogMigrations } from './procedure-catalog-service.module.js';
export { CatalogConfig } from './config.js';
export { drawSample } from './import/draw-sample.js';
export { sampleCatalog, type SampleCatalog } from './sample/sample-catalog.js';
export type { SampleProcedure } from './sample/sample-procedure.js';
