import { DomainError, type DossierView } from '@motcua/contracts';
import { Outbox } from '@motcua/messaging';
import {
  Clock,
  contentHash,
  idempotent,
  Parameters,
  prepared,
  type Answer,
  type IdempotentRequest,
} from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
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
 * The dossiers in PostgreSQL. A change is four statements between BEGIN and COMMIT: lock and load, state with history,
 * outbox, and the kept answer where a key was given.
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
    return this.dataSource.transaction((manager) =>
      idempotent(manager, idempotentRequest('dossier.submit', command), async () => {
        const [event] = decide();
        const dossier = begin(event);
        const parameters = new Parameters();
        await manager.query(
          prepared(`WITH opened AS (${insertDossier(dossier, parameters)}),
           recorded AS (${this.insertHistory(
             dossier.id,
             [historyRow(event, 'submit', undefined)],
             command,
             parameters,
           )}),
           submitted AS (${this.personalData.insertSubmission(dossier.id, submission, command.caller.subject, parameters)})
           ${this.personalData.insertPersons(dossier.id, submission, parameters)}`),
          parameters.values,
        );
        await this.publish(manager, [event], [dossier]);
        return { status: 201, body: dossierView(dossier, this.clock.now()) };
      }),
    );
  }

  async change(change: Change, decide: Decide): Promise<Answer<DossierView>> {
    const request = idempotentRequest(`dossier.${change.action}:${change.id}`, change);
    return this.dataSource.transaction((manager) =>
      idempotent(manager, request, async () => {
        const before = await this.load(manager, change.id, change.scopes, true);
        if (!before) throw dossierNotFound();
        if (change.expectedVersion !== undefined && change.expectedVersion !== before.version) {
          throw changedMeanwhile(before);
        }
        const calendar = before.basis && (await this.copies.calendar(manager, before.basis));
        const events = await decide(before, calendar, this.copies.within(manager));
        const after = await this.store(manager, before, events, change);
        return { status: 200, body: dossierView(after, this.clock.now()) };
      }),
    );
  }

  async find(id: string, scopes: Scope[]): Promise<Dossier | undefined> {
    return this.load(this.dataSource, id, scopes, false);
  }

  private async load(queries: Queries, id: string, scopes: Scope[], lock: boolean): Promise<Dossier | undefined> {
    const parameters = new Parameters();
    const rows = await queries.query<DossierRow[]>(
      prepared(
        `SELECT ${COLUMNS} FROM dossiers d WHERE d.id = ${parameters.add(id)} AND ${anyScope(scopes, parameters)}${
          lock ? ' FOR NO KEY UPDATE OF d' : ''
        }`,
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

  /** State by compare-and-set on the version, history, outbox. */
  private async store(
    manager: EntityManager,
    before: Dossier,
    events: readonly DossierEvent[],
    change: Change,
  ): Promise<Dossier> {
    if (events.length === 0) return before;
    const states: Dossier[] = [];
    const history: HistoryRow[] = [];
    for (const event of events) {
      const previous = states.at(-1) ?? before;
      history.push(historyRow(event, change.action, previous));
      states.push(evolve(previous, event));
    }
    const after = states.at(-1)!;
    const parameters = new Parameters();
    const values = changedValues(after);
    const set = CHANGED_COLUMNS.map((column, index) => `${column} = ${parameters.add(values[index])}`);
    const rows: { changed: number }[] = await manager
      .query(
        prepared(`WITH changed AS (
           UPDATE dossiers SET ${set.join(', ')}
           WHERE id = ${parameters.add(before.id)} AND version = ${parameters.add(before.version)} RETURNING 1
         ), recorded AS (${this.insertHistory(before.id, history, change, parameters)})
         SELECT count(*)::int AS changed FROM changed`),
        parameters.values,
      )
      .catch(asCodeTaken);
    // Rolls the history row back with everything else.
    if (rows[0]?.changed !== 1) throw changedMeanwhile(before);
    await this.publish(manager, events, states);
    return after;
  }

  private insertHistory(
    dossierId: string,
    rows: HistoryRow[],
    { caller }: Pick<Command, 'caller'>,
    parameters: Parameters,
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
        event text, from_status text, to_status text, occurred_at timestamptz, flags jsonb, details jsonb, written text)`;
  }

  private async publish(manager: EntityManager, events: readonly DossierEvent[], states: Dossier[]): Promise<void> {
    await this.outbox.append(
      manager,
      events.map((event, index) => ({
        payload: publishedEvent(event, states[index]!),
        aggregateId: states[index]!.id,
        aggregateVersion: states[index]!.version,
        time: event.at,
      })),
    );
  }
}

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
