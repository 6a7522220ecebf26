import { ServiceConfig } from '@motcua/platform';

/** What reporting-service reads from its environment: nothing of its own. */
export class ReportingConfig extends ServiceConfig {}
