import type { ListNationalDifferencesQuery } from '@motcua/contracts';
import { decodeCursor, pageOf, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';
import {
  ReconciliationLost,
  Reconciliations,
  type KeptDifference,
  type NamedDifference,
  type Reconciliation,
  type ReconciliationCounts,
} from '../application/reconciliations.js';
import { DESTINATION, DIFFERENCES, RECONCILIATIONS, type DifferenceRow, type ReconciliationRow } from './entities.js';
import { counted, now } from './statements.js';

const DEFAULT_LIMIT = 50;
const LATEST = 50;
/** A reconciliation without a heartbeat for this long is abandoned. */
const GONE_MS = 120_000;
/** A failed comparison is retried before the next day. */
const AFTER_FAILURE_MS = 600_000;

@Injectable()
export class PostgresReconciliations extends Reconciliations {
  private readonly runs: Repository<ReconciliationRow>;

  constructor(private readonly dataSource: DataSource) {
    super();
    this.runs = dataSource.getRepository(RECONCILIATIONS);
  }

  async request(by: string): Promise<Reconciliation> {
    await this.giveUpWhatIsGone();
    for (;;) {
      await this.runs
        .createQueryBuilder()
        .insert()
        .values({ ...NEW, id: uuid(), destination: DESTINATION, state: 'REQUESTED', requested_by: by })
        .orIgnore()
        .execute();
      // The conflicting one may have ended between the two statements.
      const row = await this.runs.findOneBy({ destination: DESTINATION, state: In(['REQUESTED', 'RUNNING']) });
      if (row) return runOf(row);
    }
  }

  async requestIfDue(intervalMs: number): Promise<void> {
    // Hand-written SQL: the statement that requests one also decides whether it is due.
    await this.dataSource.query(
      `INSERT INTO national_reconciliations (id, destination, state, requested_by)
       SELECT $1::uuid, $2::text, 'REQUESTED', 'schedule' WHERE NOT EXISTS (
         SELECT 1 FROM national_reconciliations WHERE destination = $2
         AND requested_at > clock_timestamp() - interval '1 millisecond' *
           CASE WHEN state IN ('FAILED', 'INTERRUPTED') THEN $4::float8 ELSE $3::float8 END)
       ON CONFLICT DO NOTHING`,
      [uuid(), DESTINATION, intervalMs, Math.min(intervalMs, AFTER_FAILURE_MS)],
    );
  }

  async claim(): Promise<string | undefined> {
    await this.giveUpWhatIsGone();
    const { raw } = await this.runs
      .createQueryBuilder()
      .update()
      .set({ state: 'RUNNING', started_at: now, progress_at: now })
      .where({ destination: DESTINATION, state: 'REQUESTED' })
      .returning('id')
      .execute();
    return (raw as { id: string }[])[0]?.id;
  }

  private async giveUpWhatIsGone(): Promise<void> {
    await this.runs
      .createQueryBuilder()
      .update()
      .set({ state: 'INTERRUPTED', finished_at: now })
      .where({ destination: DESTINATION, state: 'RUNNING' })
      .andWhere(`progress_at < clock_timestamp() - interval '${GONE_MS} milliseconds'`)
      .execute();
  }

  async note(id: string, differences: NamedDifference[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await goOn(manager, id, { progress_at: now });
      if (differences.length === 0) return;
      await manager
        .createQueryBuilder()
        .insert()
        .into(DIFFERENCES)
        .values(
          differences.map(({ kind, code, here, there, ledger, owner }) => ({
            id: uuid(),
            destination: DESTINATION,
            kind,
            code,
            dossier_id: here?.id ?? null,
            agency_code: here?.agencyCode ?? null,
            status_here: here?.status ?? null,
            status_there: there?.status ?? null,
            ledger,
            owner,
            first_seen_at: now,
            last_seen_at: now,
            last_seen_in: id,
          })),
        )
        .orUpdate(SEEN_AGAIN, ['destination', 'kind', 'code'], { indexPredicate: 'closed_at IS NULL' })
        .execute();
    });
  }

  async complete(id: string, counts: ReconciliationCounts): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await goOn(manager, id, {
        state: 'COMPLETED',
        finished_at: now,
        held_here: counts.here,
        held_there: counts.there,
        in_transit: counts.inTransit,
        differences: counts.differences,
      });
      await manager.update(
        DIFFERENCES,
        { destination: DESTINATION, closed_at: IsNull(), last_seen_in: Not(id) },
        { closed_at: now },
      );
    });
  }

  async fail(id: string, why: string): Promise<void> {
    await this.runs.update({ id, state: 'RUNNING' }, { state: 'FAILED', finished_at: now, error: why.slice(0, 2_000) });
  }

  async latest(): Promise<Reconciliation[]> {
    const rows = await this.runs.find({
      where: { destination: DESTINATION },
      order: { requested_at: 'DESC' },
      take: LATEST,
    });
    return rows.map(runOf);
  }

  async find(id: string): Promise<Reconciliation | undefined> {
    const row = await this.runs.findOneBy({ id });
    return row ? runOf(row) : undefined;
  }

  async listDifferences({
    state,
    kind,
    owner,
    agencyCode,
    cursor,
    limit = DEFAULT_LIMIT,
  }: ListNationalDifferencesQuery): Promise<Page<KeptDifference>> {
    const query = this.dataSource.createQueryBuilder(DIFFERENCES, 'd').where({
      destination: DESTINATION,
      closed_at: state === 'CLOSED' ? Not(IsNull()) : IsNull(),
      ...(kind && { kind }),
      ...(owner && { owner }),
      ...(agencyCode && { agency_code: agencyCode }),
    });
    const total = await counted(query);
    if (cursor) {
      // To the microsecond, which a Date cannot represent: the end of the previous page is read from its last row.
      query.andWhere(
        '(d.first_seen_at, d.id) > (SELECT first_seen_at, id FROM national_differences WHERE id = :after)',
        { after: decodeCursor(cursor, { id: 'uuid' }).id },
      );
    }
    const { entities, raw } = await query
      .addSelect('extract(epoch FROM coalesce(d.closed_at, clock_timestamp()) - d.first_seen_at)::integer', 'age')
      .orderBy('d.first_seen_at')
      .addOrderBy('d.id')
      .limit(limit + 1)
      .getRawAndEntities<{ age: number }>();
    const rows = entities.map((row, index) => ({ ...row, age: raw[index]!.age }));
    return pageOf(rows, limit, total, keptDifferenceOf, (row) => ({ id: row.id }));
  }
}

