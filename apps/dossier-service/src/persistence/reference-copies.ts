import { createHash } from 'node:crypto';
import type {
  AgencyRegistered,
  CalendarPublished,
  InternalProcessData,
  ProcedureAbolished,
  ProcedurePublished,
  RuleSetPublished,
} from '@motcua/contracts';
import { prepared } from '@motcua/platform';
import { compileCalendar, type LocalDate, type OfficeHours, type WorkingCalendar } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import type { Agency, PublishedProcedure, ReferenceDataWithin } from '../application/ports.js';
import type { DeadlineBasis, Procedure } from '../domain/dossier.js';
import { noBasis } from './no-basis.js';
import type { Queries } from './queries.js';

/** What a dossier's row is stamped with. */
export interface Stamp {
  ruleSet: { id: string; version: number };
  calendar: { id: string; version: number };
  officeHours?: string;
}

/** The case code of imported dossiers: their steps ran outside any process. */
export const IMPORTED_CASE = 'imported';

/**
 * The copies of the catalog's records. What is published never changes (a version of a procedure, calendar or rule set,
 * a table of office hours by its hash), so it is kept in memory once read; what is in force is always asked for.
 */
@Injectable()
export class ReferenceCopies {
  private readonly procedures = new Map<string, PublishedProcedure>();
  private readonly ruleSets = new Map<string, RuleSetPublished>();
  private readonly calendars = new Map<string, WorkingCalendar>();
  /** A field is renamed about never; a process that runs on keeps the name that it saw first. */
  private readonly fieldNames = new Map<string, string>();

  async agency(queries: Queries, code: string): Promise<Agency | undefined> {
    const rows = await queries.query<{ code: string; name: string; valid_from: string; valid_to: string | null }[]>(
      AGENCY,
      [code],
    );
    const row = rows[0];
    return row && { code: row.code, name: row.name, validFrom: row.valid_from, validTo: row.valid_to ?? undefined };
  }

  async procedureInForce(queries: Queries, code: string, on: LocalDate): Promise<PublishedProcedure | undefined> {
    const rows = await queries.query<ProcedureKey[]>(PROCEDURE_IN_FORCE, [code, on]);
    return rows[0] && this.procedure(queries, rows[0].procedure_id, rows[0].version);
  }

  async versionsOf(queries: Queries, code: string): Promise<PublishedProcedure[]> {
    const rows = await queries.query<ProcedureKey[]>(
      'SELECT procedure_id, version FROM procedure_versions WHERE code = $1 ORDER BY effective_on, version',
      [code],
    );
    const versions: PublishedProcedure[] = [];
    for (const row of rows) versions.push(await this.procedure(queries, row.procedure_id, row.version));
    return versions;
  }

  /** A published version; it must be there, since a dossier was opened on it. */
  async procedure(queries: Queries, id: string, version: number): Promise<PublishedProcedure> {
    const key = `${id}/${version}`;
    const known = this.procedures.get(key);
    if (known) return known;
    const rows = await queries.query<
      {
        code: string;
        name: string;
        field_code: string;
        effective_on: string;
        online: boolean;
        cases: InternalProcessData[];
      }[]
    >(
      `SELECT code, name, field_code, effective_on::text, online, cases FROM procedure_versions
       WHERE procedure_id = $1 AND version = $2`,
      [id, version],
    );
    const row = rows[0];
    if (!row) throw new Error(`procedure ${key} is not among the copies`);
    const procedure = {
      id,
      version,
      code: row.code,
      name: row.name,
      fieldCode: row.field_code,
      effectiveOn: row.effective_on,
      online: row.online,
      cases: row.cases.map(({ caseCode, budget, supplementMode, steps }) => ({
        caseCode,
        budget,
        supplementMode,
        steps: steps.map((step) => ({ code: step.code, name: step.name, unit: step.unit })),
      })),
    };
    this.procedures.set(key, procedure);
    return procedure;
  }

  async fieldName(queries: Queries, fieldCode: string): Promise<string | undefined> {
    const known = this.fieldNames.get(fieldCode);
    if (known) return known;
    const rows = await queries.query<{ field_name: string }[]>(
      `SELECT field_name FROM procedure_versions WHERE field_code = $1 AND field_name IS NOT NULL
       ORDER BY effective_on DESC, version DESC LIMIT 1`,
      [fieldCode],
    );
    if (rows[0]) this.fieldNames.set(fieldCode, rows[0].field_name);
    return rows[0]?.field_name;
  }

