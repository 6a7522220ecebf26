import { DomainError, type DossierView } from '@motcua/contracts';
import { Outbox, type OutgoingEvent } from '@motcua/messaging';
import {
  Clock,
  contentHash,
  earlierAnswer,
  isRepetition,
  keepAnswer,
  Parameters,
  prepared,
  type Answer,
  type IdempotentRequest,
} from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dossierView } from '../application/dossier-view.js';
import { dossierNotFound } from '../application/not-found.js';
import {
  DossierCodeTaken,
  Dossiers,
  type Change,
  type Command,
  type Decide,
  type SubmissionRecord,
} from '../application/ports.js';
import type { Scope } from '../application/scope.js';
import type { Dossier } from '../domain/dossier.js';
import type { DossierEvent, Submitted } from '../domain/dossier-events.js';
import { begin, evolve } from '../domain/evolve.js';
import { publishedEvent } from '../events/published-events.js';
import {
  CHANGED_COLUMNS,
  changedValues,
  dossierOf,
  FIXED_COLUMNS,
  fixedValues,
  type DossierRow,
} from './dossier-row.js';
import { historyRow, type HistoryRow } from './history-row.js';
import { PersonalData } from './personal-data.js';
import type { Queries } from './queries.js';
import { IMPORTED_CASE, ReferenceCopies } from './reference-copies.js';
import { anyScope } from './scope-predicate.js';

/**
 * The dossiers in PostgreSQL. A change loads the dossier, decides, and writes state, history, outbox and the kept answer in
 * one statement guarded by the version (ADR 51).
 */
@Injectable()
export class PostgresDossiers extends Dossiers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly copies: ReferenceCopies,
    private readonly outbox: Outbox,
    private readonly personalData: PersonalData,
    private readonly clock: Clock,
  ) {
    super();
  }

  async open(
    command: Omit<Command, 'id'>,
    submission: SubmissionRecord,
    decide: () => [Submitted],
  ): Promise<Answer<DossierView>> {
    const request = idempotentRequest('dossier.submit', command);
    const [event] = decide();
    const dossier = begin(event);
    const answer = { status: 201, body: dossierView(dossier, this.clock.now()) };
    const parameters = new Parameters();
    const add = (value: unknown) => parameters.add(value);
    const history = [historyRow(event, 'submit', undefined)];
    try {
      await this.dataSource.query(
        prepared(`WITH ${request.key === undefined ? '' : `kept AS (${keepAnswer(request, answer, add)}),`}
          opened AS (${insertDossier(dossier, parameters)}),
          recorded AS (${this.insertHistory(dossier.id, history, command, parameters)}),
          submitted AS (${this.personalData.insertSubmission(dossier.id, submission, command.caller.subject, parameters)}),
          appended AS (${this.outbox.appending(outgoing([event], [dossier]), add)})
          ${this.personalData.insertPersons(dossier.id, submission, parameters)}`),
        parameters.values,
      );
    } catch (error) {
      const earlier = isRepetition(error) && (await earlierAnswer<DossierView>(this.dataSource, request));
      if (!earlier) throw error;
      return earlier;
    }
    this.outbox.committed(this.dataSource);
    return answer;
  }

  async change(change: Change, decide: Decide): Promise<Answer<DossierView>> {
    const request = idempotentRequest(`dossier.${change.action}:${change.id}`, change);
    try {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = change.stampsCalendar
          ? await this.dataSource.transaction((manager) => this.attempt(manager, change, request, decide))
          : await this.attempt(this.dataSource, change, request, decide);
        if (outcome.answer) {
          if (outcome.published) this.outbox.committed(this.dataSource);
          return outcome.answer;
        }
        if (attempt === MOST_ATTEMPTS) throw changedMeanwhile(outcome.before);
      }
    } catch (error) {
      // What is refused now, or loses against its own key, may have been done before.
      const earlier =
        (error instanceof DomainError || isRepetition(error)) &&
        (await earlierAnswer<DossierView>(this.dataSource, request));
      if (!earlier) throw error;
      return earlier;
    }
  }

  /** @returns without an answer when somebody else was faster; nothing was changed then */
  private async attempt(
    queries: Queries,
    change: Change,
    request: IdempotentRequest,
    decide: Decide,
  ): Promise<{ before: Dossier; published: boolean; answer?: Answer<DossierView> }> {
    const before = await this.load(queries, change.id, change.scopes);
    if (!before) throw dossierNotFound();
    if (change.expectedVersion !== undefined && change.expectedVersion !== before.version) {
      throw changedMeanwhile(before);
    }
    const calendar = before.basis && (await this.copies.calendar(queries, before.basis));
    const events = await decide(before, calendar, this.copies.within(queries, change.stampsCalendar ?? false));
    const answer = await this.store(queries, before, events, change, request);
    return { before, published: events.length > 0, answer };
  }

  async find(id: string, scopes: Scope[]): Promise<Dossier | undefined> {
    return this.load(this.dataSource, id, scopes);
  }

  private async load(queries: Queries, id: string, scopes: Scope[]): Promise<Dossier | undefined> {
    const parameters = new Parameters();
    const rows = await queries.query<DossierRow[]>(
      prepared(
        `SELECT ${COLUMNS} FROM dossiers d WHERE d.id = ${parameters.add(id)} AND ${anyScope(scopes, parameters)}`,
      ),
      parameters.values,
    );
    return rows[0] && this.dossierOfRow(queries, rows[0]);
  }

  private async dossierOfRow(queries: Queries, row: DossierRow): Promise<Dossier> {
    const procedure =
      row.origin === 'IMPORTED'
        ? {
            id: row.procedure_id,
            code: row.procedure_code,
            version: row.procedure_version,
            fieldCode: row.field_code,
            caseCode: IMPORTED_CASE,
            steps: [],
          }
        : await this.copies.procedureCase(queries, row.procedure_id, row.procedure_version, row.case_code);
    const basis =
      row.rule_set_id === null
        ? undefined
        : await this.copies.basis(queries, {
            ruleSet: { id: row.rule_set_id, version: row.rule_set_version! },
            calendar: { id: row.calendar_id!, version: row.calendar_version! },
            officeHours: row.office_hours_key ?? undefined,
          });
    return dossierOf(row, procedure, basis);
  }

  /**
   * State by compare-and-set on the version, history, outbox and the answer under the caller's key, in one statement,
   * which commits by itself: two round trips make a change, and no lock is held between them.
   * @returns undefined when the dossier is not as it was any more; nothing was changed then
   */
  private async store(
    queries: Queries,
    before: Dossier,
    events: readonly DossierEvent[],
    change: Change,
    request: IdempotentRequest,
  ): Promise<Answer<DossierView> | undefined> {
    const states: Dossier[] = [];
    const history: HistoryRow[] = [];
    for (const event of events) {
      const previous = states.at(-1) ?? before;
      history.push(historyRow(event, change.action, previous));
      states.push(evolve(previous, event));
    }
    const after = states.at(-1) ?? before;
    const answer = { status: 200, body: dossierView(after, this.clock.now()) };
    if (events.length === 0 && request.key === undefined) return answer;
    const parameters = new Parameters();
    const add = (value: unknown) => parameters.add(value);
    const values = changedValues(after);
    const set = CHANGED_COLUMNS.map((column, index) => `${column} = ${add(values[index])}`);
    const ifChanged = 'WHERE EXISTS (SELECT FROM changed)';
    const keep = request.key === undefined ? '' : `, kept AS (${keepAnswer(request, answer, add, ifChanged)})`;
    const record =
      events.length === 0
        ? ''
        : `, recorded AS (${this.insertHistory(before.id, history, change, parameters, ifChanged)}),
           appended AS (${this.outbox.appending(outgoing(events, states), add, ifChanged)})`;
    const rows = await queries
      .query<{ changed: number }[]>(
        prepared(`WITH changed AS (
            UPDATE dossiers SET ${set.join(', ')}
            WHERE id = ${add(before.id)} AND version = ${add(before.version)} RETURNING 1
          )${keep}${record}
          SELECT count(*)::int AS changed FROM changed`),
        parameters.values,
      )
      .catch(asCodeTaken);
    return rows[0]?.changed === 1 ? answer : undefined;
  }

  private insertHistory(
    dossierId: string,
    rows: HistoryRow[],
    { caller }: Pick<Command, 'caller'>,
    parameters: Parameters,
    condition = '',
  ): string {
    const json = rows.map(({ written, ...row }) => ({
      ...row,
      written: written && this.personalData.encrypt(JSON.stringify(written)).toString('base64'),
    }));
    return `INSERT INTO dossier_history
        (dossier_id, version, action, event, from_status, to_status, occurred_at, actor, actor_unit, flags, details, written)
      SELECT ${parameters.add(dossierId)}::uuid, h.version, h.action, h.event, h.from_status, h.to_status, h.occurred_at,
        ${parameters.add(caller.subject)}::text, ${parameters.add(caller.unit ?? null)}::text,
        ARRAY(SELECT jsonb_array_elements_text(h.flags)), h.details, decode(h.written, 'base64')
      FROM jsonb_to_recordset(${parameters.add(JSON.stringify(json))}::jsonb) AS h (version integer, action text,
        event text, from_status text, to_status text, occurred_at timestamptz, flags jsonb, details jsonb, written text)
      ${condition}`;
  }
}

