import { createHash } from 'node:crypto';
import {
  DEFAULT_CONSULTATION_RULES,
  DEFAULT_CORRECTION_RULES,
  DEFAULT_SUPPLEMENT_RULES,
  FORWARD_NEXT_MORNING_MINUTES,
  INTAKE_WITHIN_HOURS,
  type AgencyRegistered,
  type CalendarPublished,
  type CompetenceData,
  type InternalProcessData,
  type OfficeHoursData,
  type ProcedureAbolished,
  type ProcedurePublished,
  type ProcessApproved,
  type RuleSetPublished,
} from '@motcua/contracts';
import { holdMarker, prepared } from '@motcua/platform';
import { compileCalendar, type LocalDate, type OfficeHours, type WorkingCalendar } from '@motcua/working-time';
import { In, IsNull, Not, type EntityManager, type EntitySchema, type ObjectLiteral } from 'typeorm';
import type {
  Agency,
  CalendarStamp,
  DeadlineBasis,
  IntakeRecords,
  NamedAgency,
  PublishedCase,
  PublishedProcedure,
  PublishedStep,
  Stamp,
} from './records.js';
import {
  AbolishedProcedureEntity,
  AgencyByHoursKeyEntity,
  AgencyWithHoursEntity,
  ApprovedProcessEntity,
  CalendarEntity,
  OfficeHoursEntity,
  ProcedureVersionEntity,
  RuleSetEntity,
  type AgencyRow,
  type ProcedureVersionRow,
} from './entities.js';

/** The pool, or one transaction. */
export type Queries = Pick<EntityManager, 'query' | 'getRepository'>;

export interface CopiesOptions {
  /** How the service keeps the office hours of an agency. */
  agencies: typeof AgencyByHoursKeyEntity | typeof AgencyWithHoursEntity;
  /** The marker that each transaction holds which counts by the present calendars. */
  calendarLock: string;
}

/** A copy without which nothing can be counted. */
export type MissingCopy = { missing: 'AGENCY' | 'RULE_SET' } | { missing: 'CALENDAR'; calendarId: string };

/** The version of what the owner answered. */
const ASKED = 0;
/**
 * How long a version is kept in memory whose processes are not all there: they follow their version in the topic, and may be
 * on their way.
 */
const UNFINISHED_MS = 5_000;

/** One for each agency with hours of its own, and a few versions. */
const KEPT_CALENDARS = 500;

/**
 * The copies of the catalog's records. What is published never changes (a version of a procedure, calendar or rule set,
 * a table of office hours by its hash), so it is kept in memory once read; what is in force is always asked for.
 */
export class ReferenceCopies {
  private readonly procedures = new Map<string, KeptProcedure>();
  private readonly ruleSets = new Map<string, RuleSetPublished>();
  private readonly calendars = new Map<string, WorkingCalendar>();
  /** Fields are hardly ever renamed, so a running process keeps the name that it read first. */
  private readonly fieldNames = new Map<string, string>();

  constructor(private readonly options: CopiesOptions) {}

  /** A walk that a newer calendar begins waits until this transaction ends. */
  async holdCalendars(transaction: Queries): Promise<void> {
    await holdMarker(transaction, this.options.calendarLock);
  }

  async agency(queries: Queries, code: string): Promise<Agency | undefined> {
    const rows = await queries.query<RecordedAgency[]>(AGENCY, [code]);
    return rows[0] && agencyOf(rows[0]);
  }

  /** The agency, and the procedure as it is in force on a day, in one round trip. */
  async intake(queries: Queries, agencyCode: string, procedureCode: string, on: LocalDate): Promise<IntakeRecords> {
    const rows = await queries.query<IntakeRow[]>(INTAKE, [agencyCode, procedureCode, on]);
    const row = rows[0]!;
    return {
      agency: row.code === null ? undefined : agencyOf({ ...row, code: row.code }),
      procedure:
        row.procedure_id === null ? undefined : await this.procedure(queries, row.procedure_id, row.procedure_version),
    };
  }

  /**
   * The agencies that are competent on a day: those that are named, the successors of those that have ended by then, and all
   * of the levels that are named.
   */
  async competentAgencies(
    queries: Queries,
    { agencyCodes, everyAgencyOf }: CompetenceData,
    on: LocalDate,
  ): Promise<NamedAgency[]> {
    return queries.query<NamedAgency[]>(COMPETENT, [agencyCodes, everyAgencyOf, on]);
  }

