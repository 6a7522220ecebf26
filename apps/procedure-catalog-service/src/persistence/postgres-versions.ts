import { Injectable } from '@nestjs/common';
import type { EntityManager, EntitySchema, QueryDeepPartialEntity } from 'typeorm';
import type { Calendars, Change, Published, RuleSets } from '../application/ports.js';
import { notFound } from '../domain/refusals.js';
import type { CalendarDefinition, RuleSetDefinition, Versioned } from '../domain/versioned.js';
import type { CatalogFact } from '../events/published-events.js';
import { CatalogTransactions, lockName } from './catalog-transactions.js';
import {
  CalendarVersionEntity,
  RuleSetVersionEntity,
  type CalendarVersionRow,
  type RuleSetVersionRow,
  type VersionRow,
} from './entities.js';

interface VersionsOf<Row> {
  noun: 'calendar' | 'rule-set';
  entity: EntitySchema<Row>;
}

export const CALENDARS: VersionsOf<CalendarVersionRow> = { noun: 'calendar', entity: CalendarVersionEntity };
export const RULE_SETS: VersionsOf<RuleSetVersionRow> = { noun: 'rule-set', entity: RuleSetVersionEntity };

export function versionedOf<Definition>(row: VersionRow<Definition>): Versioned<Definition> {
  const { id, version, definition, published_at: publishedAt, published_by: publishedBy } = row;
  return { id, version, definition, publishedAt, publishedBy };
}

/** @param version absent for the latest. */
async function findVersion<Definition>(
  manager: EntityManager,
  { entity }: VersionsOf<VersionRow<Definition>>,
  id: string,
  version?: number,
): Promise<Versioned<Definition> | undefined> {
  const query = manager.createQueryBuilder(entity, 'version').where('version.id = :id', { id });
  if (version !== undefined) query.andWhere('version.version = :version', { version });
  const row = await query.orderBy('version.version', 'DESC').limit(1).getOne();
  return row ? versionedOf(row) : undefined;
}

/** @throws DomainError `not-found` */
export async function getVersion<Definition>(
  manager: EntityManager,
  of: VersionsOf<VersionRow<Definition>>,
  id: string,
  version?: number,
): Promise<Versioned<Definition>> {
  const found = await findVersion(manager, of, id, version);
  if (found) return found;
  throw notFound(of.noun, version);
}

/** The latest version; until the transaction ends there is none after it. */
export async function lockLatest<Definition>(
  manager: EntityManager,
  of: VersionsOf<VersionRow<Definition>>,
  id: string,
): Promise<Versioned<Definition> | undefined> {
  await lockName(manager, `${of.noun}:${id}`);
  return findVersion(manager, of, id);
}

/**
 * What names a version: a version never changes, so that this is all that a repetition needs. Version 0.1 kept its whole
 * answer, which names it too, and did not say whether the version was new then.
 */
interface KeptVersion {
  id: string;
  version: number;
  isNew?: boolean;
}

abstract class PostgresVersions<Definition, Row extends VersionRow<Definition>> {
  protected constructor(
    private readonly transactions: CatalogTransactions,
    private readonly versions: VersionsOf<Row>,
  ) {}

  /** The columns that repeat a part of the definition, for queries. */
  protected abstract columnsOf(definition: Definition): Omit<Row, keyof VersionRow<Definition>>;
  protected abstract factOf(published: Versioned<Definition>): CatalogFact;

  async publish(
    change: Change & { id: string },
    decide: (latest: Versioned<Definition> | undefined) => { at: Date; definition: Definition } | undefined,
  ): Promise<Published<Definition>> {
    const { id, caller } = change;
    const kept = await this.transactions.once<KeptVersion>(change, async (manager) => {
      const latest = await lockLatest<Definition>(manager, this.versions, id);
      const next = decide(latest);
      if (!next && latest) return { id, version: latest.version, isNew: false };
      if (!next) throw new Error(`nothing was published as ${id}, which has no version`);
      const version = (latest?.version ?? 0) + 1;
      await this.append(manager, {
        id,
        version,
        definition: next.definition,
        publishedAt: next.at,
        publishedBy: caller.subject,
      });
      return { id, version, isNew: true };
    });
    const latest = await getVersion<Definition>(this.transactions.reader, this.versions, kept.id, kept.version);
    return { latest, isNew: kept.isNew ?? true };
  }

  private async append(manager: EntityManager, published: Versioned<Definition>): Promise<void> {
    const { id, version, definition, publishedAt: published_at, publishedBy: published_by } = published;
    const row = { id, version, definition, published_at, published_by, ...this.columnsOf(definition) };
    await manager.insert(this.versions.entity, row as QueryDeepPartialEntity<Row>);
    await this.transactions.announce(manager, this.factOf(published));
  }
}

@Injectable()
export class PostgresCalendars extends PostgresVersions<CalendarDefinition, CalendarVersionRow> implements Calendars {
  constructor(transactions: CatalogTransactions) {
    super(transactions, CALENDARS);
  }

  protected columnsOf({ name, coversFrom, coversTo }: CalendarDefinition) {
    return { name, covers_from: coversFrom, covers_to: coversTo };
  }

  protected factOf({ id, version, definition, publishedAt }: Versioned<CalendarDefinition>): CatalogFact {
    return { kind: 'CALENDAR_PUBLISHED', at: publishedAt, aggregateVersion: version, id, calendar: definition };
  }
}

@Injectable()
export class PostgresRuleSets extends PostgresVersions<RuleSetDefinition, RuleSetVersionRow> implements RuleSets {
  constructor(transactions: CatalogTransactions) {
    super(transactions, RULE_SETS);
  }

  protected columnsOf({ effectiveFrom, effectiveTo }: RuleSetDefinition) {
    return { effective_from: effectiveFrom, effective_to: effectiveTo ?? null };
  }

  protected factOf({ id, version, definition, publishedAt }: Versioned<RuleSetDefinition>): CatalogFact {
    return { kind: 'RULE_SET_PUBLISHED', at: publishedAt, aggregateVersion: version, id, ruleSet: definition };
  }
}
