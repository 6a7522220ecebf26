import { DomainError, type DecisionData } from '@motcua/contracts';
import type { EntityManager } from 'typeorm';
import type { ProcedureKey } from '../application/catalog-reads.js';
import type { DraftToSave, Procedures, Stamp } from '../application/ports.js';
import type { DraftVersion, Procedure, PublishedVersion } from '../domain/procedure.js';
import { searchText } from '../domain/search-text.js';

interface ProcedureRow {
  id: string;
  code: string;
  status: Procedure['status'];
  revision: number;
  announced: number;
  published_version: number | null;
  published_effective_on: string | null;
  abolition: DecisionData | null;
  import_hash: string | null;
  draft: (Omit<DraftVersion, 'revisedByHand' | 'statedLimit'> & Draftish) | null;
}

interface Draftish {
  revisedByHand: boolean;
  statedLimit: DraftVersion['statedLimit'] | null;
}

// Locked by code, always in the same order, so that two imports cannot wait for each other.
const LOCKED = `
  SELECT p.id, p.code, p.status, p.revision, p.announced, p.published_version, p.published_effective_on::text,
    p.abolition, p.import_hash,
    (SELECT jsonb_build_object('version', v.version, 'source', v.source, 'content', v.content, 'flags', v.flags,
        'statedLimit', v.stated_limit, 'revisedByHand', v.revised_by_hand)
      FROM procedure_versions v WHERE v.procedure_id = p.id AND v.version = p.draft_version) AS draft
  FROM procedures p`;

function procedureOf(row: ProcedureRow): Procedure {
  const { draft } = row;
  return {
    id: row.id,
    code: row.code,
    status: row.status,
    revision: row.revision,
    announced: row.announced,
    draft: draft ? { ...draft, statedLimit: draft.statedLimit ?? undefined } : undefined,
    published:
      row.published_version !== null && row.published_effective_on !== null
        ? { version: row.published_version, effectiveOn: row.published_effective_on }
        : undefined,
    abolition: row.abolition ?? undefined,
    importHash: row.import_hash ?? undefined,
  };
}

function draftRow({ procedure, draft, imported }: DraftToSave): object {
  const { content } = draft;
  return {
    id: procedure.id,
    code: procedure.code,
    version: draft.version,
    source: draft.source,
    revised_by_hand: draft.revisedByHand,
    name: content.name,
    field_code: content.fieldCode ?? null,
    field_name: content.fieldName,
    field_search: searchText(content.fieldName),
    levels: content.levels,
    agency_codes: content.agencyCodes,
    publisher_code: content.publisherCode ?? null,
    online: content.online,
    search_text: searchText(content.code, content.name, content.fieldName, content.executingAgency),
    content,
    flags: draft.flags,
    flag_codes: [...new Set(draft.flags.map(({ code }) => code))],
    stated_limit: draft.statedLimit ?? null,
    source_record: imported?.record ?? null,
    import_id: imported?.importId ?? null,
    import_hash: imported?.hash ?? null,
  };
}

const INSERT_PROCEDURES = `
  INSERT INTO procedures (id, code, status, draft_version, import_hash, created_at, updated_at)
  SELECT id, code, 'DRAFT', version, import_hash, $2, $2
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, code text, version integer, import_hash text)
  ON CONFLICT (code) DO NOTHING RETURNING id`;

const UPDATE_PROCEDURES = `
  UPDATE procedures p SET revision = p.revision + 1, draft_version = r.version,
    import_hash = coalesce(r.import_hash, p.import_hash), updated_at = $2
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, version integer, import_hash text)
  WHERE p.id = r.id`;

const UPSERT_DRAFTS = `
  INSERT INTO procedure_versions (procedure_id, version, status, source, revised_by_hand, name, field_code, field_name,
    field_search, levels, agency_codes, publisher_code, online, search_text, content, flags, flag_codes, stated_limit,
    source_record, import_id, updated_at, updated_by)
  SELECT id, version, 'DRAFT', source, revised_by_hand, name, field_code, field_name, field_search, levels, agency_codes,
    publisher_code, online, search_text, content, flags, flag_codes, stated_limit, source_record, import_id, $2, $3
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, version integer, source text, revised_by_hand boolean, name text,
    field_code text, field_name text, field_search text, levels text[], agency_codes text[], publisher_code text,
    online boolean, search_text text, content jsonb, flags jsonb, flag_codes text[], stated_limit jsonb,
    source_record jsonb, import_id uuid)
  ON CONFLICT (procedure_id, version) DO UPDATE SET source = excluded.source,
    revised_by_hand = excluded.revised_by_hand, name = excluded.name, field_code = excluded.field_code,
    field_name = excluded.field_name, field_search = excluded.field_search, levels = excluded.levels,
    agency_codes = excluded.agency_codes, publisher_code = excluded.publisher_code, online = excluded.online,
    search_text = excluded.search_text, content = excluded.content, flags = excluded.flags,
    flag_codes = excluded.flag_codes, stated_limit = excluded.stated_limit,
    source_record = coalesce(excluded.source_record, procedure_versions.source_record),
    import_id = coalesce(excluded.import_id, procedure_versions.import_id),
    updated_at = excluded.updated_at, updated_by = excluded.updated_by`;