  /**
   * The agencies besides itself for which the counter of an agency receives dossiers on a day, by code: with those for which agencies
   * did that have ended by then and whose successor it is, or nobody could accept what was submitted there.
   */
  async receivesFor(queries: Queries, agencyCode: string, on: LocalDate): Promise<NamedAgency[]> {
    const rows = await queries.query<{ receives_for: CompetenceData }[]>(RECEIVES_FOR, [agencyCode, on]);
    if (rows.length === 0) return [];
    const agencyCodes = rows.flatMap(({ receives_for }) => receives_for.agencyCodes);
    const everyAgencyOf = rows.flatMap(({ receives_for }) => receives_for.everyAgencyOf);
    const agencies = await this.competentAgencies(queries, { agencyCodes, everyAgencyOf }, on);
    return agencies.filter(({ code }) => code !== agencyCode);
  }

  /** Agencies that have ended by a day and of which it is not known whether they have a successor. */
  async endedOfOldCopies(queries: Queries, on: LocalDate): Promise<string[]> {
    const rows = await queries.query<{ code: string }[]>(
      'SELECT code FROM agencies WHERE valid_to < $1::date AND level IS NULL ORDER BY code',
      [on],
    );
    return rows.map(({ code }) => code);
  }

  /** The newest calendar by which an agency works, with its office hours. */
  async officeCalendar(queries: Queries, agencyCode: string): Promise<{ calendar: WorkingCalendar } | MissingCopy> {
    const byKey = this.options.agencies === AgencyByHoursKeyEntity;
    const rows = await queries.query<OfficeRow[]>(byKey ? OFFICE_BY_HOURS_KEY : OFFICE_WITH_HOURS, [agencyCode]);
    const row = rows[0];
    if (!row) return { missing: 'AGENCY' };
    const { calendar_id: id, calendar_version: version, hours } = row;
    if (version === null) return { missing: 'CALENDAR', calendarId: id };
    const calendar = { id, version };
    return {
      calendar:
        typeof hours === 'string' || !hours?.length
          ? await this.calendar(queries, { calendar, officeHours: typeof hours === 'string' ? hours : undefined })
          : await this.compiled(queries, calendar, keyOf(hours), async () => hours),
    };
  }

  async versionsOf(queries: Queries, code: string): Promise<PublishedProcedure[]> {
    const rows = await queries
      .getRepository(ProcedureVersionEntity)
      .find({ where: { code }, order: { effective_on: 'ASC', version: 'ASC' } });
    return this.published(queries, rows);
  }

  /** A published version; it must be there, since a dossier was opened on it. */
  async procedure(queries: Queries, id: string, version: number): Promise<PublishedProcedure> {
    const known = this.known(id, version);
    if (known) return known;
    const row = await queries.getRepository(ProcedureVersionEntity).findOneBy({ procedure_id: id, version });
    if (!row) throw new Error(`procedure ${id}/${version} is not among the copies`);
    return (await this.published(queries, [row]))[0]!;
  }

  private known(id: string, version: number): PublishedProcedure | undefined {
    const kept = this.procedures.get(`${id}/${version}`);
    return kept && (kept.until === undefined || kept.until > performance.now()) ? kept.procedure : undefined;
  }

  private async published(queries: Queries, rows: ProcedureVersionRow[]): Promise<PublishedProcedure[]> {
    const unknown = rows.filter((row) => !this.known(row.procedure_id, row.version));
    const processes =
      unknown.length === 0
        ? []
        : await queries
            .getRepository(ApprovedProcessEntity)
            .findBy({ procedure_id: In(unknown.map((row) => row.procedure_id)) });
    return rows.map(
      (row) =>
        this.known(row.procedure_id, row.version) ??
        this.keepInMemory(
          row,
          processes
            .filter((one) => one.procedure_id === row.procedure_id && one.version === row.version)
            .map(({ definition }) => definition),
        ),
    );
  }

  private keepInMemory(row: ProcedureVersionRow, processes: ProcessApproved[]): PublishedProcedure {
    const processOf = new Map(processes.map((process) => [process.caseCode, process]));
    const procedure = {
      id: row.procedure_id,
      version: row.version,
      code: row.code,
      name: row.name,
      fieldCode: row.field_code,
      effectiveOn: row.effective_on,
      online: row.online,
      instant: row.instant ?? false,
      competence: row.competence ?? undefined,
      cases: row.cases.map(({ caseCode, budget, supplementMode, steps }) => ({
        caseCode,
        budget,
        supplementMode,
        steps: processOf.get(caseCode)?.steps.map(stepOf) ?? inLine(steps),
      })),
    };
    const complete = row.cases.every(({ caseCode, steps }) => steps.length === 0 || processOf.has(caseCode));
    this.procedures.set(`${row.procedure_id}/${row.version}`, {
      procedure,
      until: complete ? undefined : performance.now() + UNFINISHED_MS,
    });
    return procedure;
  }

