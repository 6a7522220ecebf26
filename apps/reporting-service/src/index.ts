export { reportingService } from './reporting-service.definition.js';
export { ReportingConfig } from './config.js';
