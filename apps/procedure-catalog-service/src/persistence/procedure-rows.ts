import type { LocalDate } from '@motcua/working-time';
import { In, type EntityManager, type FindOptionsWhere } from 'typeorm';
import type { Scope } from '../application/caller-scope.js';
import type {
  DraftToSave,
  ProcedureKey,
  ProcedureVersion,
  ProcedureWithVersions,
  Stamp,
} from '../application/ports.js';
import { endedForGood } from '../domain/agency.js';
import { competenceOf } from '../domain/competence.js';
import type { DraftVersion, Procedure } from '../domain/procedure.js';
import { conflict, notFound } from '../domain/refusals.js';
import { searchText } from '../domain/search-text.js';
import { standingOn } from '../domain/standing.js';
import { ProcedureEntity, ProcedureVersionEntity, type ProcedureRow, type ProcedureVersionRow } from './entities.js';
import { agenciesEnded } from './postgres-agencies.js';
import { termsOf } from './procedure-terms.js';

function draftOf(row: ProcedureVersionRow): DraftVersion {
  const { version, source, content, flags, stated_limit, revised_by_hand: revisedByHand } = row;
  return { version, source, content, flags, statedLimit: stated_limit ?? undefined, revisedByHand };
}

type PublishedRow = Pick<ProcedureVersionRow, 'procedure_id' | 'agency_codes' | 'every_agency_of'> & {
  instant: boolean;
};

function procedureOf(
  row: ProcedureRow,
  draft: ProcedureVersionRow | undefined,
  published: PublishedRow | undefined,
): Procedure {
  return {
    id: row.id,
    code: row.code,
    status: row.status,
    revision: row.revision,
    announced: row.announced,
    draft: draft && draftOf(draft),
    published:
      published && row.published_version !== null && row.published_effective_on !== null
        ? {
            version: row.published_version,
            effectiveOn: row.published_effective_on,
            competence: { agencyCodes: published.agency_codes, everyAgencyOf: published.every_agency_of },
            instant: published.instant,
          }
        : undefined,
    abolition: row.abolition ?? undefined,
    importHash: row.import_hash ?? undefined,
  };
}

