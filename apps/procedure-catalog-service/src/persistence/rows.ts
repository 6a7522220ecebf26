import type {
  AgencyView,
  CalendarVersionView,
  PublishCalendarRequest,
  PublishRuleSetRequest,
  RuleSetVersionView,
} from '@motcua/contracts';

export const AGENCY_COLUMNS =
  'code, revision, name, level, parent_code, calendar_id, office_hours, valid_from::text, valid_to::text';

export interface AgencyRow {
  code: string;
  revision: number;
  name: string;
  level: AgencyView['level'];
  parent_code: string | null;
  calendar_id: string;
  office_hours: AgencyView['officeHours'] | null;
  valid_from: string;
  valid_to: string | null;
}

export function agencyOf(row: AgencyRow): AgencyView {
  return {
    code: row.code,
    name: row.name,
    level: row.level,
    parentCode: row.parent_code ?? undefined,
    calendarId: row.calendar_id,
    officeHours: row.office_hours ?? undefined,
    validFrom: row.valid_from,
    validTo: row.valid_to ?? undefined,
    revision: row.revision,
  };
}

export interface VersionRow<D = object> {
  id: string;
  version: number;
  definition: D;
  published_at: Date;
  published_by: string;
}

function stampOf(row: VersionRow): { publishedAt: string; publishedBy: string } {
  return { publishedAt: row.published_at.toISOString(), publishedBy: row.published_by };
}

export function calendarOf(row: VersionRow): CalendarVersionView {
  const definition = row.definition as PublishCalendarRequest;
  return { id: row.id, version: row.version, ...definition, ...stampOf(row) };
}

export function ruleSetOf(row: VersionRow): RuleSetVersionView {
  const definition = row.definition as PublishRuleSetRequest;
  return { id: row.id, version: row.version, ...definition, ...stampOf(row) };
}
