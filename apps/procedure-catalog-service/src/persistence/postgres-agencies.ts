import type { LocalDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, Not, type EntityManager } from 'typeorm';
import type { Agencies, Change, WithinAgencies } from '../application/ports.js';
import { handedTo, type Agency, type AgencyEvent, type EndedAgency } from '../domain/agency.js';
import { notFound } from '../domain/refusals.js';
import { searchText } from '../domain/search-text.js';
import { CatalogTransactions, lockName } from './catalog-transactions.js';
import { AgencyHistoryEntity, AgencyEntity, type AgencyRow } from './entities.js';
import { CALENDARS, lockLatest } from './postgres-versions.js';

export function agencyOf(row: AgencyRow): Agency {
  return {
    code: row.code,
    name: row.name,
    level: row.level,
    parentCode: row.parent_code ?? undefined,
    calendarId: row.calendar_id,
    officeHours: row.office_hours ?? undefined,
    validFrom: row.valid_from,
    validTo: row.valid_to ?? undefined,
    successorCode: row.successor_code ?? undefined,
    receivesFor: row.receives_for ?? undefined,
    revision: row.revision,
  };
}

function rowOf({ at, agency }: AgencyEvent): AgencyRow {
  return {
    code: agency.code,
    revision: agency.revision,
    name: agency.name,
    level: agency.level,
    parent_code: agency.parentCode ?? null,
    calendar_id: agency.calendarId,
    office_hours: agency.officeHours ?? null,
    valid_from: agency.validFrom,
    valid_to: agency.validTo ?? null,
    successor_code: agency.successorCode ?? null,
    receives_for: agency.receivesFor ?? null,
    search_text: searchText(agency.code, agency.name),
    updated_at: at,
  };
}

export async function unknownAgencies(manager: EntityManager, codes: string[]): Promise<Set<string>> {
  if (codes.length === 0) return new Set();
  const known = await manager.find(AgencyEntity, { select: { code: true }, where: { code: In(codes) } });
  const unknown = new Set(codes);
  for (const { code } of known) unknown.delete(code);
  return unknown;
}

/** Agencies that have ended by a day. */
export async function agenciesEnded(manager: EntityManager, on: LocalDate): Promise<EndedAgency[]> {
  const ended = await manager.find(AgencyEntity, {
    select: { code: true, successor_code: true },
    where: { valid_to: LessThan(on) },
  });
  return ended.map(({ code, successor_code }) => ({ code, successorCode: successor_code ?? undefined }));
}

/**
 * What names a state of an agency in its history: a repetition finds it there. Version 0.1 kept its whole answer, which
 * names it too.
 */
interface KeptAgency {
  code: string;
  revision: number;
}

@Injectable()
export class PostgresAgencies implements Agencies {
  constructor(private readonly transactions: CatalogTransactions) {}

  register(
    change: Change & { code: string },
    decide: (known: Agency | undefined, within: WithinAgencies) => Promise<AgencyEvent>,
  ): Promise<Agency> {
    return this.once(change, async (manager, known) => {
      const event = await decide(known, within(manager));
      await manager.insert(AgencyEntity, rowOf(event));
      return this.record(manager, event, change);
    });
  }

  change(
    change: Change & { code: string },
    decide: (agency: Agency, within: WithinAgencies) => Promise<AgencyEvent | undefined>,
  ): Promise<Agency> {
    return this.once(change, async (manager, known) => {
      if (!known) throw notFound('agency');
      const event = await decide(known, within(manager));
      if (!event) return known;
      await manager.update(AgencyEntity, { code: known.code, revision: known.revision }, rowOf(event));
      return this.record(manager, event, change);
    });
  }

  /** @param work gets the agency that has the code, and nobody else may write it meanwhile */
  private async once(
    change: Change & { code: string },
    work: (manager: EntityManager, known: Agency | undefined) => Promise<Agency>,
  ): Promise<Agency> {
    const kept = await this.transactions.once<KeptAgency>(change, async (manager) => {
      await lockName(manager, `agency:${change.code}`);
      const row = await manager.findOneBy(AgencyEntity, { code: change.code });
      const { code, revision } = await work(manager, row ? agencyOf(row) : undefined);
      return { code, revision };
    });
    const { code, revision } = kept;
    const { agency } = await this.transactions.reader.findOneByOrFail(AgencyHistoryEntity, { code, revision });
    return agency;
  }

  private async record(manager: EntityManager, { kind, at, agency }: AgencyEvent, { caller }: Change): Promise<Agency> {
    const { code, revision } = agency;
    await manager.insert(AgencyHistoryEntity, {
      code,
      revision,
      change: kind,
      agency,
      changed_at: at,
      changed_by: caller.subject,
    });
    await this.transactions.announce(manager, {
      kind: kind === 'REGISTERED' ? 'AGENCY_REGISTERED' : 'AGENCY_CHANGED',
      at,
      aggregateVersion: revision,
      agency,
    });
    return agency;
  }
}

const within = (manager: EntityManager): WithinAgencies => ({
  contextOf: async ({ parentCode, calendarId, receivesFor }) => ({
    parentKnown: parentCode === undefined || (await manager.existsBy(AgencyEntity, { code: parentCode })),
    calendar: await lockLatest(manager, CALENDARS, calendarId),
    unknownAgencies: await unknownAgencies(manager, receivesFor?.agencyCodes ?? []),
  }),
  successionOf: async (agency) => {
    // Two that close at the same moment, each naming the other, would each find the other without a successor.
    await lockName(manager, 'agency-successors');
    return { successors: await successorsOf(manager, agency), predecessors: await predecessorsOf(manager, agency) };
  },
});

async function successorsOf(manager: EntityManager, { successorCode }: EndedAgency): Promise<Agency[]> {
  const found = new Map<string, Agency>();
  let next = successorCode;
  while (next !== undefined && !found.has(next)) {
    const row = await manager.findOneBy(AgencyEntity, { code: next });
    if (!row) break;
    found.set(next, agencyOf(row));
    next = row.successor_code ?? undefined;
  }
  return [...found.values()];
}

async function predecessorsOf(manager: EntityManager, { code }: EndedAgency): Promise<Agency[]> {
  const rows = await manager.findBy(AgencyEntity, { successor_code: Not(IsNull()) });
  const named = rows.map(agencyOf);
  const before = handedTo(code, named);
  return named.filter((agency) => agency.code !== code && before.has(agency.code));
}