  /** The case of the version that a dossier was opened on. */
  async procedureCase(queries: Queries, id: string, version: number, caseCode: string): Promise<Procedure> {
    const { code, fieldCode, cases } = await this.procedure(queries, id, version);
    const found = cases.find((one) => one.caseCode === caseCode);
    if (!found) throw new Error(`procedure ${id}/${version} has no case ${caseCode}`);
    return { id, code, version, fieldCode, ...found };
  }

  /** The stamp that a dossier accepted on this day gets; what is missing for it is named. */
  async stampFor(
    queries: Queries,
    agencyCode: string,
    on: LocalDate,
  ): Promise<{ stamp: Stamp } | { missing: 'AGENCY' | 'CALENDAR' | 'RULE_SET'; calendarId?: string }> {
    const rows = await queries.query<StampRow[]>(STAMP, [agencyCode, on]);
    const row = rows[0];
    if (!row) return { missing: 'AGENCY' };
    if (row.calendar_version === null) return { missing: 'CALENDAR', calendarId: row.calendar_id };
    if (row.rule_set_id === null) return { missing: 'RULE_SET' };
    return {
      stamp: {
        ruleSet: { id: row.rule_set_id, version: row.rule_set_version! },
        calendar: { id: row.calendar_id, version: row.calendar_version },
        officeHours: row.office_hours_key ?? undefined,
      },
    };
  }

  /**
   * The copies as one change sees them.
   * @param transaction whether `queries` is a transaction, which alone keeps newer calendars out until its end
   */
  within(queries: Queries, transaction: boolean): ReferenceDataWithin {
    return {
      deadlineBasis: async (agencyCode, on) => {
        if (!transaction) throw new Error('a change that asks for the deadline basis has to say so: stampsCalendar');
        await queries.query(`SELECT pg_advisory_xact_lock_shared(${CALENDARS})`);
        const found = await this.stampFor(queries, agencyCode, on);
        if (!('stamp' in found)) throw noBasis(found.missing, agencyCode, on);
        const { stamp } = found;
        return { basis: await this.basis(queries, stamp), calendar: await this.calendar(queries, stamp) };
      },
      calendar: (stamp) => this.calendar(queries, stamp),
    };
  }

  /**
   * Waits until those who count by the calendars as they are have committed, and lets none begin until this transaction
   * has: a dossier is either there when the open ones are walked, or is counted by the newer version.
   */
  async lockCalendars(queries: Queries): Promise<void> {
    await queries.query(`SELECT pg_advisory_xact_lock(${CALENDARS})`);
  }

  /** What a stamp stands for. */
  async basis(queries: Queries, stamp: Stamp): Promise<DeadlineBasis> {
    const rules = await this.ruleSet(queries, stamp.ruleSet.id, stamp.ruleSet.version);
    return {
      ...stamp,
      rules: {
        lateIntake: rules.countingStart as DeadlineBasis['rules']['lateIntake'],
        supplementMode: rules.supplementMode,
      },
      forwardNextMorningAfter: rules.forwardNextMorningAfter,
      supplementRequestLimit: rules.supplementRequestLimit,
    };
  }

  /** The compiled calendar of a stamp. */
  async calendar(queries: Queries, { calendar, officeHours }: Omit<Stamp, 'ruleSet'>): Promise<WorkingCalendar> {
    const key = `${calendar.id}/${calendar.version}/${officeHours ?? ''}`;
    const known = this.calendars.get(key);
    if (known) return known;
    const rows = await queries.query<{ definition: CalendarPublished; hours: OfficeHours[] | null }[]>(
      `SELECT c.definition, h.hours FROM calendars c LEFT JOIN office_hours h ON h.key = $3
       WHERE c.id = $1 AND c.version = $2`,
      [calendar.id, calendar.version, officeHours ?? null],
    );
    if (!rows[0]) throw new Error(`calendar ${key} is not among the copies`);
    const compiled = compileCalendar(rows[0].definition, rows[0].hours ?? undefined);
    this.calendars.set(key, compiled);
    return compiled;
  }

  private async ruleSet(queries: Queries, id: string, version: number): Promise<RuleSetPublished> {
    const key = `${id}/${version}`;
    const known = this.ruleSets.get(key);
    if (known) return known;
    const rows = await queries.query<{ definition: RuleSetPublished }[]>(
      'SELECT definition FROM rule_sets WHERE id = $1 AND version = $2',
      [id, version],
    );
    if (!rows[0]) throw new Error(`rule set ${key} is not among the copies`);
    this.ruleSets.set(key, rows[0].definition);
    return rows[0].definition;
  }

