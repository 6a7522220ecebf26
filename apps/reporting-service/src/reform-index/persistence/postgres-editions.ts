import { idempotent, idempotentRequest } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import type { EditionChange, EditionHead, Editions } from '../application/editions.js';
import { editionNotFound, type KeptEdition, type Stamp } from '../domain/kept-edition.js';
import { EditionEntity, type EditionRow } from './entities.js';

type HeadRow = Omit<EditionRow, 'content'>;

/** All but the content. */
const HEAD = {
  code: true,
  kind: true,
  name: true,
  hash: true,
  drafted_at: true,
  drafted_by: true,
  published_at: true,
  published_by: true,
  supersedes: true,
} satisfies Record<keyof HeadRow, true>;

@Injectable()
export class PostgresEditions implements Editions {
  constructor(private readonly dataSource: DataSource) {}

  async list(): Promise<EditionHead[]> {
    const rows: HeadRow[] = await this.dataSource.manager.find(EditionEntity, {
      select: HEAD,
      order: { code: 'ASC' },
    });
    const successors = successorsAmong(rows);
    return rows.map(({ code, kind, name, ...row }) => ({
      edition: { code, kind, name },
      ...factsOf(row, successors.get(code)),
    }));
  }

  async get(code: string): Promise<KeptEdition> {
    const found = (await find(this.dataSource.manager, [code])).get(code);
    if (found) return found;
    throw editionNotFound();
  }

  async change(
    change: EditionChange,
    decide: (known: KeptEdition | undefined, other: KeptEdition | undefined) => KeptEdition | undefined,
  ): Promise<EditionHead | undefined> {
    const { code, and } = change;
    const request = idempotentRequest(change.operation, change);
    const kept = await this.dataSource.transaction((manager) =>
      idempotent<KeptHead | undefined>(manager, request, async () => {
        const codes = [...new Set([code, ...(and === undefined ? [] : [and])])].sort();
        // Also where one does not exist yet: no row could be locked.
        for (const one of codes) {
          await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`edition:${one}`]);
        }
        const known = await find(manager, codes);
        const next = decide(known.get(code), and === undefined ? undefined : known.get(and));
        if (!next) return undefined;
        await save(manager, next, known.has(code));
        return headOf(next);
      }),
    );
    return kept ? revived(kept) : undefined;
  }
}

async function find(manager: EntityManager, codes: string[]): Promise<Map<string, KeptEdition>> {
  const rows = await manager.find(EditionEntity, { where: [{ code: In(codes) }, { supersedes: In(codes) }] });
  const successors = successorsAmong(rows);
  return new Map(rows.map((row) => [row.code, { edition: row.content, ...factsOf(row, successors.get(row.code)) }]));
}

const successorsAmong = (rows: Pick<HeadRow, 'code' | 'supersedes'>[]): Map<string, string> =>
  new Map(rows.flatMap(({ code, supersedes }) => (supersedes === null ? [] : [[supersedes, code] as const])));

async function save(manager: EntityManager, next: KeptEdition, isKnown: boolean): Promise<void> {
  const { edition, hash, drafted, published, supersedes } = next;
  const row: Omit<EditionRow, 'code'> = {
    kind: edition.kind,
    name: edition.name,
    content: edition,
    hash,
    drafted_at: drafted.at,
    drafted_by: drafted.by,
    published_at: published?.at ?? null,
    published_by: published?.by ?? null,
    supersedes: supersedes ?? null,
  };
  const { code } = edition;
  if (isKnown) await manager.update(EditionEntity, { code }, row);
  else await manager.insert(EditionEntity, { code, ...row });
}

type Facts = Omit<KeptEdition, 'edition'>;

function factsOf(row: Omit<HeadRow, 'code' | 'kind' | 'name'>, supersededBy: string | undefined): Facts {
  const { hash, drafted_at, drafted_by, published_at, published_by, supersedes } = row;
  return {
    hash,
    drafted: { at: drafted_at, by: drafted_by },
    published: published_at === null ? undefined : { at: published_at, by: published_by! },
    supersedes: supersedes ?? undefined,
    supersededBy,
  };
}

/** As JSON, for a repetition. */
type KeptStamp = Omit<Stamp, 'at'> & { at: string };
type KeptHead = Omit<EditionHead, 'drafted' | 'published'> & { drafted: KeptStamp; published?: KeptStamp };

const keptStamp = ({ at, by }: Stamp): KeptStamp => ({ at: at.toISOString(), by });
const stampOf = ({ at, by }: KeptStamp): Stamp => ({ at: new Date(at), by });

function headOf({ edition: { code, kind, name }, drafted, published, ...facts }: KeptEdition): KeptHead {
  return {
    ...facts,
    edition: { code, kind, name },
    drafted: keptStamp(drafted),
    published: published && keptStamp(published),
  };
}

const revived = ({ drafted, published, ...head }: KeptHead): EditionHead => ({
  ...head,
  drafted: stampOf(drafted),
  published: published && stampOf(published),
});
