import type { NationalListingItem } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config.js';
import { compareHeld } from '../domain/compare-held.js';
import {
  differenceOf,
  ownerOfDifference,
  type Difference,
  type HeldThere,
  type KeptHere,
} from '../domain/difference.js';
import { OWNER_OF_CLASS } from '../domain/error-class.js';
import type { SendEntry } from '../domain/send-entry.js';
import { DossierRecords, NationalPortal } from './ports.js';
import { Reconciliations, type NamedDifference, type ReconciliationCounts } from './reconciliations.js';
import { SendReadings } from './send-readings.js';

const PAGE_HERE = 1_000;
/** Differences that are checked together; dossier-service's maximum number of codes. */
const BATCH = 50;

/** In addition to the delay of a send, for events in transit before a dossier is checked again. */
const EVENTS_MS = 2_000;

/**
 * Compares dossier-service's list of dossiers that the portal should have with the portal's own list. Not with the
 * ledger, which is made of events and would miss a lost one (ADR 42).
 */
@Injectable()
export class Reconcile {
  constructor(
    private readonly reconciliations: Reconciliations,
    private readonly records: DossierRecords,
    private readonly portal: NationalPortal,
    private readonly readings: SendReadings,
    private readonly config: GatewayConfig,
  ) {}

  /** Runs a requested comparison, if any. @returns whether there was one */
  async execute(): Promise<boolean> {
    const id = await this.reconciliations.claim();
    if (id === undefined) return false;
    try {
      await this.reconciliations.complete(id, await this.compare(id));
    } catch (error) {
      await this.reconciliations.fail(id, error instanceof Error ? error.message : 'unknown');
      throw error;
    }
    return true;
  }

  private async compare(id: string): Promise<ReconciliationCounts> {
    const counts: ReconciliationCounts = { here: 0, there: 0, inTransit: 0, differences: 0 };
    const comparison = compareHeld(
      // A comparison that finds nothing for minutes must send a heartbeat, too.
      this.keptHere(() => this.reconciliations.note(id, [])),
      this.heldThere(),
    );
    let batch: Difference[] = [];
    for (;;) {
      const step = await comparison.next();
      if (!step.done) batch.push(step.value);
      if (batch.length >= BATCH || (step.done && batch.length > 0)) {
        const { named, inTransit } = await this.lookInto(batch);
        await this.reconciliations.note(id, named);
        counts.differences += named.length;
        counts.inTransit += inTransit;
        batch = [];
      }
      if (step.done) return { ...counts, ...step.value };
    }
  }

  /**
   * Both lists are read while dossiers change and are sent, so they may show a dossier at different moments. A
   * difference is reported only if a second check still finds it and no send explains it; the others were in transit.
   */
  private async lookInto(batch: Difference[]): Promise<{ named: NamedDifference[]; inTransit: number }> {
    let found = await this.again(batch.map(({ code }) => code));
    if (found.some(({ ledger }) => ledger === 'BEHIND' || ledger === 'NONE')) {
      await new Promise((resolve) => setTimeout(resolve, this.config.NATIONAL_PORTAL_SEND_DELAY_MS + EVENTS_MS));
      found = await this.again(found.map(({ code }) => code));
    }
    const named = found.filter((difference) => !difference.inTransit);
    return { named, inTransit: batch.length - named.length };
  }

  private async again(codes: string[]): Promise<(NamedDifference & { inTransit: boolean })[]> {
    const [listed, entries] = await Promise.all([this.records.listed(codes), this.readings.known(codes)]);
    const here = new Map(listed.map((item) => [item.code, item]));
    const found: (NamedDifference & { inTransit: boolean })[] = [];
    for (const code of codes) {
      const kept = here.get(code);
      const difference = differenceOf(code, kept, await this.portal.lookUp(code, Infinity));
      const entry = entries.find((one) => one.code === code && (!kept || one.dossierId === kept.id));
      if (difference) found.push({ ...difference, ...this.explain(kept, entry) });
    }
    return found;
  }

  private explain(kept: NationalListingItem | undefined, entry: SendEntry | undefined) {
    const behind = entry !== undefined && kept !== undefined && entry.wanted.version < kept.version;
    const ledger = entry === undefined ? 'NONE' : behind ? 'BEHIND' : entry.state;
    const moving = entry?.state === 'DUE' || entry?.state === 'OPEN';
    const since = entry?.unsentSince?.getTime();
    return {
      ledger,
      owner: ownerOfDifference(entry?.failure && OWNER_OF_CLASS[entry.failure.class]),
      inTransit: moving && since !== undefined && Date.now() - since < this.config.NATIONAL_PORTAL_IN_TRANSIT_MS,
    };
  }

  private async *keptHere(onPage: () => Promise<void>): AsyncGenerator<KeptHere> {
    for (let after = ''; ;) {
      await onPage();
      const page = await this.records.list(after, PAGE_HERE);
      yield* page;
      if (page.length < PAGE_HERE) return;
      after = page.at(-1)!.code;
    }
  }

  private async *heldThere(): AsyncGenerator<HeldThere> {
    for (let after = ''; ;) {
      const page = await this.portal.listHeld(after);
      if (page.length === 0) return;
      yield* page;
      after = page.at(-1)!.code;
    }
  }
}
