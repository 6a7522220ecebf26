import type {
  ListNationalDifferencesQuery,
  NationalDifferenceList,
  NationalDifferenceView,
  NationalReconciliationView,
} from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf } from '@motcua/platform';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import {
  ReconciliationLost,
  Reconciliations,
  type NamedDifference,
  type ReconciliationCounts,
} from '../application/ports.js';
import { DESTINATION } from './send-row.js';

const DEFAULT_LIMIT = 50;
/** Without a sign of life for so long, whoever ran it is taken to be gone. */
const GONE_MS = 120_000;
/** A comparison that failed is not left for a day. */
const AFTER_FAILURE_MS = 600_000;

export class PostgresReconciliations extends Reconciliations {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async request(by: string): Promise<NationalReconciliationView> {
    await this.giveUpWhatIsGone();
    for (;;) {
      await this.insert(by, 'true', []);
      // Between the two statements the one that was in the way may have ended.
      const rows: RunRow[] = await this.dataSource.query(
        `SELECT * FROM national_reconciliations WHERE destination = $1 AND state IN ('REQUESTED', 'RUNNING')`,
        [DESTINATION],
      );
      if (rows[0]) return runOf(rows[0]);
    }
  }

  async requestIfDue(intervalMs: number): Promise<void> {
    await this.insert(
      'schedule',
      `NOT EXISTS (SELECT 1 FROM national_reconciliations WHERE destination = $2
         AND requested_at > clock_timestamp() - interval '1 millisecond' *
           CASE WHEN state IN ('FAILED', 'INTERRUPTED') THEN $5::float8 ELSE $4::float8 END)`,
      [intervalMs, Math.min(intervalMs, AFTER_FAILURE_MS)],
    );
  }

  private async insert(by: string, condition: string, more: unknown[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO national_reconciliations (id, destination, state, requested_by)
       SELECT $1::uuid, $2::text, 'REQUESTED', $3::text WHERE ${condition} ON CONFLICT DO NOTHING`,
      [uuid(), DESTINATION, by, ...more],
    );
  }

  async claim(): Promise<string | undefined> {
    await this.giveUpWhatIsGone();
    const [rows]: [{ id: string }[]] = await this.dataSource.query(
      `UPDATE national_reconciliations SET state = 'RUNNING', started_at = clock_timestamp(), progress_at = clock_timestamp()
       WHERE destination = $1 AND state = 'REQUESTED' RETURNING id`,
      [DESTINATION],
    );
    return rows[0]?.id;
  }

  private async giveUpWhatIsGone(): Promise<void> {
    await this.dataSource.query(
      `UPDATE national_reconciliations SET state = 'INTERRUPTED', finished_at = clock_timestamp()
       WHERE destination = $1 AND state = 'RUNNING'
         AND progress_at < clock_timestamp() - $2::integer * interval '1 millisecond'`,
      [DESTINATION, GONE_MS],
    );
  }

  async note(id: string, differences: NamedDifference[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [running]: [unknown[]] = await manager.query(
        `UPDATE national_reconciliations SET progress_at = clock_timestamp()
         WHERE id = $1 AND state = 'RUNNING' RETURNING id`,
        [id],
      );
      if (running.length === 0) throw new ReconciliationLost();
      if (differences.length === 0) return;
      const rows = differences.map(({ kind, code, here, there, ledger, owner }) => ({
        id: uuid(),
        kind,
        code,
        dossier_id: here?.id ?? null,
        agency_code: here?.agencyCode ?? null,
        status_here: here?.status ?? null,
        status_there: there?.status ?? null,
        ledger,
        owner,
      }));
      await manager.query(
        `INSERT INTO national_differences (id, destination, kind, code, dossier_id, agency_code, status_here, status_there,
           ledger, owner, last_seen_in)
         SELECT d.id, $1, d.kind, d.code, d.dossier_id, d.agency_code, d.status_here, d.status_there, d.ledger, d.owner, $2
         FROM jsonb_to_recordset($3::jsonb) AS d (id uuid, kind text, code text, dossier_id uuid, agency_code text,
           status_here text, status_there text, ledger text, owner text)
         ON CONFLICT (destination, kind, code) WHERE closed_at IS NULL DO UPDATE
         SET dossier_id = excluded.dossier_id, agency_code = excluded.agency_code, status_here = excluded.status_here,
           status_there = excluded.status_there, ledger = excluded.ledger, owner = excluded.owner,
           last_seen_at = clock_timestamp(), last_seen_in = excluded.last_seen_in`,
        [DESTINATION, id, JSON.stringify(rows)],
      );
    });
  }

  async complete(id: string, counts: ReconciliationCounts): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [ended]: [unknown[]] = await manager.query(
        `UPDATE national_reconciliations SET state = 'COMPLETED', finished_at = clock_timestamp(), held_here = $2,
           held_there = $3, in_transit = $4, differences = $5 WHERE id = $1 AND state = 'RUNNING' RETURNING id`,
        [id, counts.here, counts.there, counts.inTransit, counts.differences],
      );
      if (ended.length === 0) throw new ReconciliationLost();
      await manager.query(
        `UPDATE national_differences SET closed_at = clock_timestamp()
         WHERE destination = $1 AND closed_at IS NULL AND last_seen_in <> $2`,
        [DESTINATION, id],
      );
    });
  }

  async fail(id: string, why: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE national_reconciliations SET state = 'FAILED', finished_at = clock_timestamp(), error = $2
       WHERE id = $1 AND state = 'RUNNING'`,
      [id, why.slice(0, 2_000)],
    );
  }