  async fieldName(queries: Queries, fieldCode: string): Promise<string | undefined> {
    const known = this.fieldNames.get(fieldCode);
    if (known) return known;
    const row = await queries.getRepository(ProcedureVersionEntity).findOne({
      select: { procedure_id: true, version: true, field_name: true },
      where: { field_code: fieldCode, field_name: Not(IsNull()) },
      order: { effective_on: 'DESC', version: 'DESC' },
    });
    if (row?.field_name) this.fieldNames.set(fieldCode, row.field_name);
    return row?.field_name ?? undefined;
  }

  /** The case of the version that a dossier was opened on. */
  async procedureCase(
    queries: Queries,
    id: string,
    version: number,
    caseCode: string,
  ): Promise<PublishedCase & Pick<PublishedProcedure, 'id' | 'code' | 'version' | 'fieldCode'>> {
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
  ): Promise<{ stamp: Stamp; agencyName: string } | MissingCopy> {
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
      agencyName: row.agency_name,
    };
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
      forwardNextMorningMinutes: rules.forwardNextMorningMinutes ?? FORWARD_NEXT_MORNING_MINUTES,
      intakeWithinHours: rules.intakeWithinHours ?? INTAKE_WITHIN_HOURS,
      supplementRequestLimit: rules.supplementRequestLimit,
      supplement: rules.supplement ?? DEFAULT_SUPPLEMENT_RULES,
      consultation: rules.consultation ?? DEFAULT_CONSULTATION_RULES,
      correction: rules.correction ?? DEFAULT_CORRECTION_RULES,
    };
  }

  /** The compiled calendar of a stamp. */
  calendar(queries: Queries, { calendar, officeHours }: CalendarStamp): Promise<WorkingCalendar> {
    return this.compiled(queries, calendar, officeHours, async (key) => {
      const table = await queries.getRepository(OfficeHoursEntity).findOneBy({ key });
      return table?.hours;
    });
  }

  private async compiled(
    queries: Queries,
    { id, version }: CalendarStamp['calendar'],
    hoursKey: string | undefined,
    hoursOf: (key: string) => Promise<OfficeHoursData[] | undefined>,
  ): Promise<WorkingCalendar> {
    const key = `${id}/${version}/${hoursKey ?? ''}`;
    const known = this.calendars.get(key);
    if (known) return known;
    const row = await queries.getRepository(CalendarEntity).findOneBy({ id, version });
    if (!row) throw new Error(`calendar ${key} is not among the copies`);
    const hours = hoursKey === undefined ? undefined : await hoursOf(hoursKey);
    const compiled = compileCalendar(row.definition, hours as OfficeHours[] | undefined);
    if (this.calendars.size >= KEPT_CALENDARS) this.calendars.clear();
    this.calendars.set(key, compiled);
    return compiled;
  }

  private async ruleSet(queries: Queries, id: string, version: number): Promise<RuleSetPublished> {
    const key = `${id}/${version}`;
    const known = this.ruleSets.get(key);
    if (known) return known;
    const row = await queries.getRepository(RuleSetEntity).findOneBy({ id, version });
    if (!row) throw new Error(`rule set ${key} is not among the copies`);
    this.ruleSets.set(key, row.definition);
    return row.definition;
  }

  async keepProcedure(queries: Queries, published: ProcedurePublished): Promise<void> {
    await insertInto(queries, ProcedureVersionEntity, {
      procedure_id: published.procedureId,
      version: published.version,
      code: published.code,
      name: published.name,
      field_code: published.fieldCode,
      field_name: published.fieldName,
      online: published.online,
      effective_on: published.decision.effectiveOn,
      cases: published.cases,
      competence: published.competence ?? null,
      instant: published.instant ?? null,
    })
      // A copy from before these were part of it; what is published never changes otherwise.
      .orUpdate(['field_name', 'competence', 'instant'], ['procedure_id', 'version'], {
        overwriteCondition: {
          where: 'kept.field_name IS NULL OR (kept.competence IS NULL AND excluded.competence IS NOT NULL)',
        },
      })
      .execute();
    const key = `${published.procedureId}/${published.version}`;
    if (this.procedures.get(key)?.procedure.competence === undefined) this.procedures.delete(key);
  }

  /** A process never changes: what is there stays, whether an event or the owner's answer brought it. */
  async keepProcess(queries: Queries, process: ProcessApproved): Promise<void> {
    const { procedureId, procedureVersion: version, caseCode } = process;
    await insertInto(queries, ApprovedProcessEntity, {
      procedure_id: procedureId,
      version,
      case_code: caseCode,
      definition: process,
    })
      .orIgnore()
      .execute();
  }

  async keepAbolition(queries: Queries, { procedureId, code, decision }: ProcedureAbolished): Promise<void> {
    await insertInto(queries, AbolishedProcedureEntity, {
      procedure_id: procedureId,
      code,
      effective_on: decision.effectiveOn,
    })
      .orUpdate(['effective_on'], ['procedure_id'])
      .execute();
  }

  /** @param version of the event that says so, or 0 when the owner was asked: any event is newer than that. */
  async keepAgency(queries: Queries, agency: AgencyRegistered, version: number): Promise<void> {
    const row = {
      code: agency.code,
      version,
      name: agency.name,
      calendar_id: agency.calendarId,
      valid_from: agency.validFrom,
      valid_to: agency.validTo ?? null,
      level: agency.level,
      successor_code: agency.successorCode ?? null,
    };
    const hours = agency.officeHours?.length ? agency.officeHours : null;
    if (this.options.agencies === AgencyWithHoursEntity) {
      return this.replaceAgency(queries, AgencyWithHoursEntity, { ...row, office_hours: hours });
    }
    const key = hours && keyOf(hours);
    if (key) await insertInto(queries, OfficeHoursEntity, { key, hours }).orIgnore().execute();
    return this.replaceAgency(queries, AgencyByHoursKeyEntity, {
      ...row,
      office_hours_key: key,
      receives_for: agency.receivesFor ?? null,
    });
  }

  /** A row of a newer event stays; what the owner answers fills in what a copy from before a column lacks. */
  private async replaceAgency<T extends AgencyRow>(queries: Queries, table: EntitySchema<T>, row: T): Promise<void> {
    const columns = queries.getRepository(table).metadata.columns.map((column) => column.databaseName);
    await insertInto(queries, table, row)
      .orUpdate(
        columns.filter((column) => column !== 'code'),
        ['code'],
        { overwriteCondition: { where: 'kept.version <= excluded.version' } },
      )
      .execute();
    if (row.version === ASKED) await queries.query(FILL_IN, [row.code, row.level, row.successor_code]);
  }

  async keepCalendar(queries: Queries, calendar: CalendarPublished): Promise<void> {
    const { id, version } = calendar;
    await insertInto(queries, CalendarEntity, { id, version, definition: calendar }).orIgnore().execute();
  }

  async keepRuleSet(queries: Queries, ruleSet: RuleSetPublished): Promise<void> {
    await insertInto(queries, RuleSetEntity, {
      id: ruleSet.id,
      version: ruleSet.version,
      effective_from: ruleSet.effectiveFrom,
      effective_to: ruleSet.effectiveTo ?? null,
      definition: ruleSet,
    })
      .orIgnore()
      .execute();
  }
}

