import type { PublishCalendarRequest, RegisterAgencyRequest } from '@motcua/contracts';
import { SAMPLE_AGENCIES } from './sample-agencies.js';
import { SAMPLE_CALENDAR } from './sample-calendar.js';
import { COMMUNE_PROCEDURES } from './sample-commune-procedures.js';
import { DEPARTMENT_PROCEDURES } from './sample-department-procedures.js';
import type { SampleProcedure } from './sample-procedure.js';

/**
 * What a first start shows, as bodies of the catalog's own requests, to be sent in this order:
 * `POST /calendars/{id}/versions`, `POST /agencies`, then for each procedure `POST /procedures` and, where there is one,
 * `POST /procedures/{code}/publication`. The rule set is shipped with the service.
 */
export interface SampleCatalog {
  calendars: { id: string; version: PublishCalendarRequest }[];
  agencies: RegisterAgencyRequest[];
  procedures: SampleProcedure[];
}

export const sampleCatalog: SampleCatalog = {
  calendars: [{ id: 'vn', version: SAMPLE_CALENDAR }],
  agencies: SAMPLE_AGENCIES,
  procedures: [...DEPARTMENT_PROCEDURES, ...COMMUNE_PROCEDURES],
};