export async function lockProcedures(
  manager: EntityManager,
  where: FindOptionsWhere<ProcedureRow>,
): Promise<Procedure[]> {
  const rows = await manager.find(ProcedureEntity, {
    where,
    // Always in the same order, so that two imports cannot wait for each other.
    order: { code: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  const withDraft = rows.filter(({ draft_version }) => draft_version !== null).map(({ id }) => id);
  const drafts =
    withDraft.length > 0
      ? await manager.findBy(ProcedureVersionEntity, { procedure_id: In(withDraft), status: 'DRAFT' })
      : [];
  const published = await publishedOf(manager, rows);
  const byId = <Row extends { procedure_id: string }>(versions: Row[]) =>
    new Map(versions.map((version) => [version.procedure_id, version]));
  const [draftById, publishedById] = [byId(drafts), byId(published)];
  return rows.map((row) => procedureOf(row, draftById.get(row.id), publishedById.get(row.id)));
}

/** By hand: of a content that is long, one word is needed, for each record of an import. */
async function publishedOf(manager: EntityManager, rows: ProcedureRow[]): Promise<PublishedRow[]> {
  const ids = rows.flatMap(({ id, published_version: version }) => (version === null ? [] : [id]));
  if (ids.length === 0) return [];
  return manager.query<PublishedRow[]>(
    `SELECT v.procedure_id, v.agency_codes, v.every_agency_of, coalesce((v.content ->> 'instant')::boolean, false) AS instant
     FROM procedures p JOIN procedure_versions v ON v.procedure_id = p.id AND v.version = p.published_version
     WHERE p.id = ANY($1)`,
    [ids],
  );
}

export interface ProcedureRows {
  procedure: ProcedureRow;
  versions: ProcedureVersionRow[];
  /** The day on which this was read. */
  on: string;
  /** Agencies whose dossiers nobody has, as of that day. */
  agenciesGone: string[];
}

/** @throws DomainError `procedure.not-found` */
export async function getProcedureRow(manager: EntityManager, key: ProcedureKey, scope: Scope): Promise<ProcedureRow> {
  const row = await manager.findOneBy(ProcedureEntity, key);
  if (row && (scope === 'ALL' || row.published_version !== null)) return row;
  throw notFound('procedure');
}

/**
 * @param on day on which versions are in force or not, and agencies exist or not
 * @throws DomainError `procedure.not-found`
 */
export async function getProcedureRows(
  manager: EntityManager,
  key: ProcedureKey,
  scope: Scope,
  on: LocalDate,
): Promise<ProcedureRows> {
  const procedure = await getProcedureRow(manager, key, scope);
  const { inForce, coming } = standingOn(await publishedVersions(manager, procedure), undefined, on);
  const shown = [inForce, coming, scope === 'ALL' ? procedure.draft_version : null];
  const versions = await manager.findBy(ProcedureVersionEntity, {
    procedure_id: procedure.id,
    version: In(shown.filter((version) => version !== null && version !== undefined)),
  });
  const gone = endedForGood(await agenciesEnded(manager, on));
  const named = versions.flatMap(({ agency_codes }) => agency_codes);
  return { procedure, versions, on, agenciesGone: named.filter((code) => gone.has(code)) };
}

/** Most procedures have one published version, which is in force: it stands in the row. */
async function publishedVersions(
  manager: EntityManager,
  { id, published_version: version, published_effective_on: effectiveOn }: ProcedureRow,
): Promise<{ version: number; effectiveOn: string }[]> {
  if (version === null || effectiveOn === null) return [];
  if (version === 1) return [{ version, effectiveOn }];
  const rows = await manager.find(ProcedureVersionEntity, {
    select: { procedure_id: true, version: true, effective_on: true },
    where: { procedure_id: id, status: 'PUBLISHED' },
  });
  return rows.map((row) => ({ version: row.version, effectiveOn: row.effective_on! }));
}

export function procedureWithVersions({ procedure, versions, on, agenciesGone }: ProcedureRows): ProcedureWithVersions {
  const numbered = (version: number | null | undefined) => {
    const row = versions.find((candidate) => candidate.version === version);
    return row && versionOf(row);
  };
  const standing = standingOn(
    versions.flatMap(({ version, effective_on: effectiveOn }) =>
      effectiveOn === null ? [] : [{ version, effectiveOn }],
    ),
    procedure.abolition ?? undefined,
    on,
  );
  const published = numbered(standing.inForce);
  const coming = numbered(standing.coming);
  const draft = numbered(procedure.draft_version);
  const shown = published ?? coming ?? draft;
  return {
    id: procedure.id,
    code: procedure.code,
    status: standing.status,
    revision: procedure.revision,
    published,
    coming,
    draft,
    abolition: procedure.abolition ?? undefined,
    competence: shown && competenceOf(shown.content, new Set(agenciesGone)),
  };
}

export function versionOf(row: ProcedureVersionRow): ProcedureVersion {
  return {
    version: row.version,
    status: row.status,
    source: row.source,
    content: row.content,
    flags: row.flags,
    statedLimit: row.stated_limit ?? undefined,
    decision: row.decision ?? undefined,
    cases: row.cases ?? undefined,
    acknowledgedDifference: row.acknowledged_difference ?? undefined,
    updatedAt: row.updated_at,
    publishedAt: row.published_at ?? undefined,
  };
}

/**
 * Saves drafts of procedures that are locked or new.
 * @throws DomainError `conflict` when another request has just entered one of the new codes
 */
export async function saveDrafts(manager: EntityManager, drafts: DraftToSave[], stamp: Stamp): Promise<void> {
  if (drafts.length === 0) return;
  const fresh = drafts.filter(({ procedure }) => procedure.isNew);
  const known = drafts.filter(({ procedure }) => !procedure.isNew);
  if (fresh.length > 0) await insertProcedures(manager, fresh, stamp);
  if (known.length > 0) await updateProcedures(manager, known, stamp);
  await manager
    .createQueryBuilder()
    .insert()
    .into(ProcedureVersionEntity)
    .values(drafts.map((draft) => draftRow(draft, stamp)))
    .orUpdate(columnsToReplace(drafts), ['procedure_id', 'version'])
    .updateEntity(false)
    .execute();
}

async function insertProcedures(manager: EntityManager, fresh: DraftToSave[], { at }: Stamp): Promise<void> {
  const { raw } = await manager
    .createQueryBuilder()
    .insert()
    .into(ProcedureEntity)
    .values(
      fresh.map(({ procedure: { id, code }, draft, imported }): ProcedureRow => ({
        id,
        code,
        status: 'DRAFT',
        revision: 1,
        announced: 0,
        draft_version: draft.version,
        published_version: null,
        published_effective_on: null,
        abolition: null,
        import_hash: imported?.hash ?? null,
        draft_terms: termsOf(draft.content),
        created_at: at,
        updated_at: at,
      })),
    )
    .orIgnore()
    .returning(['id'])
    .execute();
  if ((raw as unknown[]).length < fresh.length)
    throw conflict(
      'procedure.code-taken',
      'Một mã thủ tục vừa được yêu cầu khác thêm vào. Hãy gửi lại.',
      'Another request has just added this procedure code. Send the request again.',
      { retryAfterSeconds: 1 },
    );
}

/** By hand: each row gets values of its own, which PostgreSQL takes as a set in one statement. */
async function updateProcedures(manager: EntityManager, known: DraftToSave[], { at }: Stamp): Promise<void> {
  const rows = known.map(({ procedure: { id }, draft: { version, content }, imported }) => ({
    id,
    version,
    terms: termsOf(content),
    hash: imported?.hash ?? null,
  }));
  await manager.query(
    `UPDATE procedures p SET revision = p.revision + 1, draft_version = r.version, draft_terms = r.terms,
       import_hash = coalesce(r.hash, p.import_hash), updated_at = $2
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, version integer, terms tsvector, hash text) WHERE p.id = r.id`,
    [JSON.stringify(rows), at],
  );
}

function draftRow({ procedure, draft, imported }: DraftToSave, { at, by }: Stamp): ProcedureVersionRow {
  const { content } = draft;
  return {
    procedure_id: procedure.id,
    version: draft.version,
    status: 'DRAFT',
    source: draft.source,
    revised_by_hand: draft.revisedByHand,
    name: content.name,
    field_code: content.fieldCode ?? null,
    field_name: content.fieldName,
    field_search: searchText(content.fieldName),
    levels: content.levels,
    agency_codes: content.agencyCodes,
    every_agency_of: content.everyAgencyOf ?? [],
    publisher_code: content.publisherCode ?? null,
    online: content.online,
    content,
    flags: draft.flags,
    flag_codes: [...new Set(draft.flags.map(({ code }) => code))],
    stated_limit: draft.statedLimit ?? null,
    decision: null,
    effective_on: null,
    cases: null,
    acknowledged_difference: null,
    source_record: imported?.record ?? null,
    import_id: imported?.importId ?? null,
    updated_at: at,
    updated_by: by,
    published_at: null,
    published_by: null,
  };
}

/** A draft that a person revises still has the record that was imported once. */
function columnsToReplace(drafts: DraftToSave[]): string[] {
  const kept: (keyof ProcedureVersionRow)[] = ['procedure_id', 'version'];
  if (!drafts.every(({ imported }) => imported)) kept.push('source_record', 'import_id');
  return Object.keys(ProcedureVersionEntity.options.columns).filter((column) => !(kept as string[]).includes(column));
}
