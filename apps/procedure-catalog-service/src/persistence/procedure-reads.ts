import type { DecisionData, InternalProcessData, ListProceduresQuery, ProcedureStatus } from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf, type Page } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Scope } from '../application/caller-scope.js';
import type { AnnouncedProcedure, ListedProcedure } from '../application/catalog-reads.js';
import type { ProcedureKey, ProcedureVersion } from '../application/ports.js';
import { endedForGood, handedTo } from '../domain/agency.js';
import { competenceOf } from '../domain/competence.js';
import type { PublishedVersion } from '../domain/procedure.js';
import { notFound } from '../domain/refusals.js';
import type { SoughtText } from '../domain/search-query.js';
import { searchText } from '../domain/search-text.js';
import { standingOn } from '../domain/standing.js';
import { procedurePublished, processesApproved } from '../events/published-events.js';
import { ProcedureEntity, ProcedureVersionEntity, type ProcedureRow, type ProcedureVersionRow } from './entities.js';
import { agenciesEnded } from './postgres-agencies.js';
import { getProcedureRow, versionOf } from './procedure-rows.js';
import { searchProcedures } from './procedure-search.js';

const LISTED = ['id', 'code', 'draft_version', 'abolition'] as const satisfies (keyof ProcedureRow)[];
const LISTED_OF_VERSION = [
  'procedure_id',
  'version',
  'status',
  'name',
  'field_code',
  'field_name',
  'levels',
  'agency_codes',
  'every_agency_of',
  'online',
  'stated_limit',
  'flag_codes',
  'decision',
  'effective_on',
] as const satisfies (keyof ProcedureVersionRow)[];

interface ProcedureAndVersion extends ProcedureRow {
  shown: ProcedureVersionRow;
}

type ListedRow = Pick<ProcedureRow, (typeof LISTED)[number]> & {
  shown: Pick<ProcedureVersionRow, (typeof LISTED_OF_VERSION)[number]>;
};

function listedOf(
  { id, code, abolition, draft_version, shown }: ListedRow,
  on: LocalDate,
  gone: ReadonlySet<string>,
): ListedProcedure {
  const { version, effective_on: effectiveOn } = shown;
  const versions = effectiveOn === null ? [] : [{ version, effectiveOn }];
  return {
    id,
    code,
    name: shown.name,
    status: standingOn(versions, versions.length > 0 ? (abolition ?? undefined) : undefined, on).status,
    version: shown.version,
    draftWaits: shown.status !== 'DRAFT' && draft_version !== null,
    fieldCode: shown.field_code ?? undefined,
    fieldName: shown.field_name,
    levels: shown.levels,
    agencyCodes: shown.agency_codes,
    online: shown.online,
    statedLimit: shown.stated_limit ?? undefined,
    flags: shown.flag_codes,
    decision: shown.decision ?? undefined,
    abolishedOn: abolition?.effectiveOn,
    competence: competenceOf({ agencyCodes: shown.agency_codes, everyAgencyOf: shown.every_agency_of }, gone),
  };
}

/** By its name or that of an agency whose dossiers it has, or because every agency of its level does. */
const HANDLED_BY = `(v.agency_codes && :handed
  OR v.every_agency_of && ARRAY(SELECT level FROM agencies WHERE code = :agencyCode))`;

/** What a letter of a name takes off its rank: a fifth of the least coverage for a name of five hundred. */
const PER_LETTER = 0.0002;

/** As `competenceOf` says it. */
const NOBODY_COMPETENT = `(v.every_agency_of = '{}' AND v.agency_codes <@ :gone)`;

/** In force on the day, or the first to come; mostly the one that was published last. */
const STANDING_VERSION = `CASE WHEN p.published_effective_on <= :on::date THEN p.published_version ELSE (
    SELECT coalesce(max(x.version) FILTER (WHERE x.effective_on <= :on::date), min(x.version))
    FROM procedure_versions x WHERE x.procedure_id = p.id AND x.status = 'PUBLISHED') END`;

function shownVersion(status: ProcedureStatus | undefined, scope: Scope): string {
  if (status === 'DRAFT') return 'v.version = p.draft_version';
  if (status || scope === 'PUBLISHED') return `v.version = ${STANDING_VERSION}`;
  return `v.version = coalesce(${STANDING_VERSION}, p.draft_version)`;
}

const ABOLISHED = `coalesce((p.abolition ->> 'effectiveOn')::date <= :on::date, false)`;

/** As `standingOn` says it, of the version that is shown. A draft beside something published is a draft too. */
const WITH_STATUS: Record<ProcedureStatus, string> = {
  DRAFT: 'true',
  COMING: `v.effective_on > :on::date AND NOT ${ABOLISHED}`,
  PUBLISHED: `v.effective_on <= :on::date AND NOT ${ABOLISHED}`,
  ABOLISHED,
};

/** The terms of that version, as an index has them. */
function shownTerms(status: ProcedureStatus | undefined, scope: Scope): string {
  if (status === 'DRAFT') return 'draft_terms';
  return status || scope === 'PUBLISHED' ? 'published_terms' : 'coalesce(published_terms, draft_terms)';
}

/** Procedures (`p`), each with those of its versions (`v`) that meet the condition. */
function joinVersions(manager: EntityManager, condition: string): SelectQueryBuilder<ProcedureAndVersion> {
  const joined = manager
    .createQueryBuilder(ProcedureEntity, 'p')
    .innerJoinAndMapOne('p.shown', ProcedureVersionEntity.options.name, 'v', `v.procedure_id = p.id AND ${condition}`);
  return joined as SelectQueryBuilder<ProcedureRow> as SelectQueryBuilder<ProcedureAndVersion>;
}

