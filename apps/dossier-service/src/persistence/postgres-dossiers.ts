import { DomainError, type DossierAction } from '@motcua/contracts';
import { Outbox, type OutgoingEvent } from '@motcua/messaging';
import {
  claimKey,
  Clock,
  EARLIER_RESULT_COLUMNS,
  earlierResult,
  joinedResult,
  joinEarlierResult,
  keepResult,
  Parameters,
  prepared,
  type Command,
  type IdempotentRequest,
  type RowWithEarlierResult,
  idempotentRequest,
} from '@motcua/platform';
import { ReferenceCopies } from '@motcua/reference-data';
import type { WorkingCalendar } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { actorOf, agenciesActingIn, signedBy } from '../application/actor.js';
import { dossierNotFound, readableBy, type Scope } from '../application/caller-scope.js';
import {
  changedMeanwhile,
  Dossiers,
  type Change,
  type Changed,
  type Decide,
  type Decided,
  type DecideAcceptance,
  type Submitting,
} from '../application/ports.js';
import { afterLimits } from '../application/passed-limits.js';
import { hasSteps, type DeadlineBasis, type Dossier } from '../domain/dossier.js';
import { signed, type Actor, type Signed } from '../domain/dossier-events.js';
import { begin, evolve } from '../domain/evolve.js';
import type { KnownPersons } from '../domain/intake-correction.js';
import { timeUseAtEnd } from '../domain/time-use.js';
import { countedTasks } from '../domain/tasks.js';
import { publishedEvent } from '../events/published-events.js';
import { DOSSIERS, importedDossierOf, liveDossierOf, rowOf } from './dossier-row.js';
import type { DossierRow } from './entities.js';
import { historyRow, NEW_HISTORY } from './history-row.js';
import { changedTaskRows, taskOf, taskRow, TASKS, TASKS_COLUMN } from './task-row.js';
import { NextCode } from './dossier-code-counters.js';
import { Officers } from './officers.js';
import { PersonalData } from './personal-data.js';
import type { Queries } from './queries.js';
import { anyScope } from './scope-predicate.js';

/**
 * The dossiers in PostgreSQL. A change loads the dossier, decides, and writes state, history, outbox and the kept row in
 * one statement guarded by the version (ADR 51).
 */
