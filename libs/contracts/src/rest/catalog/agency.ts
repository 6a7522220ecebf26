import { AGENCY_CODE_FORM } from '../../codes/code-formats.js';
import {
  AGENCY_LEVELS,
  AgencyRegistered,
  OfficeHoursData,
  ReceivesForData,
} from '../../events/reference-data-events.js';
import { DateOnly, Integer, Nested, NestedList, OneOf, Text } from '../../fields/field.js';

/** Registers an agency that exists from a date on. */
export class RegisterAgencyRequest extends AgencyRegistered {}

/** The changeable fields of an agency; an absent field does not change. */
export class ChangeAgencyRequest {
  @Text({ description: 'Name', optional: true, example: 'Sở Tư pháp' }) name?: string;
  @Text({
    description: 'Code of the parent agency',
    optional: true,
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    example: 'H41',
  })
  parentCode?: string;
  @Text({ description: 'Its working calendar', optional: true, maxLength: 50, example: 'vn' })
  calendarId?: string;
  @NestedList(() => OfficeHoursData, {
    description: 'Own office hours, which override those of the calendar; an empty list removes them',
    optional: true,
    maxItems: 50,
    example: [
      {
        effectiveFrom: '2026-01-01',
        week: [
          [],
          ...Array(5).fill([
            { from: '07:00', to: '11:30' },
            { from: '13:30', to: '17:00' },
          ]),
          [],
        ],
      },
    ],
  })
  officeHours?: OfficeHoursData[];
  @Nested(() => ReceivesForData, {
    description: 'For which other agencies its counter receives dossiers; two empty lists: for itself only',
    optional: true,
    example: { agencyCodes: [], everyAgencyOf: [] },
  })
  receivesFor?: ReceivesForData;
  @Integer({ description: 'Revision that this was made from', optional: true, minimum: 1, example: 1 })
  expectedRevision?: number;
}

/** Ends an agency: it receives no dossier after its last day. */
export class CloseAgencyRequest {
  @DateOnly({ description: 'Last day of existence', example: '2026-12-31' }) validTo: string;
  @Text({
    description:
      'The agency that its dossiers go to after that day; it must exist then. May be added later by the same request with the same day',
    form: AGENCY_CODE_FORM,
    maxLength: 35,
    optional: true,
    example: 'H41.14',
  })
  successorCode?: string;
  @Integer({ description: 'Revision that this was made from', optional: true, minimum: 1, example: 1 })
  expectedRevision?: number;
}

export class ListAgenciesQuery {
  @OneOf(AGENCY_LEVELS, { description: 'Level', optional: true, enumName: 'AgencyLevel', example: undefined })
  level?: (typeof AGENCY_LEVELS)[number];
  @Text({ description: 'Code of the parent agency', optional: true, maxLength: 35, example: undefined })
  parentCode?: string;
  @Text({
    description: 'Words of name or code; case and diacritics make no difference',
    optional: true,
    maxLength: 200,
    example: 'tu phap',
  })
  q?: string;
  @DateOnly({ description: 'Only agencies that exist on this day', optional: true, example: undefined }) on?: string;
}

/** An agency in its current state, as `agency.registered` or `agency.changed` last announced it. */
export class AgencyView extends AgencyRegistered {
  @Integer({ description: "Counts its changes; equals its last event's aggregate version", minimum: 1, example: 1 })
  revision: number;
}

export class AgencyList {
  @NestedList(() => AgencyView, { description: 'Agencies, by code', maxItems: 100_000 }) items: AgencyView[];
}

export class AgencyNode {
  @Text({ description: 'Code', example: 'H41' }) code: string;
  @Text({ description: 'Name', example: 'Ủy ban nhân dân tỉnh' }) name: string;
  @OneOf(AGENCY_LEVELS, { description: 'Level', enumName: 'AgencyLevel', example: 'PROVINCE' })
  level: (typeof AGENCY_LEVELS)[number];
  @NestedList(() => AgencyNode, { description: 'Child agencies', example: [] }) children: AgencyNode[];
}

export class AgencyTree {
  @NestedList(() => AgencyNode, { description: 'Agencies without a parent, each with its child agencies' })
  roots: AgencyNode[];
}