const NEW = { requested_at: now, held_here: 0, held_there: 0, in_transit: 0, differences: 0 };

/** The updated columns of a known difference. */
const SEEN_AGAIN = [
  'dossier_id',
  'agency_code',
  'status_here',
  'status_there',
  'ledger',
  'owner',
  'last_seen_at',
  'last_seen_in',
];

/** @throws ReconciliationLost when this instance no longer owns it */
async function goOn(
  manager: EntityManager,
  id: string,
  change: QueryDeepPartialEntity<ReconciliationRow>,
): Promise<void> {
  const { affected } = await manager.update(RECONCILIATIONS, { id, state: 'RUNNING' }, change);
  if (!affected) throw new ReconciliationLost();
}

function runOf(row: ReconciliationRow): Reconciliation {
  return {
    id: row.id,
    state: row.state,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    here: row.held_here,
    there: row.held_there,
    inTransit: row.in_transit,
    differences: row.differences,
    error: row.error ?? undefined,
  };
}

function keptDifferenceOf(row: DifferenceRow & { age: number }): KeptDifference {
  return {
    id: row.id,
    kind: row.kind,
    code: row.code,
    dossierId: row.dossier_id ?? undefined,
    agencyCode: row.agency_code ?? undefined,
    statusHere: row.status_here ?? undefined,
    statusThere: row.status_there ?? undefined,
    ledger: row.ledger,
    owner: row.owner,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    ageSeconds: row.age,
    closedAt: row.closed_at ?? undefined,
  };
}