@Injectable()
export class PostgresDossiers extends Dossiers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly copies: ReferenceCopies,
    private readonly outbox: Outbox,
    private readonly personalData: PersonalData,
    private readonly officers: Officers,
    private readonly clock: Clock,
  ) {
    super();
  }

  async open(command: Command, submitting: Submitting): Promise<Changed> {
    const request = idempotentRequest('dossier.submit', command);
    for (;;) {
      const earlier = await earlierResult<Kept>(this.dataSource, request);
      if (earlier) return this.revived(earlier.result, readableBy(command.caller));
      const opened = await this.insert(command, request, await submitting());
      if (opened) {
        this.outbox.committed(this.dataSource);
        return opened;
      }
    }
  }

  /** @returns undefined when the key was claimed meanwhile; nothing was done then */
  private async insert(
    { caller }: Command,
    request: IdempotentRequest,
    { event: submitted, record }: Awaited<ReturnType<Submitting>>,
  ): Promise<Changed | undefined> {
    // What is only being opened is its owner's by what is submitted.
    const by = await actorOf(caller, submitted, async () => record.ownerSubject === caller.subject);
    await this.officers.saw(caller, by);
    const event = signed(submitted, by);
    const dossier = begin(event);
    const row = rowOf(dossier);
    const at = this.clock.now();
    const parameters = new Parameters();
    const add = (value: unknown) => parameters.add(value);
    const claimed = request.key === undefined ? 'SELECT 1' : claimKey(request, keptOf(dossier, row, at), add);
    const ifClaimed = 'WHERE EXISTS (SELECT FROM claimed)';
    const history = historyRow(event, 'submit', undefined, dossier, this.encrypt);
    const rows = await this.dataSource.query<{ claimed: number }[]>(
      prepared(`WITH claimed AS (${claimed}),
        opened AS (${DOSSIERS.inserting(row, add, ifClaimed)}),
        recorded AS (${NEW_HISTORY.inserting(history, add, ifClaimed)}),
        submitted AS (${this.personalData.insertSubmission(dossier.id, record, caller.subject, add, ifClaimed)}),
        ${parts('named', this.personalData.insertPersons(dossier, record, add, ifClaimed))},
        appended AS (${this.outbox.appending(this.outgoing([event], [dossier]), add, ifClaimed)})
        SELECT count(*)::int AS claimed FROM claimed`),
      parameters.values,
    );
    return rows[0]?.claimed === 1 ? { dossier, at } : undefined;
  }

  change(change: Change, decide: Decide): Promise<Changed> {
    return this.whileOvertaken(change, async (before, by, request) => {
      const basis = before.acceptance?.basis;
      const calendar = basis && (await this.copies.calendar(this.dataSource, basis));
      const { passed, dossier } = afterLimits(before, calendar, this.clock.now());
      const events = await decide(dossier, calendar, {
        by,
        calendar: (stamp) => this.copies.calendar(this.dataSource, stamp),
        persons: () => this.persons(change),
        officers: () => this.officers.of([before.agencyCode, before.receivingAgencyCode]),
        replacedFields: () => this.replacedFields(change.id),
      });
      return this.store(this.dataSource, before, [...passed, ...events], by, change, request, { calendar });
    });
  }

  accept(acceptance: Omit<Change, 'action'>, decide: DecideAcceptance): Promise<Changed> {
    const change = { ...acceptance, action: 'accept' as const };
    return this.whileOvertaken(change, async (before, by, request) => {
      let code: NextCode | undefined;
      const [accepted] = await decide(before, (agencyCode, at) => {
        code = new NextCode(agencyCode, at);
        return code.standIn;
      });
      return this.dataSource.transaction(async (manager) => {
        // A walk for a newer version of a calendar waits for this transaction; one that has begun already is seen below.
        await this.copies.holdCalendars(manager);
        const numbering = code && { code, calendar: accepted.basis.calendar };
        return this.store(manager, before, [accepted], by, change, request, { numbering });
      });
    });
  }

  /**
   * Reads the dossier, has it changed, and begins anew whenever somebody else was faster.
   * @param attempt throws Overtaken when somebody was; it has changed nothing then
   */
  private async whileOvertaken(
    change: Change,
    attempt: (before: Dossier, by: Actor, request: IdempotentRequest) => Promise<Changed>,
  ): Promise<Changed> {
    const request = idempotentRequest(`dossier.${change.action}:${change.id}`, change);
    for (let attempts = 1; ; attempts += 1) {
      try {
        const row = await this.row(change.id, change.scopes, request);
        const earlier = row && request.key !== undefined && joinedResult<Kept>(row, request);
        if (earlier) return await this.revived(earlier.result, change.scopes);
        if (!row) throw dossierNotFound();
        const before = await this.dossierOfRow(row);
        if (change.expectedVersion !== undefined && change.expectedVersion !== before.version) {
          throw changedMeanwhile(before);
        }
        const by = await actorOf(
          change.caller,
          agenciesActingIn(change.action, change.caller, before),
          async (scope) => (await this.row(change.id, [scope])) !== undefined,
        );
        await this.officers.saw(change.caller, by);
        const changed = await attempt(before, by, request);
        if (changed.dossier.announced > before.announced) this.outbox.committed(this.dataSource);
        return changed;
      } catch (error) {
        if (error instanceof Overtaken) {
          if (attempts === MOST_ATTEMPTS) throw changedMeanwhile(error.dossier);
          continue;
        }
        // The same request may be the reason: it was carried out a moment ago, or took the dossier out of the caller's reach.
        const earlier = error instanceof DomainError && (await earlierResult<Kept>(this.dataSource, request));
        if (!earlier) throw error;
        return this.revived(earlier.result, change.scopes);
      }
    }
  }

  async find(id: string, scopes: Scope[]): Promise<Dossier | undefined> {
    const row = await this.row(id, scopes);
    return row && this.dossierOfRow(row);
  }

  /** What was kept of an earlier request: the row that it left, by the same mapping as a row of the table. */
  private async revived(kept: Kept, scopes: Scope[]): Promise<Changed> {
    if ('row' in kept) {
      return {
        dossier: await this.dossierOfRow({ ...DOSSIERS.fromJson(kept.row), tasks: kept.tasks }),
        at: new Date(kept.at),
      };
    }
    // Version 0.1 kept an answer and no row: the dossier as it stands, and so only within what the caller may reach now.
    const dossier = await this.find(kept.id, scopes);
    if (!dossier) throw dossierNotFound();
    return { dossier, at: this.clock.now() };
  }

  /** @param request with the earlier answer to it, as it was when the dossier stood so */
  private async row(
    id: string,
    scopes: Scope[],
    request?: IdempotentRequest,
  ): Promise<(RowWithTasks & RowWithEarlierResult) | undefined> {
    const parameters = new Parameters();
    const keyed = request?.key !== undefined;
    const rows = await this.dataSource.query<(RowWithTasks & RowWithEarlierResult)[]>(
      prepared(
        `SELECT ${COLUMNS}, ${TASKS_COLUMN}${keyed ? `, ${EARLIER_RESULT_COLUMNS}` : ''} FROM dossiers d
         ${keyed ? joinEarlierResult(request, (value) => parameters.add(value)) : ''}
         WHERE d.id = ${parameters.add(id)} AND ${anyScope(scopes, parameters)}`,
      ),
      parameters.values,
    );
    return rows[0];
  }

  private async dossierOfRow(row: RowWithTasks): Promise<Dossier> {
    if (row.origin === 'IMPORTED') return importedDossierOf(row);
    const { procedure_id: id, procedure_version: version, case_code: caseCode } = row;
    const procedure = await this.copies.procedureCase(this.dataSource, id, version, caseCode);
    if (!hasSteps(procedure)) throw new Error(`case ${caseCode} of procedure ${id}/${version} has no step`);
    const tasks =
      row.tasks?.map((task) => taskOf(TASKS.fromJson(task))) ??
      // Kept by the release before, which counted steps; until the dossier was forwarded it had none.
      countedTasks(
        { agencyCode: row.agency_code, receivingAgencyCode: row.agency_code, procedure },
        row.steps_completed,
        isInProgress(row),
      );
    return liveDossierOf(row, tasks, procedure, await this.basisOf(row));
  }

  private async basisOf(row: DossierRow): Promise<DeadlineBasis | undefined> {
    const { rule_set_id, rule_set_version, calendar_id, calendar_version, office_hours_key } = row;
    if (rule_set_id === null || rule_set_version === null || calendar_id === null || calendar_version === null) {
      return undefined;
    }
    return this.copies.basis(this.dataSource, {
      ruleSet: { id: rule_set_id, version: rule_set_version },
      calendar: { id: calendar_id, version: calendar_version },
      officeHours: office_hours_key ?? undefined,
    });
  }

  /**
   * State by compare-and-set on the version, history, outbox and the row under the caller's key, in one statement. Unless it
   * is an acceptance, it commits by itself: two round trips make a change, and no lock is held between them (ADR 51).
   * @param numbering of an acceptance
   * @param calendar that the dossier is stamped with
   * @throws Overtaken when the dossier is not as it was any more; nothing was changed then
   */
  private async store(
    queries: Queries,
    before: Dossier,
    decided: Decided,
    by: Actor,
    change: Change,
    request: IdempotentRequest,
    { numbering, calendar }: { numbering?: Numbering; calendar?: WorkingCalendar },
  ): Promise<Changed> {
    const code = numbering?.code;
    const events = decided.map((event) => signedBy(event, by));
    const states: Dossier[] = [];
    const history = events.map((event) => {
      const previous = states.at(-1) ?? before;
      const next = evolve(previous, event);
      states.push(next);
      return historyRow(event, OF_ITSELF[event.type] ?? change.action, previous, next, this.encrypt);
    });
    const after = states.at(-1) ?? before;
    const at = this.clock.now();
    if (events.length === 0) return { dossier: after, at };
    const row = rowOf(after);
    const parameters = new Parameters();
    const add = (value: unknown) => parameters.add(value);
    const standIn = code && `${add(code.standIn)}::text`;
    const withCode = standIn
      ? (text: string) => `replace(${text}, ${standIn}, (SELECT code FROM numbered))`
      : undefined;
    const set = DOSSIERS.setting(row, add, code && { code: '(SELECT code FROM numbered)' });
    const stands = [`id = ${add(before.id)}`, `version = ${add(before.version)}`];
    if (numbering) stands.push(isNewestCalendar(numbering.calendar, add));
    const isUnchanged = stands.join(' AND ');
    const taken = code
      ? `held AS (SELECT FROM dossiers WHERE ${isUnchanged} FOR UPDATE), numbered AS (${code.taking(add, 'held')}), `
      : '';
    const ifChanged = 'WHERE EXISTS (SELECT FROM changed)';
    const corrections = events.flatMap((event) => (event.type === 'intake-corrected' ? event.corrections : []));
    const persons = await this.personalData.changing(queries, before, after, corrections, add, 'changed');
    const keep =
      request.key === undefined
        ? ''
        : `, kept AS (${keepResult(request, keptOf(after, row, at), add, ifChanged, withCode)})`;
    const outgoing = this.outgoing(events, states, calendar);
    const tasks = changedTaskRows(before, after, change.caller);
    const statement = `WITH ${taken}changed AS (
            UPDATE dossiers SET ${set}
            WHERE ${isUnchanged} ${code ? 'AND EXISTS (SELECT FROM numbered)' : ''} RETURNING 1
          )${keep},
          ${parts(
            'recorded',
            history.map((line) => NEW_HISTORY.inserting(line, add, ifChanged, withCode)),
          )}
          ${tasks.length > 0 ? `, tasked AS (${TASKS.insertingAll(tasks, add, `${ifChanged} ${TASK_CHANGED}`)})` : ''}
          ${persons.length > 0 ? `, ${parts('persons', persons)}` : ''}
          ${outgoing.length > 0 ? `, appended AS (${this.outbox.appending(outgoing, add, ifChanged, withCode)})` : ''}
          SELECT (SELECT count(*)::int FROM changed) AS changed, ${code ? '(SELECT code FROM numbered)' : 'NULL'} AS code`;
    const rows = await queries
      .query<{ changed: number; code: string | null }[]>(
        // Each set of corrected fields makes another statement: prepared, they would use up the names.
        persons.length > 0 ? statement : prepared(statement),
        parameters.values,
      )
      .catch((error: unknown) => {
        throw isCodeTaken(error) ? new Overtaken(before) : error;
      });
    if (rows[0]?.changed !== 1) throw new Overtaken(before);
    return { dossier: numbered(after, rows[0].code), at };
  }

  /** The refusal of a correction reveals what is kept, so it is recorded as a reading. */
  private async persons({ id, caller, action }: Change): Promise<KnownPersons> {
    await this.personalData.recordReading(this.dataSource, [id], {
      reader: caller,
      purpose: 'PROCESSING',
      operation: action,
    });
    const { applicant, representative } = (await this.personalData.clearPersons(this.dataSource, [id])).get(id) ?? {};
    return { applicant, representative };
  }

  private async replacedFields(id: string): Promise<string[]> {
    const rows = await this.dataSource.query<{ field: string }[]>(
      prepared(`SELECT DISTINCT jsonb_array_elements_text(details -> 'replaced') AS field FROM dossier_history
        WHERE dossier_id = $1 AND event = 'intake-corrected'`),
      [id],
    );
    return rows.map(({ field }) => field);
  }

  private readonly encrypt = (text: string): Buffer => this.personalData.encrypt(text);

  private outgoing(events: readonly Signed[], states: Dossier[], calendar?: WorkingCalendar): OutgoingEvent[] {
    const officerKey = (account: string) => this.personalData.officerKey(account);
    return events.flatMap((event, index) => {
      const state = states[index]!;
      const { id: aggregateId, announced: aggregateVersion } = state;
      const payload = publishedEvent(event, state, officerKey, timeUseAtEnd(event, state, calendar));
      return payload ? [{ payload, aggregateId, aggregateVersion, time: event.at }] : [];
    });
  }
}

