export { dossierService } from './dossier-service.definition.js';
export { lifecyclePage } from './domain/lifecycle-page.js';
