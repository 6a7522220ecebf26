import { runService } from '@motcua/platform';
import { dossierService } from './dossier-service.definition.js';

await runService(dossierService);
