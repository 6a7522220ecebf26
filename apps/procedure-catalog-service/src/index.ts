export { procedureCatalogService } from './procedure-catalog-service.definition.js';
export { catalogMigrations } from './procedure-catalog-service.module.js';
export { CatalogConfig } from './config.js';
export { drawSample } from './import/draw-sample.js';