function outgoing(events: readonly DossierEvent[], states: Dossier[]): OutgoingEvent[] {
  return events.map((event, index) => ({
    payload: publishedEvent(event, states[index]!),
    aggregateId: states[index]!.id,
    aggregateVersion: states[index]!.version,
    time: event.at,
  }));
}

/** Each failed attempt is somebody else's success. */
const MOST_ATTEMPTS = 50;

const COLUMNS = [...FIXED_COLUMNS, ...CHANGED_COLUMNS].map((column) => `d.${column}`).join(', ');

function insertDossier(dossier: Dossier, parameters: Parameters): string {
  const values = [...fixedValues(dossier), ...changedValues(dossier)].map((value) => parameters.add(value));
  return `INSERT INTO dossiers (${[...FIXED_COLUMNS, ...CHANGED_COLUMNS].join(', ')}) VALUES (${values.join(', ')})`;
}

function idempotentRequest(operation: string, command: Omit<Command, 'id'>): IdempotentRequest {
  return {
    caller: command.caller.subject,
    operation,
    key: command.idempotencyKey,
    requestHash: command.idempotencyKey === undefined ? '' : contentHash(command.content ?? null),
  };
}

function changedMeanwhile(dossier: Dossier): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.changed-meanwhile',
    message: {
      vi: 'Hồ sơ đã được người khác cập nhật. Hãy đọc lại rồi thực hiện.',
      en: 'Somebody else has changed the dossier meanwhile. Read it again first.',
    },
    details: { version: dossier.version, status: dossier.status },
  });
}

/** A legacy dossier may bear a code that this system would give next. */
function asCodeTaken(error: unknown): never {
  const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
  throw constraint === 'dossiers_code_once' ? new DossierCodeTaken() : error;
}