/** A version in memory; with an instant of `performance.now()` until which it may be taken for the whole. */
interface KeptProcedure {
  procedure: PublishedProcedure;
  until?: number;
}

function stepOf({ code, name, unit, budget, place, role, predecessors }: PublishedStep): PublishedStep {
  return { code, name, unit, budget, place, role, predecessors };
}

/** Steps that were announced without a process: nobody said who does them, and each follows the one before it. */
function inLine(steps: InternalProcessData['steps']): PublishedStep[] {
  return steps.map(({ code, name, unit, budget }, index) => {
    const before = steps[index - 1];
    return { code, name, unit, budget, predecessors: before ? [before.code] : [] };
  });
}

/** An INSERT into the table, which conditions call `kept`. */
function insertInto<T extends ObjectLiteral>(queries: Queries, table: EntitySchema<T>, row: T) {
  return queries
    .getRepository(table)
    .createQueryBuilder('kept')
    .insert()
    .values(row as never);
}

function keyOf(hours: OfficeHoursData[]): string {
  return createHash('sha256').update(JSON.stringify(hours)).digest('hex');
}

type RecordedAgency = Pick<AgencyRow, 'code' | 'name' | 'valid_from' | 'valid_to' | 'level' | 'successor_code'>;

function agencyOf(row: RecordedAgency): Agency {
  return {
    code: row.code,
    name: row.name,
    validFrom: row.valid_from,
    validTo: row.valid_to ?? undefined,
    level: row.level ?? undefined,
    successorCode: row.successor_code ?? undefined,
  };
}

