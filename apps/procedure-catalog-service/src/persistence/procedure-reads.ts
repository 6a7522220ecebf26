import type {
  BudgetData,
  DecisionData,
  InternalProcessData,
  ListProceduresQuery,
  ProcedureContentView,
  ProcedureDetail,
  ProcedureFlagData,
  ProcedureLevel,
  ProcedurePage,
  ProcedureStatus,
  ProcedureSummary,
  ProcedureVersionView,
  PublishedProcedureView,
} from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf } from '@motcua/platform';
import type { EntityManager } from 'typeorm';
import type { ProcedureKey, Sight } from '../application/catalog-reads.js';
import type { PublishedVersion } from '../domain/procedure.js';
import { searchText, searchWords } from '../domain/search-text.js';
import { procedurePublished } from '../events/published-events.js';
import { firstOf } from './not-found.js';

type Reader = Pick<EntityManager, 'query'>;

interface SummaryRow {
  id: string;
  code: string;
  status: ProcedureStatus;
  draft_version: number | null;
  version: number;
  version_status: 'DRAFT' | 'PUBLISHED';
  name: string;
  field_code: string | null;
  field_name: string;
  levels: ProcedureLevel[];
  agency_codes: string[];
  online: boolean;
  stated_limit: BudgetData | null;
  flag_codes: ProcedureSummary['flags'];
  decision: DecisionData | null;
}

function summaryOf(row: SummaryRow): ProcedureSummary {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    status: row.version_status === 'DRAFT' ? 'DRAFT' : row.status,
    version: row.version,
    draftWaits: row.version_status !== 'DRAFT' && row.draft_version !== null,
    fieldCode: row.field_code ?? undefined,
    fieldName: row.field_name,
    levels: row.levels,
    agencyCodes: row.agency_codes,
    online: row.online,
    statedTimeLimit: row.stated_limit ?? undefined,
    flags: row.flag_codes,
    decisionNumber: row.decision?.number,
    effectiveOn: row.decision?.effectiveOn,
  };
}

/** Conditions of a list and their parameters; `$n` numbers themselves. */
class Conditions {
  readonly parameters: unknown[] = [];
  private readonly conditions: string[] = [];

  /** `condition` has one `?` for each value. */
  add(condition: string, ...values: unknown[]): void {
    this.conditions.push(condition.replace(/\?/g, () => `$${this.parameters.push(values.shift())}`));
  }

  get where(): string {
    return this.conditions.length > 0 ? `WHERE ${this.conditions.join(' AND ')}` : '';
  }
}

const likePattern = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

/** Which version of a procedure a list shows: its draft when drafts are asked for, else what is published if anything. */
function shownVersion(status: ProcedureStatus | undefined, sight: Sight): string {
  if (status === 'DRAFT') return 'v.version = p.draft_version';
  if (status || sight === 'PUBLISHED') return 'v.version = p.published_version';
  return 'v.version = coalesce(p.published_version, p.draft_version)';
}

export async function listProcedures(reader: Reader, query: ListProceduresQuery, sight: Sight): Promise<ProcedurePage> {
  const limit = query.limit ?? 50;
  const conditions = new Conditions();
  // A draft beside something published is a draft too; what is abolished stays readable for everyone.
  if (query.status === 'PUBLISHED' || query.status === 'ABOLISHED') conditions.add('p.status = ?', query.status);
  if (query.status === 'DRAFT' && sight === 'PUBLISHED') conditions.add('false');
  for (const word of searchWords(query.q ?? '')) conditions.add('v.search_text LIKE ?', likePattern(word));
  if (query.fieldCode) conditions.add('v.field_code = ?', query.fieldCode);
  if (query.field) conditions.add('v.field_search = ?', searchText(query.field));
  if (query.agencyCode) conditions.add('v.agency_codes @> ARRAY[?]', query.agencyCode);
  if (query.publisherCode) conditions.add('v.publisher_code = ?', query.publisherCode);
  if (query.level) conditions.add('v.levels @> ARRAY[?]', query.level);
  if (query.flag) conditions.add('v.flag_codes @> ARRAY[?]', query.flag);
  if (query.online) conditions.add('v.online = ?', query.online === 'true');
  const from = `FROM procedures p JOIN procedure_versions v ON v.procedure_id = p.id AND ${shownVersion(query.status, sight)}`;
  const total = await cappedCount(reader, `SELECT 1 ${from} ${conditions.where}`, [...conditions.parameters], 10_000);
  if (query.cursor) conditions.add('p.code > ?', decodeCursor(query.cursor, { code: 'string' }).code);
  const rows = (await reader.query(
    `SELECT p.id, p.code, p.status, p.draft_version, v.version, v.status AS version_status, v.name, v.field_code,
       v.field_name, v.levels, v.agency_codes, v.online, v.stated_limit, v.flag_codes, v.decision
     ${from} ${conditions.where} ORDER BY p.code LIMIT ${limit + 1}`,
    conditions.parameters,
  )) as SummaryRow[];
  return pageOf(rows, limit, total, summaryOf, ({ code }) => ({ code }));
}