/** Procedures in one transaction on PostgreSQL. */
export class ProceduresStore implements Procedures {
  constructor(private readonly manager: EntityManager) {}

  async findByCodes(codes: string[]): Promise<Map<string, Procedure>> {
    if (codes.length === 0) return new Map();
    const rows: ProcedureRow[] = await this.manager.query(
      `${LOCKED} WHERE p.code = ANY($1::text[]) ORDER BY p.code FOR UPDATE OF p`,
      [codes],
    );
    return new Map(rows.map((row) => [row.code, procedureOf(row)]));
  }

  async get(key: ProcedureKey): Promise<Procedure> {
    const [column, value] = 'id' in key ? ['id', key.id] : ['code', key.code];
    const rows: ProcedureRow[] = await this.manager.query(`${LOCKED} WHERE p.${column} = $1 FOR UPDATE OF p`, [value]);
    const [row] = rows;
    if (row) return procedureOf(row);
    throw new DomainError({
      kind: 'not-found',
      code: 'procedure.not-found',
      message: { vi: 'Không có thủ tục này.', en: 'There is no such procedure.' },
    });
  }

  async saveDrafts(drafts: DraftToSave[], { at, by }: Stamp): Promise<void> {
    if (drafts.length === 0) return;
    const fresh = drafts.filter(({ procedure }) => procedure.isNew).map(draftRow);
    const known = drafts.filter(({ procedure }) => !procedure.isNew).map(draftRow);
    if (fresh.length > 0) {
      const inserted: unknown[] = await this.manager.query(INSERT_PROCEDURES, [JSON.stringify(fresh), at]);
      if (inserted.length < fresh.length) throw this.cameInBetween();
    }
    if (known.length > 0) await this.manager.query(UPDATE_PROCEDURES, [JSON.stringify(known), at]);
    await this.manager.query(UPSERT_DRAFTS, [JSON.stringify([...fresh, ...known]), at, by]);
  }

  async savePublication(id: string, published: PublishedVersion, { at, by }: Stamp): Promise<void> {
    const { content, decision, version } = published;
    await this.manager.query(
      `UPDATE procedure_versions SET status = 'PUBLISHED', content = $3, field_code = $4, agency_codes = $5,
         decision = $6, effective_on = $7, cases = $8, acknowledged_difference = $9, published_at = $10,
         published_by = $11, updated_at = $10, updated_by = $11
       WHERE procedure_id = $1 AND version = $2`,
      [
        id,
        version,
        JSON.stringify(content),
        content.fieldCode,
        content.agencyCodes,
        JSON.stringify(decision),
        decision.effectiveOn,
        JSON.stringify(published.cases),
        published.acknowledgedDifference ?? null,
        at,
        by,
      ],
    );
    await this.manager.query(
      `UPDATE procedures SET status = 'PUBLISHED', revision = revision + 1, announced = announced + 1,
         draft_version = NULL, published_version = $2, published_effective_on = $3, updated_at = $4
       WHERE id = $1`,
      [id, version, decision.effectiveOn, at],
    );
  }

  async saveAbolition(id: string, decision: DecisionData, { at }: Stamp): Promise<void> {
    await this.manager.query(
      `UPDATE procedures SET status = 'ABOLISHED', revision = revision + 1, announced = announced + 1,
         abolition = $2, updated_at = $3
       WHERE id = $1`,
      [id, JSON.stringify(decision), at],
    );
  }

  /** Two requests entered the same new code at once; the second one finds it there when it is sent again. */
  private cameInBetween(): DomainError {
    return new DomainError({
      kind: 'conflict',
      code: 'procedure.code-taken',
      message: {
        vi: 'Một mã thủ tục vừa được yêu cầu khác thêm vào. Hãy gửi lại.',
        en: 'A procedure code was just added by another request. Send it again.',
      },
      retryAfterSeconds: 1,
    });
  }
}
