import {
  DomainError,
  type ActorKind,
  type ListDossiersQuery,
  type Queue,
  type ResultDelivery,
} from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf, Parameters, type Page, prepared } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not } from 'typeorm';
import type { AgencyPart } from '../domain/agencies.js';
import type { Dossier } from '../domain/dossier.js';
import { isStep } from '../domain/tasks.js';
import { DUPLICATE_WINDOW_MS } from '../domain/duplicates.js';
import {
  DossierReadings,
  type History,
  type HistoryEntry,
  type IssuedApology,
  type IssuedReceipt,
  type LegacyOrigin,
  type ListedDossier,
  type ListOptions,
  type PersonalDataReading,
  type PersonSearch,
  type Persons,
  type ProbableDuplicate,
  type UnitStanding,
  type QueueOwner,
  type Written,
} from '../application/ports.js';
import type { Scope } from '../application/caller-scope.js';
import type { ImportedStep } from '../domain/dossier-events.js';
import { beforeCorrections } from '../domain/intake-correction.js';
import { DossierEntity, HistoryEntity, LegacyStepEntity, type DossierRow, type HistoryRow } from './entities.js';
import { HISTORY } from './history-row.js';
import { DUE, filters, within, LAST, OPEN } from './list-filters.js';
import { LISTED, LISTED_FROM, listedDossier, type ListRow } from './listed-dossiers.js';
import { PersonalData } from './personal-data.js';
import { agencyOfPart, anyScope, inEitherPart, RECEIVING, scopePredicate } from './scope-predicate.js';
import { queuePredicate, TASK_DUE } from './task-queues.js';
import { taskOf, TASKS } from './task-row.js';

const DEFAULT_LIMIT = 50;
/** The agency where a dossier stands, with an open step or without. */
const STANDS_AT = 'coalesce(t.agency_code, d.agency_code)';
/** A firm may submit for many customers by one account; a hint need not name them all. */
const MOST_DUPLICATES = 20;

const SORTS = {
  '-submittedAt': {
    key: 'd.submitted_at',
    direction: 'DESC',
    after: '<',
    cursor: { at: 'date', id: 'uuid' },
    cursorOf: ({ submitted_at, id }: DossierRow) => ({ at: submitted_at, id }),
  },
  dueAt: {
    key: DUE,
    direction: 'ASC',
    after: '>',
    // Not `at`: the cursor of one order must not be taken for one of the other.
    cursor: { due: 'date?', id: 'uuid' },
    cursorOf: ({ due_at, id }: DossierRow) => ({ due: due_at, id }),
  },
  /** Who has waited longest for acceptance comes first. */
  INTAKE: {
    key: 'd.submitted_at',
    direction: 'ASC',
    after: '>',
    cursor: { waitsSince: 'date', id: 'uuid' },
    cursorOf: ({ submitted_at, id }: DossierRow) => ({ waitsSince: submitted_at, id }),
  },
} as const;

const QUEUE_CURSOR = { taskDue: 'date?', id: 'uuid', number: 'number' } as const;

/** What history keeps of an acceptance, as far as its receipt says it. */
interface AcceptanceDetails {
  agencyName?: string;
  deadline?: { dueAt?: string };
}

/** And of an apology. */
interface ApologyDetails {
  agencyName?: string;
  previousDueAt: string;
  newDueAt: string;
}

/** And of a transfer to a successor. */
interface TransferDetails {
  fromAgencyCode?: string;
  part?: AgencyPart;
}

/** By what a form was issued. */
interface IssuedForm {
  entry: HistoryEntry;
  agencyCode: string;
  persons: Omit<Persons, 'masked'>;
  /** Absent on what a legacy system took in. */
  resultDelivery?: ResultDelivery;
}

