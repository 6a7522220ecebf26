import { Inject, Injectable } from '@nestjs/common';
import type { AgencyRegistered, CalendarPublished } from '@motcua/contracts';
import { compileCalendar, localDate, type OfficeHours, type WorkingCalendar } from '@motcua/working-time';
import { DataSource, type EntityManager } from 'typeorm';
import { Offices } from '../application/ports.js';
import type { Office } from '../domain/deadlines.js';
import { Catalog } from './catalog.js';

type AgencyCopy = Pick<AgencyRegistered, 'code' | 'name' | 'calendarId' | 'officeHours' | 'validFrom' | 'validTo'>;
type Database = Pick<EntityManager, 'query'>;

/** The advisory lock on how offices work. */
const OFFICES = `hashtextextended('offices', 0)`;

/** How many compiled calendars are kept: one for each agency with hours of its own, and a few versions. */
const KEPT_CALENDARS = 200;

/** Agencies and calendars out of this service's copies; what is missing is asked of the catalog, once, and kept. */
@Injectable()
export class PostgresOffices extends Offices {
  private readonly compiled = new Map<string, WorkingCalendar>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Catalog) private readonly catalog: Catalog,
  ) {
    super();
  }

  async find(agencyCode: string, at: Date): Promise<Office | undefined> {
    const agency = (await this.findAgency(this.dataSource, agencyCode)) ?? (await this.askForAgency(agencyCode));
    if (!agency || !existsOn(agency, localDate(at))) return undefined;
    const calendar =
      (await this.findCalendar(this.dataSource, agency.calendarId)) ?? (await this.askForCalendar(agency.calendarId));
    return this.officeOf(agency, calendar);
  }

  /** Until this transaction ends, no newer calendar or office hours come in; many may hold them so. */
  async hold(database: Database): Promise<void> {
    await database.query(`SELECT pg_advisory_xact_lock_shared(${OFFICES})`);
  }

  /**
   * Waits until those who count by calendars and office hours as they are have committed, and lets none begin until this
   * transaction has. Taken before any feedback is locked.
   */
  async lock(database: Database): Promise<void> {
    await database.query(`SELECT pg_advisory_xact_lock(${OFFICES})`);
  }

  /** The office by what is known here, inside the transaction of the event that made it known. */
  async findKnown(database: Database, agencyCode: string): Promise<Office | undefined> {
    const agency = await this.findAgency(database, agencyCode);
    const calendar = agency && (await this.findCalendar(database, agency.calendarId));
    return calendar && this.officeOf(agency, calendar);
  }

  /** @param version of the event that says so, or 0 when the catalog was asked: any event is newer than that. */
  async saveAgency(database: Database, agency: AgencyCopy, version: number): Promise<void> {
    await database.query(
      `INSERT INTO agencies (code, name, calendar_id, office_hours, valid_from, valid_to, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (code) DO UPDATE SET name = excluded.name, calendar_id = excluded.calendar_id,
         office_hours = excluded.office_hours, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
         version = excluded.version
       WHERE agencies.version <= excluded.version`,
      [
        agency.code,
        agency.name,
        agency.calendarId,
        agency.officeHours ? JSON.stringify(agency.officeHours) : null,
        agency.validFrom,
        agency.validTo ?? null,
        version,
      ],
    );
  }

  async saveCalendar(database: Database, calendar: CalendarPublished): Promise<void> {
    await database.query(
      `INSERT INTO calendars (id, version, definition) VALUES ($1, $2, $3) ON CONFLICT (id, version) DO NOTHING`,
      [calendar.id, calendar.version, JSON.stringify(calendar)],
    );
  }

  private officeOf(agency: AgencyCopy, definition: CalendarPublished): Office {
    const hours = agency.officeHours?.length ? agency.officeHours : undefined;
    const key = `${definition.id}:${definition.version}:${hours ? JSON.stringify(hours) : ''}`;
    let calendar = this.compiled.get(key);
    if (!calendar) {
      calendar = compileCalendar(definition, hours as OfficeHours[] | undefined);
      if (this.compiled.size >= KEPT_CALENDARS) this.compiled.clear();
      this.compiled.set(key, calendar);
    }
    return { agencyCode: agency.code, calendar };
  }

  private async findAgency(database: Database, code: string): Promise<AgencyCopy | undefined> {
    const rows: AgencyRow[] = await database.query(
      `SELECT code, name, calendar_id, office_hours, valid_from::text AS valid_from, valid_to::text AS valid_to
       FROM agencies WHERE code = $1`,
      [code],
    );
    const row = rows[0];
    return (
      row && {
        code: row.code,
        name: row.name,
        calendarId: row.calendar_id,
        officeHours: row.office_hours ?? undefined,
        validFrom: row.valid_from,
        validTo: row.valid_to ?? undefined,
      }
    );
  }

  private async findCalendar(database: Database, id: string): Promise<CalendarPublished | undefined> {
    const rows: { definition: CalendarPublished }[] = await database.query(
      'SELECT definition FROM calendars WHERE id = $1 ORDER BY version DESC LIMIT 1',
      [id],
    );
    return rows[0]?.definition;
  }

  private async askForAgency(code: string): Promise<AgencyCopy | undefined> {
    const agency = await this.catalog.findAgency(code);
    if (agency) await this.saveAgency(this.dataSource, agency, 0);
    return agency;
  }

  private async askForCalendar(id: string): Promise<CalendarPublished> {
    const calendar = await this.catalog.getCalendar(id);
    await this.saveCalendar(this.dataSource, calendar);
    return calendar;
  }
}

interface AgencyRow {
  code: string;
  name: string;
  calendar_id: string;
  office_hours: AgencyCopy['officeHours'] | null;
  valid_from: string;
  valid_to: string | null;
}

/** Both ends included. */
function existsOn(agency: AgencyCopy, day: string): boolean {
  return agency.validFrom <= day && (agency.validTo === undefined || day <= agency.validTo);
}