/** The number that an acceptance takes, and the calendar by which it was decided on. */
interface Numbering {
  code: NextCode;
  calendar: DeadlineBasis['calendar'];
}

/** With the code that was taken, in the place of its stand-in. */
function numbered(dossier: Dossier, code: string | null): Dossier {
  return code !== null && dossier.status === 'RECEIVED'
    ? { ...dossier, acceptance: { ...dossier.acceptance, code } }
    : dossier;
}

/** Statements as parts of a larger one. */
function parts(name: string, statements: string[]): string {
  return statements.map((statement, index) => `${name}_${index} AS (${statement})`).join(', ');
}

/** An acceptance that was decided by an older version of its calendar is decided again. */
function isNewestCalendar({ id, version }: DeadlineBasis['calendar'], add: (value: unknown) => string): string {
  return `NOT EXISTS (SELECT FROM calendars newer WHERE newer.id = ${add(id)} AND newer.version > ${add(version)})`;
}

/** What is kept under a key: the row and when it was answered; or, from version 0.1, the answer itself. */
type Kept = { row: object; tasks?: object[]; at: string } | { id: string };

function keptOf(dossier: Dossier, row: DossierRow, at: Date): Kept {
  const tasks = dossier.tasks.map((task) => TASKS.toJson(taskRow(dossier, task)));
  return { row: DOSSIERS.toJson(row), tasks, at: at.toISOString() };
}