@Injectable()
export class PostgresDossierReadings extends DossierReadings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly personalData: PersonalData,
  ) {
    super();
  }

  async list(
    scope: Scope,
    query: ListDossiersQuery,
    now: Date,
    { apologiesDueUntil, ...options }: ListOptions = {},
  ): Promise<Page<ListedDossier>> {
    const parameters = new Parameters();
    const sort = SORTS[query.queue === 'INTAKE' ? query.queue : (query.sort ?? '-submittedAt')];
    const conditions = [
      ...within(scope, query, now, apologiesDueUntil, parameters),
      ...(await this.sought(options.search, parameters)),
    ];
    const counted = `SELECT 1 FROM dossiers d WHERE ${conditions.join(' AND ')}`;
    const total = await cappedCount(this.dataSource, counted, [...parameters.values]);

    if (query.cursor) {
      const place = decodeCursor<
        { at: 'date'; id: 'uuid' } | { due: 'date?'; id: 'uuid' } | { waitsSince: 'date'; id: 'uuid' }
      >(query.cursor, sort.cursor);
      const { id } = place;
      const at = 'due' in place ? place.due : 'at' in place ? place.at : place.waitsSince;
      conditions.push(
        at === null
          ? // Of what comes after the last date the planner expects one row, and of this as many as there are.
            `${sort.key} = '${LAST}' AND d.id > ${parameters.add(id)}`
          : `(${sort.key}, d.id) ${sort.after} (${parameters.add(at)}, ${parameters.add(id)})`,
      );
    }
    const limit = query.limit ?? DEFAULT_LIMIT;
    // First which ones, as far as it can be told in an index, then those rows: whole rows of all that match cost ten times it.
    const rows: ListRow[] = await this.dataSource.query(
      `SELECT ${LISTED} FROM (
         SELECT d.id, ${sort.key} AS place FROM dossiers d WHERE ${conditions.join(' AND ')}
         ORDER BY ${sort.key} ${sort.direction}, d.id ${sort.direction} LIMIT ${parameters.add(limit + 1)}
       ) page JOIN (${LISTED_FROM}) ON shown.id = page.id
       ORDER BY page.place ${sort.direction}, page.id ${sort.direction}`,
      parameters.values,
    );
    const names = scope.kind === 'PROVINCE' ? undefined : this.personalData;
    const page = pageOf(rows, limit, total, (row) => listedDossier(row, names), sort.cursorOf);
    return this.recorded(page, options);
  }

  private async sought(search: PersonSearch | undefined, parameters: Parameters): Promise<string[]> {
    if (!search) return [];
    if (!(await this.personalData.isIndexed(this.dataSource))) throw notIndexedYet();
    return [this.personalData.finding(search.agencyCode, search.terms, (value) => parameters.add(value))];
  }

  /** A page as it is handed out, once it is recorded who was sought and whose persons are read. */
  private async recorded(page: Page<ListedDossier>, { search, reading }: ListOptions): Promise<Page<ListedDossier>> {
    if (search) await this.personalData.recordSearch(this.dataSource, search, page.total.value);
    if (!reading || page.items.length === 0) return page;
    // A dossier with two tasks comes twice in a queue, and is read once.
    const ids = [...new Set(page.items.map(({ dossier }) => dossier.id))];
    await this.personalData.recordReading(this.dataSource, ids, reading);
    const found = await this.personalData.clearPersons(this.dataSource, ids);
    const items = page.items.map((item) => {
      const { applicant, representative } = found.get(item.dossier.id) ?? {};
      return { ...item, persons: { masked: false, applicant, representative } };
    });
    return { ...page, items };
  }

  async byUnit(scope: Scope, agencyCode: string | undefined, now: Date): Promise<UnitStanding[]> {
    const parameters = new Parameters();
    // Who has the open step counts it, or the competent agency where none is open: the other agency's units are its own matter.
    const own = agencyOfPart(scope);
    const conditions = own === undefined ? [scopePredicate(scope, parameters)] : [];
    for (const code of [own, agencyCode].filter((one) => one !== undefined)) {
      conditions.push(inEitherPart(code, parameters), `${STANDS_AT} = ${parameters.add(code)}`);
    }
    const at = parameters.add(now);
    const counted = (condition: string) =>
      `count(DISTINCT d.id) FILTER (WHERE d.status IN (${OPEN}) ${condition})::int`;
    const rows = await this.dataSource.query<(Omit<UnitStanding, 'unit'> & { unit: string | null })[]>(
      `SELECT ${STANDS_AT} AS "agencyCode", t.unit, ${counted('')} AS open,
         ${counted("AND d.status = 'WAITING_SUPPLEMENT'")} AS "awaitingApplicant",
         ${counted(`AND d.due_at < ${at}`)} AS overdue,
         ${counted(`AND t.due_at < ${at}`)} AS "stepOverdue",
         count(DISTINCT d.id) FILTER (WHERE d.status = 'RESOLVED')::int AS "toHandOver"
       FROM dossiers d LEFT JOIN dossier_tasks t ON t.dossier_id = d.id AND t.kind = 'STEP' AND t.outcome IS NULL
       WHERE ${conditions.join(' AND ')} AND d.status IN (${OPEN}, 'RESOLVED') AND (t.unit IS NOT NULL OR d.status <> 'RESOLVED')
       GROUP BY 1, t.unit ORDER BY 1, t.unit NULLS LAST`,
      parameters.values,
    );
    return rows.map(({ unit, ...standing }) => ({ ...standing, ...(unit !== null && { unit }) }));
  }

  async queue(
    of: QueueOwner,
    query: ListDossiersQuery,
    now: Date,
    { apologiesDueUntil, ...options }: ListOptions = {},
  ): Promise<Page<ListedDossier>> {
    const parameters = new Parameters();
    const queue = query.queue as Exclude<Queue, 'INTAKE'>;
    const conditions = [queuePredicate(queue, of, now, parameters)];
    const others = [
      ...filters({ ...query, queue: undefined }, now, apologiesDueUntil, parameters, of.agencyCode),
      ...(await this.sought(options.search, parameters)),
    ];
    // A queue is of one agency by itself: its dossiers are looked at only where something is asked of them.
    if (others.length > 0) {
      conditions.push(`EXISTS (SELECT FROM dossiers d WHERE d.id = t.dossier_id AND ${others.join(' AND ')})`);
    }
    const counted = `SELECT 1 FROM dossier_tasks t WHERE ${conditions.join(' AND ')}`;
    const total = await cappedCount(this.dataSource, counted, [...parameters.values]);
    if (query.cursor) {
      const { taskDue, id, number } = decodeCursor(query.cursor, QUEUE_CURSOR);
      const place = [taskDue ?? LAST, id, number].map((value) => parameters.add(value)).join(', ');
      conditions.push(`(${TASK_DUE}, t.dossier_id, t.number) > (${place})`);
    }
    const limit = query.limit ?? DEFAULT_LIMIT;
    const rows: (ListRow & { task: object })[] = await this.dataSource.query(
      `SELECT ${LISTED}, to_json(task) AS task FROM (
         SELECT t.dossier_id, t.number, ${TASK_DUE} AS place FROM dossier_tasks t WHERE ${conditions.join(' AND ')}
         ORDER BY ${TASK_DUE}, t.dossier_id, t.number LIMIT ${parameters.add(limit + 1)}
       ) page JOIN (${LISTED_FROM}) ON shown.id = page.dossier_id
       JOIN dossier_tasks task ON task.dossier_id = page.dossier_id AND task.number = page.number
       ORDER BY page.place, page.dossier_id, page.number`,
      parameters.values,
    );
    const page = pageOf(
      rows.map((row) => ({ ...row, task: TASKS.fromJson(row.task) })),
      limit,
      total,
      (row) => {
        const task = taskOf(row.task);
        return { ...listedDossier(row, this.personalData), task: isStep(task) ? task : undefined };
      },
      ({ task }) => ({ taskDue: task.due_at, id: task.dossier_id, number: task.number }),
    );
    return this.recorded(page, options);
  }

  async history(id: string, reading: PersonalDataReading | undefined): Promise<History> {
    if (reading) await this.personalData.recordReading(this.dataSource, [id], reading);
    const rows: HistoryRow[] = await this.dataSource.query(
      `SELECT ${HISTORY.selecting('h')} FROM dossier_history h WHERE dossier_id = $1 ORDER BY version`,
      [id],
    );
    const imported = rows[0]?.action === 'import';
    return {
      entries: rows.map((row) => historyEntry(row, reading && this.personalData)),
      ...(imported && { legacySteps: await this.legacySteps(id) }),
    };
  }

  private async legacySteps(id: string): Promise<ImportedStep[]> {
    const rows = await this.dataSource.manager.find(LegacyStepEntity, {
      where: { dossier_id: id },
      order: { position: 'ASC' },
    });
    return rows.map(({ name, unit, officer, recorded_at }) => ({
      name,
      unit: unit ?? undefined,
      officer: officer ?? undefined,
      at: recorded_at,
    }));
  }

  async submittedBy(id: string): Promise<ActorKind | undefined> {
    const first = await this.dataSource.manager.findOne(HistoryEntity, {
      select: { dossier_id: true, version: true, actor_kind: true },
      where: { dossier_id: id, version: 1 },
    });
    return first?.actor_kind ?? undefined;
  }

  async persons(id: string, reading: PersonalDataReading | undefined): Promise<Persons> {
    return this.personalData.persons(this.dataSource, id, reading);
  }

  async receipt(id: string, reading: PersonalDataReading): Promise<IssuedReceipt | undefined> {
    const issued = await this.issued(id, 'accepted', 'RECEIVING', reading);
    if (!issued) return undefined;
    const { entry, agencyCode, persons, resultDelivery } = issued;
    const { agencyName, deadline } = entry.details as AcceptanceDetails;
    return {
      agencyCode,
      agencyName,
      acceptedAt: entry.at,
      dueAt: deadline?.dueAt === undefined ? undefined : new Date(deadline.dueAt),
      persons,
      // Who is received at the counter was submitted.
      resultDelivery: resultDelivery!,
      receivedBy: { name: entry.actorName, title: entry.actorTitle, unit: entry.actorUnit },
    };
  }

  async apology(id: string, reading: PersonalDataReading): Promise<IssuedApology | undefined> {
    const issued = await this.issued(id, 'apologised', 'COMPETENT', reading);
    if (!issued) return undefined;
    const { entry, agencyCode, persons } = issued;
    const { agencyName, previousDueAt, newDueAt } = entry.details as unknown as ApologyDetails;
    return {
      agencyCode,
      agencyName,
      at: entry.at,
      previousDueAt: new Date(previousDueAt),
      newDueAt: new Date(newDueAt),
      reason: entry.written?.reason ?? '',
      persons,
      signedBy: { name: entry.actorName, title: entry.actorTitle },
    };
  }

  /**
   * What a form was issued by: its row of the history, with persons of then and the agency that had this part then. One snapshot, or a correction between the two
   * readings would show on what was issued before it.
   */
  private async issued(
    id: string,
    event: 'accepted' | 'apologised',
    part: AgencyPart,
    reading: PersonalDataReading,
  ): Promise<IssuedForm | undefined> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await this.personalData.recordReading(manager, [id], reading);
      const rows = await manager.query<
        (HistoryRow & { result_delivery: ResultDelivery | null; agency_code: string })[]
      >(
        `SELECT ${HISTORY.selecting('h')}, s.result_delivery, ${part === 'RECEIVING' ? RECEIVING : 'd.agency_code'} AS agency_code
         FROM dossier_history h JOIN dossiers d ON d.id = h.dossier_id
         LEFT JOIN dossier_submissions s ON s.dossier_id = h.dossier_id
         WHERE h.dossier_id = $1 AND h.event IN ($2, 'intake-corrected', 'transferred') ORDER BY h.version`,
        [id, event],
      );
      const place = rows.findIndex((row) => row.event === event);
      const row = rows[place];
      if (!row) return undefined;
      const later = rows.slice(place + 1);
      const transfers = later
        .filter((one) => one.event === 'transferred')
        .map(({ details }) => details as TransferDetails);
      const fromAgencyCode = transfers.find((one) => (one.part ?? part) === part)?.fromAgencyCode;
      const corrections = later.flatMap((one) => historyEntry(one, this.personalData).written?.corrections ?? []);
      const persons = (await this.personalData.clearPersons(manager, [id])).get(id) ?? {};
      return {
        entry: historyEntry(row, this.personalData),
        agencyCode: fromAgencyCode ?? row.agency_code,
        persons: beforeCorrections(persons, corrections),
        resultDelivery: row.result_delivery ?? undefined,
      };
    });
  }

  async idOfCode(code: string): Promise<string | undefined> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      'SELECT id FROM dossiers WHERE folded_code(code) = folded_code($1) ORDER BY code_twin LIMIT 1',
      [code],
    );
    return rows[0]?.id;
  }

  async probableDuplicatesOf(dossier: Dossier, scopes: Scope[]): Promise<ProbableDuplicate[]> {
    if (dossier.origin === 'IMPORTED') return [];
    const parameters = new Parameters();
    const add = (value: unknown) => parameters.add(value);
    const id = add(dossier.id);
    const at = dossier.submittedAt.getTime();
    // What is no number of any paper, such as "không có", says of nobody that they are the same.
    const identified = !dossier.dataProblems.includes('applicant.identityNumber');
    // Starts from the few that were submitted within the window, by the index `dossiers_by_procedure`.
    const rows = await this.dataSource.query<Pick<DossierRow, 'id' | 'code' | 'status' | 'submitted_at'>[]>(
      prepared(`SELECT d.id, d.code, d.status, d.submitted_at FROM dossiers d
         WHERE d.procedure_code = ${add(dossier.procedure.code)} AND d.agency_code = ${add(dossier.agencyCode)}
           AND d.submitted_at BETWEEN ${add(new Date(at - DUPLICATE_WINDOW_MS))} AND ${add(new Date(at + DUPLICATE_WINDOW_MS))}
           AND d.id <> ${id} AND d.origin = 'LIVE' AND (
             EXISTS (SELECT FROM dossier_submissions own JOIN dossier_submissions theirs USING (owner_subject)
               WHERE own.dossier_id = ${id} AND theirs.dossier_id = d.id)
             OR EXISTS (SELECT FROM dossier_persons own JOIN dossier_persons theirs USING (role, identity_index)
               WHERE ${add(identified)} AND own.dossier_id = ${id} AND theirs.dossier_id = d.id AND role = 'APPLICANT'))
           AND ${anyScope(scopes, parameters)}
         ORDER BY d.submitted_at, d.id LIMIT ${MOST_DUPLICATES}`),
      parameters.values,
    );
    return rows.map(({ id: other, code, status, submitted_at: submittedAt }) => ({
      id: other,
      code: code ?? undefined,
      status,
      submittedAt,
    }));
  }

  officerKey(account: string): string {
    return this.personalData.officerKey(account);
  }

  async legacyOf(id: string): Promise<LegacyOrigin | undefined> {
    const row = await this.dataSource.manager.findOneBy(DossierEntity, { id, legacy_id: Not(IsNull()) });
    return row ? { system: row.legacy_system!, id: row.legacy_id!, flags: row.legacy_flags! } : undefined;
  }
}