interface VersionRow {
  version: number;
  status: 'DRAFT' | 'PUBLISHED';
  source: ProcedureVersionView['source'];
  content: ProcedureContentView;
  flags: ProcedureFlagData[];
  stated_limit: BudgetData | null;
  decision: DecisionData | null;
  cases: InternalProcessData[] | null;
  acknowledged_difference: string | null;
  updated_at: Date;
  published_at: Date | null;
}

const VERSION_COLUMNS = `v.version, v.status, v.source, v.content, v.flags, v.stated_limit, v.decision, v.cases,
  v.acknowledged_difference, v.updated_at, v.published_at`;

function versionOf(row: VersionRow): ProcedureVersionView {
  return {
    version: row.version,
    status: row.status,
    source: row.source,
    content: row.content,
    flags: row.flags,
    statedTimeLimit: row.stated_limit ?? undefined,
    decision: row.decision ?? undefined,
    cases: row.cases ?? undefined,
    acknowledgedDifference: row.acknowledged_difference ?? undefined,
    updatedAt: row.updated_at.toISOString(),
    publishedAt: row.published_at?.toISOString(),
  };
}

interface HeadRow {
  id: string;
  code: string;
  status: ProcedureStatus;
  revision: number;
  draft_version: number | null;
  published_version: number | null;
  abolition: DecisionData | null;
}

async function headOf(reader: Reader, key: ProcedureKey, sight: Sight): Promise<HeadRow> {
  const [column, value] = 'id' in key ? ['id', key.id] : ['code', key.code];
  const rows = (await reader.query(
    `SELECT id, code, status, revision, draft_version, published_version, abolition FROM procedures WHERE ${column} = $1
       ${sight === 'PUBLISHED' ? 'AND published_version IS NOT NULL' : ''}`,
    [value],
  )) as HeadRow[];
  return firstOf(rows, 'procedure', 'thủ tục', 'procedure');
}

async function versionsOf(reader: Reader, id: string, numbers: (number | null)[]): Promise<ProcedureVersionView[]> {
  const rows = (await reader.query(
    `SELECT ${VERSION_COLUMNS} FROM procedure_versions v WHERE v.procedure_id = $1 AND v.version = ANY($2::integer[])`,
    [id, numbers.filter((number) => number !== null)],
  )) as VersionRow[];
  return rows.map(versionOf);
}

export async function getProcedure(reader: Reader, key: ProcedureKey, sight: Sight): Promise<ProcedureDetail> {
  const head = await headOf(reader, key, sight);
  const versions = await versionsOf(reader, head.id, [
    head.published_version,
    sight === 'ALL' ? head.draft_version : null,
  ]);
  return {
    id: head.id,
    code: head.code,
    status: head.status,
    revision: head.revision,
    published: versions.find(({ version }) => version === head.published_version),
    draft: versions.find(({ version }) => version === head.draft_version),
    abolition: head.abolition ?? undefined,
  };
}

export async function listVersions(reader: Reader, key: ProcedureKey, sight: Sight): Promise<ProcedureVersionView[]> {
  const head = await headOf(reader, key, sight);
  const rows = (await reader.query(
    `SELECT ${VERSION_COLUMNS} FROM procedure_versions v
     WHERE v.procedure_id = $1 AND ($2 OR v.status = 'PUBLISHED') ORDER BY v.version DESC`,
    [head.id, sight === 'ALL'],
  )) as VersionRow[];
  return rows.map(versionOf);
}

export async function getVersion(
  reader: Reader,
  key: ProcedureKey,
  version: number,
  sight: Sight,
): Promise<ProcedureVersionView> {
  const head = await headOf(reader, key, sight);
  const found = (await versionsOf(reader, head.id, [version])).filter(
    ({ status }) => sight === 'ALL' || status === 'PUBLISHED',
  );
  return firstOf(found, 'procedure-version', 'phiên bản', 'version');
}

interface PublishedRow {
  id: string;
  code: string;
  announced: number;
  abolition: DecisionData | null;
  version: number;
  content: PublishedVersion['content'];
  decision: DecisionData;
  cases: InternalProcessData[];
}

/**
 * A published version as its event announced it: by number, or the latest one in force on a day. A procedure abolished
 * by then is still found, with the decision that abolished it, so that the asker can say why it refuses.
 */
export async function getPublished(
  reader: Reader,
  key: ProcedureKey,
  which: { version: number } | { on: string },
): Promise<PublishedProcedureView> {
  const [column, value] = 'id' in key ? ['id', key.id] : ['code', key.code];
  const [condition, asked] =
    'version' in which ? ['v.version = $2', which.version] : ['v.effective_on <= $2', which.on];
  const rows = (await reader.query(
    `SELECT p.id, p.code, p.announced, p.abolition, v.version, v.content, v.decision, v.cases
     FROM procedures p JOIN procedure_versions v ON v.procedure_id = p.id AND v.status = 'PUBLISHED'
     WHERE p.${column} = $1 AND ${condition} ORDER BY v.version DESC LIMIT 1`,
    [value, asked],
  )) as PublishedRow[];
  const row = firstOf(rows, 'procedure-version', 'phiên bản đã công bố', 'published version');
  const { version, content, decision, cases } = row;
  return {
    ...procedurePublished(row.id, row.code, { version, content, decision, cases }),
    aggregateVersion: row.announced,
    abolition: row.abolition ?? undefined,
    agencyCodes: content.agencyCodes,
  };
}