/** A row with the tasks of its dossier; absent in what the release before kept. */
type RowWithTasks = DossierRow & { tasks?: object[] };

function isInProgress({ status, waiting_return_to }: DossierRow): boolean {
  return status === 'IN_PROGRESS' || waiting_return_to === 'IN_PROGRESS';
}

const TASK_CHANGED = `ON CONFLICT (dossier_id, number) DO UPDATE SET ${TASKS.replacing()}`;

/** Actions of the system that are recorded beside what a change is for. */
const OF_ITSELF: { [T in Signed['type']]?: DossierAction } = {
  'consultation-expired': 'expire-consultation',
  'consultation-transferred': 'transfer-consultation',
};

/** An attempt fails only because another change of the dossier succeeded. */
const MOST_ATTEMPTS = 50;

const COLUMNS = DOSSIERS.selecting('d');

/** The dossier has changed since it was read, or its new code was given to another one meanwhile. */
class Overtaken extends Error {
  override name = 'Overtaken';

  constructor(readonly dossier: Dossier) {
    super('the dossier is not as it was any more');
  }
}

/** An import committed a legacy dossier with this very code after it was seen to be free. */
function isCodeTaken(error: unknown): boolean {
  const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
  return constraint === 'dossiers_code_once' || constraint === 'dossiers_folded_code_once';
}
