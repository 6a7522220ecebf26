import type {
  AgencyView,
  CalendarSummary,
  CalendarVersionView,
  ListAgenciesQuery,
  RuleSetVersionView,
} from '@motcua/contracts';
import type { EntityManager } from 'typeorm';
import { searchWords } from '../domain/search-text.js';
import { firstOf } from './not-found.js';
import { AGENCY_COLUMNS, agencyOf, calendarOf, ruleSetOf, type AgencyRow, type VersionRow } from './rows.js';

type Reader = Pick<EntityManager, 'query'>;

export async function listAgencies(reader: Reader, query: ListAgenciesQuery): Promise<AgencyView[]> {
  const words = searchWords(query.q ?? '').map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  const rows = (await reader.query(
    `SELECT ${AGENCY_COLUMNS} FROM agencies
     WHERE ($1::text IS NULL OR level = $1) AND ($2::text IS NULL OR parent_code = $2)
       AND search_text LIKE ALL ($3::text[])
       AND ($4::date IS NULL OR (valid_from <= $4 AND (valid_to IS NULL OR valid_to >= $4)))
     ORDER BY code`,
    [query.level ?? null, query.parentCode ?? null, words, query.on ?? null],
  )) as AgencyRow[];
  return rows.map(agencyOf);
}

export async function getAgency(reader: Reader, code: string): Promise<AgencyView> {
  const rows = (await reader.query(`SELECT ${AGENCY_COLUMNS} FROM agencies WHERE code = $1`, [code])) as AgencyRow[];
  return agencyOf(firstOf(rows, 'agency', 'cơ quan', 'agency'));
}

export async function listCalendars(reader: Reader): Promise<CalendarSummary[]> {
  const rows = (await reader.query(
    'SELECT DISTINCT ON (id) id, version, definition, published_at, published_by FROM calendar_versions ORDER BY id, version DESC',
  )) as VersionRow[];
  return rows.map(calendarOf).map(({ id, version, name, coversFrom, coversTo, publishedAt }) => ({
    id,
    version,
    name,
    coversFrom,
    coversTo,
    publishedAt,
  }));
}

export async function getCalendar(reader: Reader, id: string, version?: number): Promise<CalendarVersionView> {
  const rows = (await reader.query(
    `SELECT id, version, definition, published_at, published_by FROM calendar_versions
     WHERE id = $1 AND ($2::integer IS NULL OR version = $2) ORDER BY version DESC LIMIT 1`,
    [id, version ?? null],
  )) as VersionRow[];
  return calendarOf(firstOf(rows, 'calendar', 'lịch hoặc phiên bản lịch', 'calendar or version of it'));
}

/** With a day, the version of each that is in force: a later one replaces the earlier from its own first day on. */
export async function listRuleSets(reader: Reader, on?: string): Promise<RuleSetVersionView[]> {
  const rows = (await reader.query(
    `SELECT id, version, definition, published_at, published_by FROM (
       SELECT DISTINCT ON (id) * FROM rule_set_versions
       WHERE $1::date IS NULL OR effective_from <= $1 ORDER BY id, version DESC
     ) AS in_effect
     WHERE $1::date IS NULL OR effective_to IS NULL OR effective_to >= $1 ORDER BY id`,
    [on ?? null],
  )) as VersionRow[];
  return rows.map(ruleSetOf);
}

export async function getRuleSet(reader: Reader, id: string, version?: number): Promise<RuleSetVersionView> {
  const rows = (await reader.query(
    `SELECT id, version, definition, published_at, published_by FROM rule_set_versions
     WHERE id = $1 AND ($2::integer IS NULL OR version = $2) ORDER BY version DESC LIMIT 1`,
    [id, version ?? null],
  )) as VersionRow[];
  return ruleSetOf(firstOf(rows, 'rule-set', 'bộ quy tắc hoặc phiên bản của nó', 'rule set or version of it'));
}
