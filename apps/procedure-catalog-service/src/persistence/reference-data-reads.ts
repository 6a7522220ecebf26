import type { ListAgenciesQuery } from '@motcua/contracts';
import type { EntityManager, EntitySchema, SelectQueryBuilder } from 'typeorm';
import type { Agency } from '../domain/agency.js';
import { notFound } from '../domain/refusals.js';
import { searchWords } from '../domain/search-text.js';
import type { CalendarDefinition, RuleSetDefinition, Versioned } from '../domain/versioned.js';
import { AgencyEntity, CalendarVersionEntity, RuleSetVersionEntity, type VersionRow } from './entities.js';
import { agencyOf } from './postgres-agencies.js';
import { versionedOf } from './postgres-versions.js';

export async function listAgencies(manager: EntityManager, query: ListAgenciesQuery): Promise<Agency[]> {
  const found = manager.createQueryBuilder(AgencyEntity, 'agency').orderBy('agency.code');
  if (query.level) found.andWhere('agency.level = :level', { level: query.level });
  if (query.parentCode) found.andWhere('agency.parent_code = :parentCode', { parentCode: query.parentCode });
  const words = searchWords(query.q ?? '').map((word) => `%${word}%`);
  if (words.length > 0) found.andWhere('agency.search_text LIKE ALL (:words)', { words });
  if (query.on)
    found
      .andWhere('agency.valid_from <= :on', { on: query.on })
      .andWhere('(agency.valid_to IS NULL OR agency.valid_to >= :on)');
  return (await found.getMany()).map(agencyOf);
}

export async function getAgency(manager: EntityManager, code: string): Promise<Agency> {
  const row = await manager.findOneBy(AgencyEntity, { code });
  if (row) return agencyOf(row);
  throw notFound('agency');
}

function latestOfEach<Row extends VersionRow<object>>(
  manager: EntityManager,
  entity: EntitySchema<Row>,
): SelectQueryBuilder<Row> {
  return manager
    .createQueryBuilder(entity, 'version')
    .distinctOn(['version.id'])
    .orderBy('version.id')
    .addOrderBy('version.version', 'DESC');
}

export async function listCalendars(manager: EntityManager): Promise<Versioned<CalendarDefinition>[]> {
  return (await latestOfEach(manager, CalendarVersionEntity).getMany()).map(versionedOf);
}

/** With a day, the version of each that is in force: a later one replaces the earlier from its own first day on. */
export async function listRuleSets(manager: EntityManager, on?: string): Promise<Versioned<RuleSetDefinition>[]> {
  const latest = latestOfEach(manager, RuleSetVersionEntity);
  if (on === undefined) return (await latest.getMany()).map(versionedOf);
  const begun = await latest.where('version.effective_from <= :on', { on }).getMany();
  return begun.filter(({ effective_to }) => effective_to === null || effective_to >= on).map(versionedOf);
}
