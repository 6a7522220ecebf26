import { DomainError } from '@motcua/contracts';
import { decodeCursor, encodeCursor, Parameters } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scope } from '../application/caller-scope.js';
import { DossierChanges, type ChangedDossiers } from '../application/dossier-changes.js';
import { UNANNOUNCED } from '../domain/dossier-events.js';
import { LISTED, LISTED_FROM, listedDossier, type ListRow } from './listed-dossiers.js';
import { PersonalData } from './personal-data.js';
import { anyScope } from './scope-predicate.js';

/** Lines of history that one request looks at, and the rest of the last transaction among them. */
const MOST_LINES = 500;

/** Where a reader is: after a transaction, named by its number and by when it recorded its first line. */
interface Place {
  transaction: string;
  at: string;
}

/** A fact that more people are told of than the agency of the dossier: no change for them is no reason to ask (ADR 115). */
const ANNOUNCED = `event NOT IN (${[...UNANNOUNCED].map((type) => `'${type}'`).join(', ')})`;

/** Before anything was recorded. */
const BEGINNING: Place = { transaction: '0', at: '' };

/**
 * Changes in the order of their transactions' numbers. These numbers commit out of order, so only those are read that are smaller
 * than the number of every transaction still under way: nothing can be recorded among them any more (ADR 116).
 */
@Injectable()
export class PostgresDossierChanges extends DossierChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly personalData: PersonalData,
  ) {
    super();
  }

  async since(cursor: string | undefined, scopes: Scope[]): Promise<ChangedDossiers> {
    if (cursor === undefined) {
      const last = await this.place(`recorded_by < ${FINAL_BEFORE}`);
      return { items: [], cursor: encodeCursor({ ...(last ?? BEGINNING) }), more: false };
    }
    const from = await this.known(cursor);
    const until = await this.until(from);
    if (until === undefined) return { items: [], cursor, more: false };
    const place = await this.place('recorded_by = $1::bigint', [until.transaction]);
    const items = await this.changed(from.transaction, until.transaction, scopes);
    return { items, cursor: encodeCursor({ ...place! }), more: until.lines === MOST_LINES };
  }

  /** The number of a transaction that was given back with a restored backup is another one's, or nobody's. */
  private async known(cursor: string): Promise<Place> {
    const place: Place = decodeCursor(cursor, { transaction: 'string', at: 'string' }, 'changedSince');
    if (!/^\d{1,18}$/.test(place.transaction)) throw changesLost();
    if (place.transaction === BEGINNING.transaction) return BEGINNING;
    const kept = await this.place('recorded_by = $1::bigint', [place.transaction]);
    if (kept?.at !== place.at) throw changesLost();
    return place;
  }

  private async place(condition: string, parameters: string[] = []): Promise<Place | undefined> {
    const rows = await this.dataSource.query<Place[]>(
      `SELECT recorded_by::text AS transaction, (extract(epoch FROM min(recorded_at)) * 1000000)::bigint::text AS at FROM dossier_history
       WHERE ${condition} GROUP BY recorded_by ORDER BY recorded_by DESC LIMIT 1`,
      parameters,
    );
    return rows[0];
  }

  private async until({ transaction }: Place): Promise<{ transaction: string; lines: number } | undefined> {
    const rows = await this.dataSource.query<{ transaction: string | null; lines: number }[]>(
      `SELECT max(recorded_by)::text AS transaction, count(*)::int AS lines FROM (
         SELECT recorded_by FROM dossier_history WHERE recorded_by > $1::bigint AND recorded_by < ${FINAL_BEFORE}
         ORDER BY recorded_by LIMIT ${MOST_LINES}) AS next`,
      [transaction],
    );
    const { transaction: until, lines } = rows[0]!;
    return until === null ? undefined : { transaction: until, lines };
  }

  /** As they are now: a change that comes meanwhile is read once more, after this cursor. */
  private async changed(from: string, until: string, scopes: Scope[]): Promise<ChangedDossiers['items']> {
    const parameters = new Parameters();
    const own = scopes.filter(({ kind }) => kind === 'AGENCY' || kind === 'RECEIVING');
    const rows = await this.dataSource.query<ListRow[]>(
      `SELECT ${LISTED} FROM (
         SELECT d.id, changed.last FROM (
           SELECT dossier_id, max(recorded_by) AS last, bool_or(${ANNOUNCED}) AS announced FROM dossier_history
           WHERE recorded_by > ${parameters.add(from)}::bigint AND recorded_by <= ${parameters.add(until)}::bigint
           GROUP BY dossier_id
         ) changed JOIN dossiers d ON d.id = changed.dossier_id
         WHERE ${anyScope(scopes, parameters)} AND (changed.announced OR ${anyScope(own, parameters)})
       ) readable JOIN (${LISTED_FROM}) ON shown.id = readable.id ORDER BY readable.last, readable.id`,
      parameters.values,
    );
    const names = scopes.some(({ kind }) => kind === 'PROVINCE') ? undefined : this.personalData;
    return rows.map((row) => listedDossier(row, names));
  }
}

/** The smallest number of a transaction that is still under way, in the snapshot of the statement itself. */
const FINAL_BEFORE = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';

function changesLost(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.changes-lost',
    message: {
      vi: 'Con trỏ này chỉ tới thay đổi không có ở đây (dữ liệu có thể đã được khôi phục từ bản sao lưu). Hãy lấy con trỏ mới, đọc lại danh sách rồi theo dõi tiếp.',
      en: 'This cursor is after a change that is not here: the data may have been restored from a backup. Get a new cursor, list the dossiers again, then follow the changes.',
    },
  });
}
