import { Clock, Table } from '@motcua/platform';
import { localDate, type LocalDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import type {
  Change,
  ProcedureKey,
  Procedures,
  ProcedureWithVersions,
  Stamp,
  WithinCatalog,
} from '../application/ports.js';
import type { DraftVersion, Procedure, ProcedureEvent, PublishedVersion } from '../domain/procedure.js';
import { notFound } from '../domain/refusals.js';
import { processesApproved, type CatalogFact } from '../events/published-events.js';
import { CatalogTransactions } from './catalog-transactions.js';
import { ProcedureEntity, ProcedureVersionEntity, type ProcedureRow } from './entities.js';
import { unknownAgencies } from './postgres-agencies.js';
import {
  getProcedureRows,
  lockProcedures,
  procedureWithVersions,
  saveDrafts,
  type ProcedureRows,
} from './procedure-rows.js';
import { termsOf } from './procedure-terms.js';

const PROCEDURES = Table.of(ProcedureEntity);
const VERSIONS = Table.of(ProcedureVersionEntity);

/** What a change left, under its key. */
interface KeptProcedure {
  procedure: object;
  versions: object[];
  /** Missing in what earlier releases kept, as is `agenciesGone`. */
  on?: string;
  agenciesGone?: string[];
}

const keptOf = ({ procedure, versions, ...as }: ProcedureRows): KeptProcedure => ({
  ...as,
  procedure: PROCEDURES.toJson(procedure),
  versions: versions.map((version) => VERSIONS.toJson(version)),
});

const rowsOf = ({ procedure, versions, on, agenciesGone = [] }: KeptProcedure, today: LocalDate): ProcedureRows => ({
  on: on ?? today,
  agenciesGone,
  procedure: PROCEDURES.fromJson(procedure),
  versions: versions.map((version) => VERSIONS.fromJson(version)),
});

/** The procedure that was changed, and when. */
interface Changed {
  id: string;
  at: Date;
}

@Injectable()
export class PostgresProcedures implements Procedures {
  constructor(
    private readonly transactions: CatalogTransactions,
    private readonly clock: Clock,
  ) {}

  enter(
    change: Change & { code: string },
    decide: (
      known: Procedure | undefined,
      within: WithinCatalog,
    ) => Promise<{ at: Date; id: string; draft: DraftVersion }>,
  ): Promise<ProcedureWithVersions> {
    const { code } = change;
    return this.once(change, async (manager) => {
      const [known] = await lockProcedures(manager, { code });
      const { at, id, draft } = await decide(known, within(manager));
      await saveDrafts(manager, [{ procedure: { id, code, isNew: true }, draft }], { at, by: change.caller.subject });
      return { id, at };
    });
  }

  change(
    change: Change & { key: ProcedureKey },
    decide: (procedure: Procedure, within: WithinCatalog) => Promise<ProcedureEvent>,
  ): Promise<ProcedureWithVersions> {
    return this.once(change, async (manager) => {
      const [procedure] = await lockProcedures(manager, change.key);
      if (!procedure) throw notFound('procedure');
      const event = await decide(procedure, within(manager));
      await this.apply(manager, procedure, event, change.caller.subject);
      return { id: procedure.id, at: event.at };
    });
  }

  /** A repetition finds the rows as `work` left them. Version 0.1 kept its answer, whose procedure is read as it is now. */
  private async once(
    change: Change,
    work: (manager: EntityManager) => Promise<Changed>,
  ): Promise<ProcedureWithVersions> {
    const kept = await this.transactions.once<KeptProcedure | { id: string }>(change, async (manager) =>
      keptOf(await rowsAfter(manager, await work(manager))),
    );
    const today = localDate(this.clock.now());
    if ('versions' in kept) return procedureWithVersions(rowsOf(kept, today));
    return procedureWithVersions(await getProcedureRows(this.transactions.reader, { id: kept.id }, 'ALL', today));
  }

  private async apply(manager: EntityManager, procedure: Procedure, event: ProcedureEvent, by: string): Promise<void> {
    const { at } = event;
    const { id, code, announced } = procedure;
    switch (event.kind) {
      case 'DRAFT_SAVED':
        return saveDrafts(manager, [{ procedure: { id, code, isNew: false }, draft: event.draft }], { at, by });
      case 'PUBLISHED': {
        const { published } = event;
        const facts: CatalogFact[] = [
          { kind: 'PROCEDURE_PUBLISHED', at, aggregateVersion: announced + 1, procedureId: id, code, published },
          ...processesApproved(id, code, published).map((process, i): CatalogFact => ({
            kind: 'PROCESS_APPROVED',
            at,
            aggregateVersion: announced + 2 + i,
            process,
          })),
        ];
        await publishVersion(manager, procedure, published, { at, by }, facts.length);
        return this.transactions.announce(manager, ...facts);
      }
      case 'ABOLISHED': {
        const { decision } = event;
        await updateAnnounced(manager, procedure, { status: 'ABOLISHED', abolition: decision, updated_at: at });
        return this.transactions.announce(manager, {
          kind: 'PROCEDURE_ABOLISHED',
          at,
          aggregateVersion: announced + 1,
          procedureId: id,
          code,
          decision,
        });
      }
    }
  }
}

async function publishVersion(
  manager: EntityManager,
  procedure: Procedure,
  { version, content, decision, cases, acknowledgedDifference }: PublishedVersion,
  { at, by }: Stamp,
  announcements: number,
): Promise<void> {
  await manager.update(
    ProcedureVersionEntity,
    { procedure_id: procedure.id, version, status: 'DRAFT' },
    {
      status: 'PUBLISHED',
      content,
      field_code: content.fieldCode,
      agency_codes: content.agencyCodes,
      every_agency_of: content.everyAgencyOf ?? [],
      decision,
      effective_on: decision.effectiveOn,
      cases,
      acknowledged_difference: acknowledgedDifference ?? null,
      published_at: at,
      published_by: by,
      updated_at: at,
      updated_by: by,
    },
  );
  const changes = {
    status: 'PUBLISHED',
    draft_version: null,
    draft_terms: null,
    published_terms: await publishedTerms(manager, procedure),
    published_version: version,
    published_effective_on: decision.effectiveOn,
    updated_at: at,
  } as const;
  await updateAnnounced(manager, procedure, changes, announcements);
}

/** People know a procedure by the name that it has until the next one is in force, and long after. */
async function publishedTerms(manager: EntityManager, { id }: Procedure): Promise<string> {
  const versions = await manager.find(ProcedureVersionEntity, {
    select: { procedure_id: true, version: true, content: true },
    where: { procedure_id: id, status: 'PUBLISHED' },
    order: { version: 'ASC' },
  });
  return termsOf(...versions.map(({ content }) => content));
}

async function updateAnnounced(
  manager: EntityManager,
  { id, revision, announced }: Procedure,
  changes: QueryDeepPartialEntity<ProcedureRow>,
  announcements = 1,
): Promise<void> {
  const counted = { ...changes, revision: revision + 1, announced: announced + announcements };
  await manager.update(ProcedureEntity, { id, revision }, counted);
}

const rowsAfter = (manager: EntityManager, { id, at }: Changed): Promise<ProcedureRows> =>
  getProcedureRows(manager, { id }, 'ALL', localDate(at));

const within = (manager: EntityManager): WithinCatalog => ({
  unknownAgencies: (codes) => unknownAgencies(manager, codes),
});
