import type {
  AgencyView,
  CalendarVersionView,
  PublishCalendarRequest,
  PublishRuleSetRequest,
  RuleSetVersionView,
} from '@motcua/contracts';
import type { EntityManager } from 'typeorm';
import type { Agencies, Calendars, RuleSets, Stamp } from '../application/ports.js';
import { searchText } from '../domain/search-text.js';
import { AGENCY_COLUMNS, agencyOf, calendarOf, ruleSetOf, type AgencyRow, type VersionRow } from './rows.js';

/** Makes writers of one record wait for each other even while the record does not exist yet. */
async function lock(manager: EntityManager, what: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [what]);
}

export class AgenciesStore implements Agencies {
  constructor(private readonly manager: EntityManager) {}

  async find(code: string): Promise<AgencyView | undefined> {
    await lock(this.manager, `agency:${code}`);
    const rows: AgencyRow[] = await this.manager.query(`SELECT ${AGENCY_COLUMNS} FROM agencies WHERE code = $1`, [
      code,
    ]);
    return rows[0] ? agencyOf(rows[0]) : undefined;
  }

  async exists(code: string): Promise<boolean> {
    const rows: unknown[] = await this.manager.query('SELECT 1 FROM agencies WHERE code = $1', [code]);
    return rows.length > 0;
  }

  async unknownOf(codes: string[]): Promise<string[]> {
    const rows: { code: string }[] = await this.manager.query(
      'SELECT code FROM unnest($1::text[]) AS asked (code) WHERE NOT EXISTS (SELECT 1 FROM agencies a WHERE a.code = asked.code)',
      [codes],
    );
    return rows.map(({ code }) => code);
  }

  async save(agency: AgencyView, change: 'REGISTERED' | 'CHANGED' | 'CLOSED', { at, by }: Stamp): Promise<void> {
    await this.manager.query(
      `INSERT INTO agencies (code, revision, name, level, parent_code, calendar_id, office_hours, valid_from, valid_to,
         search_text, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (code) DO UPDATE SET revision = excluded.revision, name = excluded.name, level = excluded.level,
         parent_code = excluded.parent_code, calendar_id = excluded.calendar_id, office_hours = excluded.office_hours,
         valid_from = excluded.valid_from, valid_to = excluded.valid_to, search_text = excluded.search_text,
         updated_at = excluded.updated_at`,
      [
        agency.code,
        agency.revision,
        agency.name,
        agency.level,
        agency.parentCode ?? null,
        agency.calendarId,
        agency.officeHours ? JSON.stringify(agency.officeHours) : null,
        agency.validFrom,
        agency.validTo ?? null,
        searchText(agency.code, agency.name),
        at,
      ],
    );
    await this.manager.query(
      `INSERT INTO agency_history (code, revision, change, agency, changed_at, changed_by)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [agency.code, agency.revision, change, JSON.stringify(agency), at, by],
    );
  }
}

export class CalendarsStore implements Calendars {
  constructor(private readonly manager: EntityManager) {}

  async latest(id: string): Promise<CalendarVersionView | undefined> {
    await lock(this.manager, `calendar:${id}`);
    const rows: VersionRow[] = await this.manager.query(
      'SELECT id, version, definition, published_at, published_by FROM calendar_versions WHERE id = $1 ORDER BY version DESC LIMIT 1',
      [id],
    );
    return rows[0] ? calendarOf(rows[0]) : undefined;
  }

  async append(id: string, version: number, calendar: PublishCalendarRequest, { at, by }: Stamp): Promise<void> {
    await this.manager.query(
      `INSERT INTO calendar_versions (id, version, name, covers_from, covers_to, definition, published_at, published_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, version, calendar.name, calendar.coversFrom, calendar.coversTo, JSON.stringify(calendar), at, by],
    );
  }
}

export class RuleSetsStore implements RuleSets {
  constructor(private readonly manager: EntityManager) {}

  async latest(id: string): Promise<RuleSetVersionView | undefined> {
    await lock(this.manager, `rule-set:${id}`);
    const rows: VersionRow[] = await this.manager.query(
      'SELECT id, version, definition, published_at, published_by FROM rule_set_versions WHERE id = $1 ORDER BY version DESC LIMIT 1',
      [id],
    );
    return rows[0] ? ruleSetOf(rows[0]) : undefined;
  }

  async append(id: string, version: number, ruleSet: PublishRuleSetRequest, { at, by }: Stamp): Promise<void> {
    await this.manager.query(
      `INSERT INTO rule_set_versions (id, version, effective_from, effective_to, definition, published_at, published_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, version, ruleSet.effectiveFrom, ruleSet.effectiveTo ?? null, JSON.stringify(ruleSet), at, by],
    );
  }
}