/** An entry of a row; with what was written only if it may be decrypted. */
export function historyEntry(row: HistoryRow, texts: PersonalData | undefined): HistoryEntry {
  return {
    version: row.version,
    action: row.action,
    fromStatus: row.from_status ?? undefined,
    toStatus: row.to_status,
    at: row.occurred_at,
    recordedAt: row.recorded_at,
    actor: row.actor,
    actorKind: row.actor_kind ?? undefined,
    actorAgency: row.actor_agency ?? undefined,
    actorUnit: row.actor_unit ?? undefined,
    actorName: row.actor_name ?? undefined,
    actorTitle: row.actor_title ?? undefined,
    flags: row.flags,
    details: row.details,
    written: texts && row.written ? (JSON.parse(texts.decrypt(row.written)) as Written) : undefined,
  };
}

/** While the persons of an earlier version are indexed, a search would miss some of them without a word. */
function notIndexedYet(): DomainError {
  return new DomainError({
    kind: 'unavailable',
    code: 'dossier.search-not-ready',
    message: {
      vi: 'Dữ liệu tìm kiếm đang được chuẩn bị sau khi nâng cấp; hãy thử lại sau ít phút.',
      en: 'The search is being prepared after an upgrade. Retry in a few minutes.',
    },
    retryAfterSeconds: 30,
  });
}
