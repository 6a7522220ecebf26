export { dossierService } from './dossier-service.definition.js';
export { DossierServiceConfig } from './config.js';