type IntakeRow = Omit<RecordedAgency, 'code'> & { code: string | null } & (
    { procedure_id: string; procedure_version: number } | { procedure_id: null; procedure_version: null }
  );

interface OfficeRow {
  calendar_id: string;
  calendar_version: number | null;
  hours: string | OfficeHoursData[] | null;
}

interface StampRow {
  agency_name: string;
  calendar_id: string;
  office_hours_key: string | null;
  calendar_version: number | null;
  rule_set_id: string | null;
  rule_set_version: number | null;
}

// By hand: these run for every submission, acceptance and filing, and are prepared by their text (ADR 50).

const AGENCY_COLUMNS = 'a.code, a.name, a.valid_from::text, a.valid_to::text, a.level, a.successor_code';
const AGENCY = prepared(`SELECT ${AGENCY_COLUMNS} FROM agencies a WHERE a.code = $1`);
const FILL_IN = prepared('UPDATE agencies SET level = $2, successor_code = $3 WHERE code = $1 AND level IS NULL');

/** An agency has the dossiers of another from the day after its last, also where others stand between the two. */
const COMPETENT = prepared(`
  WITH RECURSIVE named AS (
    SELECT code, valid_to, successor_code FROM agencies WHERE code = ANY ($1::text[])
    UNION
    SELECT a.code, a.valid_to, a.successor_code FROM agencies a JOIN named n ON a.code = n.successor_code
    WHERE n.valid_to < $3::date
  )
  SELECT a.code, a.name FROM agencies a
  WHERE (a.level = ANY ($2::text[]) OR a.code IN (SELECT code FROM named))
    AND a.valid_from <= $3::date AND (a.valid_to IS NULL OR a.valid_to >= $3::date)
  ORDER BY a.code`);

/** What is said of an agency, and of those before it, each of which ended by the day. */
const RECEIVES_FOR = prepared(`
  WITH RECURSIVE counter AS (
    SELECT code FROM agencies WHERE code = $1
    UNION
    SELECT a.code FROM agencies a JOIN counter c ON a.successor_code = c.code
    WHERE a.valid_to < $2::date
  )
  SELECT a.receives_for FROM agencies a JOIN counter USING (code) WHERE a.receives_for IS NOT NULL`);

const NEWEST_CALENDAR =
  'LEFT JOIN LATERAL (SELECT version FROM calendars WHERE id = a.calendar_id ORDER BY version DESC LIMIT 1) c ON true';

const office = (hours: string) =>
  prepared(`SELECT a.calendar_id, a.${hours} AS hours, c.version AS calendar_version
    FROM agencies a ${NEWEST_CALENDAR} WHERE a.code = $1`);
const OFFICE_BY_HOURS_KEY = office('office_hours_key');
const OFFICE_WITH_HOURS = office('office_hours');

const INTAKE = prepared(`
  SELECT ${AGENCY_COLUMNS}, p.procedure_id, p.version AS procedure_version
  FROM (SELECT 1) one LEFT JOIN agencies a ON a.code = $1
  LEFT JOIN LATERAL (
    SELECT v.procedure_id, v.version FROM procedure_versions v
    WHERE v.code = $2 AND v.effective_on <= $3::date AND NOT EXISTS (
      SELECT 1 FROM abolished_procedures ab WHERE ab.procedure_id = v.procedure_id AND ab.effective_on <= $3::date)
    ORDER BY v.effective_on DESC, v.version DESC LIMIT 1
  ) p ON true`);

/**
 * A later version of one rule set replaces the earlier from the day on which it takes effect, also where it ends the set;
 * of several rule sets, the one that began last is in force.
 */
const STAMP = prepared(`
  SELECT a.name AS agency_name, a.calendar_id, a.office_hours_key, c.version AS calendar_version,
    r.id AS rule_set_id, r.version AS rule_set_version
  FROM agencies a ${NEWEST_CALENDAR}
  LEFT JOIN LATERAL (
    SELECT id, version FROM (
      SELECT DISTINCT ON (id) id, version, effective_from, effective_to FROM rule_sets
      WHERE effective_from <= $2::date ORDER BY id, version DESC
    ) in_effect
    WHERE effective_to IS NULL OR effective_to >= $2::date
    ORDER BY effective_from DESC, id LIMIT 1
  ) r ON true
  WHERE a.code = $1`);