export async function listProcedures(
  manager: EntityManager,
  query: ListProceduresQuery & { sought: SoughtText },
  scope: Scope,
  on: LocalDate,
): Promise<Page<ListedProcedure>> {
  const limit = query.limit ?? 50;
  const ended = await agenciesEnded(manager, on);
  const gone = endedForGood(ended);
  const found = joinVersions(manager, shownVersion(query.status, scope)).select([
    ...LISTED.map((column) => `p.${column}`),
    ...LISTED_OF_VERSION.map((column) => `v.${column}`),
  ]);
  found.setParameters({ on });
  // What is abolished stays readable for everyone.
  if (query.status) found.andWhere(WITH_STATUS[query.status]);
  if (query.status === 'DRAFT' && scope === 'PUBLISHED') found.andWhere('false');
  const { sought } = query;
  // What has something to see and no word (`???`) is searched too, and in vain.
  const searched = /[^\p{C}\p{Z}]/u.test(query.q ?? '');
  if (searched) {
    const answers = await searchProcedures(manager, sought, shownTerms(query.status, scope));
    found.innerJoin(
      '(SELECT * FROM unnest(:ids::uuid[], :coverages::float8[]) AS a (id, coverage))',
      'a',
      'a.id = p.id',
      { ids: answers.map(({ id }) => id), coverages: answers.map(({ coverage }) => coverage) },
    );
  }
  if (query.fieldCode) found.andWhere('v.field_code = :fieldCode', { fieldCode: query.fieldCode });
  if (query.field) found.andWhere('v.field_search = :field', { field: searchText(query.field) });
  if (query.agencyCode)
    found.andWhere(HANDLED_BY, {
      agencyCode: query.agencyCode,
      handed: [...handedTo(query.agencyCode, ended)],
    });
  if (query.competence)
    found.andWhere(query.competence === 'UNKNOWN' ? NOBODY_COMPETENT : `NOT ${NOBODY_COMPETENT}`, { gone: [...gone] });
  // Nobody has to be found any more for what is abolished.
  if (query.competence === 'UNKNOWN') found.andWhere(`NOT ${ABOLISHED}`);
  if (query.publisherCode) found.andWhere('v.publisher_code = :publisherCode', { publisherCode: query.publisherCode });
  if (query.level) found.andWhere('v.levels @> ARRAY[:level]', { level: query.level });
  if (query.flag) found.andWhere('v.flag_codes @> ARRAY[:flag]', { flag: query.flag });
  if (query.online) found.andWhere('v.online = :online', { online: query.online === 'true' });
  const total = await cappedCount(manager, ...found.getQueryAndParameters(), 10_000);
  // Of two that answer a search alike, the one whose name says less besides comes first.
  const order = searched ? `round(1e4 * (a.coverage - ${PER_LETTER} * length(v.name)))::integer` : '0';
  found.addSelect(order, 'rank');
  if (query.cursor) {
    const after = decodeCursor(query.cursor, { rank: 'number', code: 'string' });
    found.andWhere(`(-(${order}), p.code) > (-(:rank)::integer, :code)`, after);
  }
  const { raw, entities } = await found
    .orderBy('rank', 'DESC')
    .addOrderBy('p.code')
    .limit(limit + 1)
    .getRawAndEntities<{ rank: number }>();
  const rows = entities.map((row, i) => ({ row, rank: raw[i]!.rank }));
  return pageOf(
    rows,
    limit,
    total,
    ({ row }) => listedOf(row, on, gone),
    ({ row, rank }) => ({ rank, code: row.code }),
  );
}

export async function listVersions(
  manager: EntityManager,
  key: ProcedureKey,
  scope: Scope,
): Promise<ProcedureVersion[]> {
  const { id } = await getProcedureRow(manager, key, scope);
  const rows = await manager.find(ProcedureVersionEntity, {
    where: { procedure_id: id, ...(scope === 'ALL' ? {} : { status: 'PUBLISHED' }) },
    order: { version: 'DESC' },
  });
  return rows.map(versionOf);
}

export async function getVersion(
  manager: EntityManager,
  key: ProcedureKey,
  version: number,
  scope: Scope,
): Promise<ProcedureVersion> {
  const { id } = await getProcedureRow(manager, key, scope);
  const row = await manager.findOneBy(ProcedureVersionEntity, { procedure_id: id, version });
  if (row && (scope === 'ALL' || row.status === 'PUBLISHED')) return versionOf(row);
  throw notFound('procedure-version');
}

/**
 * A published version as its event announced it: by number, or the latest one in force on a day. A procedure abolished
 * by then is still found, with the decision that abolished it, so that the asker can say why it refuses.
 */
export async function getPublished(
  manager: EntityManager,
  key: ProcedureKey,
  which: { version: number } | { on: string },
): Promise<AnnouncedProcedure> {
  const found = joinVersions(manager, `v.status = 'PUBLISHED'`).where(key).orderBy('v.version', 'DESC').limit(1);
  if ('version' in which) found.andWhere('v.version = :version', which);
  else found.andWhere('v.effective_on <= :on', which);
  const procedure = await found.getOne();
  if (!procedure) throw notFound('procedure-version');
  const { shown } = procedure;
  // What is published has a decision, its cases and the code of its field.
  const content = shown.content as PublishedVersion['content'];
  const { id, code } = procedure;
  const published: PublishedVersion = {
    version: shown.version,
    content,
    decision: shown.decision as DecisionData,
    cases: shown.cases as InternalProcessData[],
  };
  return {
    ...procedurePublished(id, code, published),
    aggregateVersion: procedure.announced,
    abolition: procedure.abolition ?? undefined,
    agencyCodes: content.agencyCodes,
    processes: processesApproved(id, code, published),
  };
}