  async keepProcedure(queries: Queries, published: ProcedurePublished): Promise<void> {
    await queries.query(
      `INSERT INTO procedure_versions (procedure_id, version, code, name, field_code, online, effective_on, cases, field_name)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (procedure_id, version) DO UPDATE SET field_name = excluded.field_name
       WHERE procedure_versions.field_name IS NULL`,
      [
        published.procedureId,
        published.version,
        published.code,
        published.name,
        published.fieldCode,
        published.online,
        published.decision.effectiveOn,
        JSON.stringify(published.cases),
        published.fieldName,
      ],
    );
  }

  async keepAbolition(queries: Queries, abolished: ProcedureAbolished): Promise<void> {
    await queries.query(
      `INSERT INTO abolished_procedures (procedure_id, code, effective_on) VALUES ($1, $2, $3)
       ON CONFLICT (procedure_id) DO UPDATE SET effective_on = excluded.effective_on`,
      [abolished.procedureId, abolished.code, abolished.decision.effectiveOn],
    );
  }

  /** @param version of the event that says so, or 0 when the owner was asked: any event is newer than that. */
  async keepAgency(queries: Queries, agency: AgencyRegistered, version: number): Promise<void> {
    const hours = agency.officeHours?.length ? JSON.stringify(agency.officeHours) : undefined;
    const key = hours && createHash('sha256').update(hours).digest('hex');
    if (key) {
      await queries.query('INSERT INTO office_hours (key, hours) VALUES ($1, $2) ON CONFLICT DO NOTHING', [key, hours]);
    }
    await queries.query(
      `INSERT INTO agencies (code, version, name, calendar_id, office_hours_key, valid_from, valid_to)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (code) DO UPDATE SET version = excluded.version, name = excluded.name,
         calendar_id = excluded.calendar_id, office_hours_key = excluded.office_hours_key,
         valid_from = excluded.valid_from, valid_to = excluded.valid_to
       WHERE agencies.version <= excluded.version`,
      [agency.code, version, agency.name, agency.calendarId, key ?? null, agency.validFrom, agency.validTo ?? null],
    );
  }

  /** True when this version was not known before. */
  async keepCalendar(queries: Queries, calendar: CalendarPublished): Promise<void> {
    await queries.query('INSERT INTO calendars (id, version, definition) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      calendar.id,
      calendar.version,
      JSON.stringify(calendar),
    ]);
  }

  async keepRuleSet(queries: Queries, ruleSet: RuleSetPublished): Promise<void> {
    await queries.query(
      `INSERT INTO rule_sets (id, version, effective_from, effective_to, definition) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [ruleSet.id, ruleSet.version, ruleSet.effectiveFrom, ruleSet.effectiveTo ?? null, JSON.stringify(ruleSet)],
    );
  }
}

/** The advisory lock on which versions of calendars are in force. */
const CALENDARS = `hashtextextended('calendars', 0)`;

interface ProcedureKey {
  procedure_id: string;
  version: number;
}

interface StampRow {
  calendar_id: string;
  office_hours_key: string | null;
  calendar_version: number | null;
  rule_set_id: string | null;
  rule_set_version: number | null;
}

const AGENCY = prepared('SELECT code, name, valid_from::text, valid_to::text FROM agencies WHERE code = $1');

const PROCEDURE_IN_FORCE = prepared(`
  SELECT v.procedure_id, v.version FROM procedure_versions v
  WHERE v.code = $1 AND v.effective_on <= $2::date AND NOT EXISTS (
    SELECT 1 FROM abolished_procedures a WHERE a.procedure_id = v.procedure_id AND a.effective_on <= $2::date)
  ORDER BY v.effective_on DESC, v.version DESC LIMIT 1`);

/**
 * A later version of one rule set replaces the earlier from the day on which it takes effect, also where it ends the set;
 * of several rule sets, the one that began last is in force.
 */
const STAMP = prepared(`
  SELECT a.calendar_id, a.office_hours_key, c.version AS calendar_version,
    r.id AS rule_set_id, r.version AS rule_set_version
  FROM agencies a
  LEFT JOIN LATERAL (SELECT version FROM calendars WHERE id = a.calendar_id ORDER BY version DESC LIMIT 1) c ON true
  LEFT JOIN LATERAL (
    SELECT id, version FROM (
      SELECT DISTINCT ON (id) id, version, effective_from, effective_to FROM rule_sets
      WHERE effective_from <= $2::date ORDER BY id, version DESC
    ) in_effect
    WHERE effective_to IS NULL OR effective_to >= $2::date
    ORDER BY effective_from DESC, id LIMIT 1
  ) r ON true
  WHERE a.code = $1`);
