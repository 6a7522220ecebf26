import { STEP_ROLES } from '@motcua/contracts';
import { Clock, prepared, Table, type Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../domain/dossier-events.js';
import type { KnownOfficer } from '../domain/task-work.js';
import { OfficerEntity, type OfficerRow } from './officer-row.js';

const OFFICERS = Table.of(OfficerEntity);
const KEPT = `ON CONFLICT (account) DO UPDATE SET ${OFFICERS.replacing()} WHERE officers.seen_at <= excluded.seen_at`;
const DAY_MS = 86_400_000;
/** More than a province has at work in a day. */
const MOST_SEEN = 20_000;

/**
 * Who works for which agency, as far as it is known: from the token of an officer who acts. An account is of the agency for which it
 * acted last, so nobody is assigned work of an agency that he or she has left.
 */
@Injectable()
export class Officers {
  /** What was written already, by account: an officer acts all day with the same claims. */
  private readonly seen = new Map<string, { claims: string; until: number }>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async saw(caller: Caller, { kind, account, agency, unit, name, title }: Actor): Promise<void> {
    if (kind !== 'OFFICER' || agency === undefined) return;
    const roles = STEP_ROLES.filter((role) => caller.has(role));
    const claims = JSON.stringify([agency, unit, name, title, roles]);
    const now = this.clock.now();
    const known = this.seen.get(account);
    if (known?.claims === claims && now.getTime() < known.until) return;
    const officer = { account, agency_code: agency, unit: unit ?? null, name: name ?? null, title: title ?? null };
    await OFFICERS.insertAll(this.dataSource.manager, [{ ...officer, roles, seen_at: now }], KEPT);
    if (this.seen.size >= MOST_SEEN) this.seen.clear();
    this.seen.set(account, { claims, until: now.getTime() + DAY_MS });
  }

  /** Who acted last comes first. */
  async of(agencyCodes: readonly string[]): Promise<KnownOfficer[]> {
    const rows = await this.dataSource.query<OfficerRow[]>(
      prepared(
        `SELECT ${OFFICERS.selecting('o')} FROM officers o WHERE o.agency_code = ANY ($1::text[]) ORDER BY o.seen_at DESC, o.account`,
      ),
      [agencyCodes],
    );
    return rows.map(({ account, agency_code: agency, unit, name, title, roles }) => ({
      account,
      agency,
      unit: unit ?? undefined,
      name: name ?? undefined,
      title: title ?? undefined,
      roles: roles ?? undefined,
    }));
  }
}
