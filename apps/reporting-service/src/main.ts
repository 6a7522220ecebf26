import { runService } from '@motcua/platform';
import { reportingService } from './reporting-service.definition.js';

await runService(reportingService);
