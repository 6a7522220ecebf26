export { reportingService } from './reporting-service.definition.js';