  async latest(): Promise<NationalReconciliationView[]> {
    const rows: RunRow[] = await this.dataSource.query(
      'SELECT * FROM national_reconciliations WHERE destination = $1 ORDER BY requested_at DESC LIMIT 50',
      [DESTINATION],
    );
    return rows.map(runOf);
  }

  async find(id: string): Promise<NationalReconciliationView | undefined> {
    const rows: RunRow[] = await this.dataSource.query('SELECT * FROM national_reconciliations WHERE id = $1', [id]);
    return rows[0] && runOf(rows[0]);
  }

  async listDifferences(query: ListNationalDifferencesQuery): Promise<NationalDifferenceList> {
    const values: unknown[] = [DESTINATION];
    const add = (value: unknown): string => `$${values.push(value)}`;
    const conditions = ['destination = $1', `closed_at IS ${query.state === 'CLOSED' ? 'NOT NULL' : 'NULL'}`];
    if (query.kind) conditions.push(`kind = ${add(query.kind)}`);
    if (query.owner) conditions.push(`owner = ${add(query.owner)}`);
    if (query.agencyCode) conditions.push(`agency_code = ${add(query.agencyCode)}`);
    const counted = `SELECT 1 FROM national_differences WHERE ${conditions.join(' AND ')}`;
    const total = await cappedCount(this.dataSource, counted, [...values]);
    if (query.cursor) {
      const { id } = decodeCursor(query.cursor, { id: 'uuid' });
      // To the microsecond, which no Date holds: where the page before ended is read from its last row.
      conditions.push(
        `(first_seen_at, id) > (SELECT first_seen_at, id FROM national_differences WHERE id = ${add(id)})`,
      );
    }
    const limit = query.limit ?? DEFAULT_LIMIT;
    const rows: DifferenceRow[] = await this.dataSource.query(
      `SELECT *, extract(epoch FROM coalesce(closed_at, clock_timestamp()) - first_seen_at)::integer AS age
       FROM national_differences WHERE ${conditions.join(' AND ')} ORDER BY first_seen_at, id LIMIT ${add(limit + 1)}`,
      values,
    );
    return pageOf(rows, limit, total, differenceView, (row) => ({ id: row.id }));
  }
}

interface RunRow {
  id: string;
  state: NationalReconciliationView['state'];
  requested_by: string;
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  held_here: number;
  held_there: number;
  in_transit: number;
  differences: number;
  error: string | null;
}

function runOf(row: RunRow): NationalReconciliationView {
  return {
    id: row.id,
    state: row.state,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString(),
    finishedAt: row.finished_at?.toISOString(),
    here: row.held_here,
    there: row.held_there,
    inTransit: row.in_transit,
    differences: row.differences,
    error: row.error ?? undefined,
  };
}

interface DifferenceRow {
  id: string;
  kind: NationalDifferenceView['kind'];
  code: string;
  dossier_id: string | null;
  agency_code: string | null;
  status_here: NationalDifferenceView['statusHere'] | null;
  status_there: NationalDifferenceView['statusThere'] | null;
  ledger: string;
  owner: NationalDifferenceView['owner'];
  first_seen_at: Date;
  last_seen_at: Date;
  closed_at: Date | null;
  age: number;
}

function differenceView(row: DifferenceRow): NationalDifferenceView {
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
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    ageSeconds: row.age,
    closedAt: row.closed_at?.toISOString(),
  };
}
