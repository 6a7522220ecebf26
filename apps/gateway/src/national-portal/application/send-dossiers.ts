import type { DossierStatus, NationalRecord } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import type { SendFailure } from '../domain/error-class.js';
import { isSameDossier, type HeldThere } from '../domain/difference.js';
import type { SendEntry, SendOutcome } from '../domain/send-entry.js';
import {
  DossierRecords,
  NationalPortal,
  PortalSilent,
  type PortalDossier,
  type ProgressRow,
  type Until,
} from './ports.js';
import { SendLedger, type Claim } from './send-ledger.js';

/** Entries per pass. */
const PASS = 50;
/** Concurrent lookups. */
const LOOKUPS = 6;

/** The result of a pass, for the schedule of the next one. */
export interface PassReport {
  claimed: number;
  acknowledged: number;
  failed: number;
  /** The portal, or dossier-service, could not be reached: an immediate pass would fail, too. */
  away: boolean;
}

interface Pass {
  until: Until;
  /** Why the portal could not be reached: the rest is left for the next pass. */
  away?: SendFailure;
}

/** One entry in a pass. */
class Sending {
  readonly dossier: PortalDossier;
  heldThere: boolean;
  /** Progress rows proven at the portal. */
  rows: number;
  readonly rowsInAll: number;
  taken = false;
  /** Switched between new and update, because the portal said so. */
  turned = false;
  unanswered?: SendFailure;
  outcome?: SendOutcome;

  constructor(
    readonly entry: SendEntry,
    record: NationalRecord,
    fromPortal: boolean,
    rowsInAll: number,
  ) {
    this.dossier = { record, fromPortal };
    this.heldThere = entry.heldThere;
    this.rowsInAll = rowsInAll;
    this.rows = Math.min(entry.progressRows, rowsInAll);
  }

  get code(): string {
    return this.dossier.record.code!;
  }

  found(held: HeldThere | undefined): void {
    this.heldThere = held !== undefined;
    this.rows = Math.min(held?.progressRows ?? 0, this.rowsInAll);
  }

  fail(failure: SendFailure): void {
    this.outcome ??= {
      kind: 'FAILED',
      version: this.dossier.record.version,
      failure,
      found: { heldThere: this.heldThere, progressRows: this.rows },
    };
  }
}

/**
 * One pass over what is due: reads the current dossiers, sends them, then their progress, then looks each one up at the
 * portal, because a success code proves nothing (ADR 41).
 */
@Injectable()
export class SendDossiers {
  constructor(
    private readonly ledger: SendLedger,
    private readonly records: DossierRecords,
    private readonly portal: NationalPortal,
  ) {}

  async execute(): Promise<PassReport> {
    const claim = await this.ledger.claim(PASS);
    if (claim.entries.length === 0) return { claimed: 0, acknowledged: 0, failed: 0, away: false };
    const outcomes = await this.outcomesOf(claim);
    await this.ledger.settle(
      claim,
      [...outcomes].map(([dossierId, outcome]) => ({ dossierId, outcome })),
    );
    const kinds = [...outcomes.values()].map(({ kind }) => kind);
    return {
      claimed: kinds.length,
      acknowledged: kinds.filter((kind) => kind === 'PROVEN').length,
      failed: kinds.filter((kind) => kind !== 'PROVEN').length,
      away: kinds.includes('RELEASED'),
    };
  }

  private async outcomesOf(claim: Claim): Promise<Map<string, SendOutcome>> {
    const ids = claim.entries.map(({ dossierId }) => dossierId);
    let records: NationalRecord[];
    try {
      records = await this.records.read(ids);
    } catch {
      const failure: SendFailure = {
        class: 'RETRY',
        code: 'dossier-service.unavailable',
        message: 'dossier-service does not answer; nothing was sent',
      };
      return new Map(ids.map((id) => [id, { kind: 'RELEASED', failure }]));
    }
    const byId = new Map(records.map((record) => [record.id, record]));
    const fromPortal = await this.ledger.fromPortal(ids);
    const outcomes = new Map<string, SendOutcome>();
    const sendings: Sending[] = [];
    for (const entry of claim.entries) {
      const record = byId.get(entry.dossierId);
      if (!record?.code) {
        outcomes.set(entry.dossierId, { kind: 'FAILED', version: entry.wanted.version, failure: NO_RECORD });
        continue;
      }
      sendings.push(new Sending(entry, record, fromPortal.has(entry.dossierId), this.portal.progressOf(record)));
    }
    await this.send(sendings, { until: claim.until });
    for (const sending of sendings) outcomes.set(sending.entry.dossierId, sending.outcome ?? NEVER_BEGUN);
    return outcomes;
  }

  private async send(sendings: Sending[], pass: Pass): Promise<void> {
    await this.findOutFirst(
      sendings.filter(({ entry }) => entry.lookFirst),
      pass,
    );
    const ready = sendings.filter(({ outcome }) => !outcome);
    // A dossier that has failed before is sent alone, so that others do not fail with it again.
    const groups = [
      ...chunks(
        ready.filter((one) => one.entry.attempts === 0 && !one.heldThere),
        this.portal.limits.dossiers,
      ),
      ...chunks(
        ready.filter((one) => one.entry.attempts === 0 && one.heldThere),
        this.portal.limits.dossiers,
      ),
      ...ready.filter((one) => one.entry.attempts > 0).map((one) => [one]),
    ];
    for (const group of groups) await this.sendDossiers(group, group[0]!.heldThere, pass);
    const taken = sendings.filter((one) => one.taken && !one.outcome);
    await this.sendProgress(taken, pass);
    await this.prove(
      sendings.filter((one) => !one.outcome && (one.taken || one.unanswered)),
      pass,
    );
  }

  private async findOutFirst(sendings: Sending[], pass: Pass): Promise<void> {
    await side(sendings, async (sending) => {
      const held = await this.lookUp(sending, pass);
      if (held !== 'ENDED') sending.found(held);
    });
  }

  /** Sends the dossiers; a refused call is split until the refused dossier is found. */
  private async sendDossiers(group: Sending[], updating: boolean, pass: Pass): Promise<void> {
    if (pass.away) {
      for (const sending of group) sending.outcome = { kind: 'RELEASED', failure: pass.away };
      return;
    }
    const answer = await this.portal.sendDossiers(
      group.map(({ dossier }) => dossier),
      updating,
      pass.until,
    );
    switch (answer.kind) {
      case 'TAKEN':
        for (const sending of group) sending.taken = true;
        return;
      case 'NO_ANSWER':
        for (const sending of group) sending.unanswered = answer.failure;
        return;
      case 'UNREACHABLE':
        pass.away = answer.failure;
        for (const sending of group) sending.outcome = { kind: 'RELEASED', failure: answer.failure };
        return;
      case 'EXISTS':
      case 'NOT_HELD':
      case 'REFUSED': {
        if (group.length > 1) {
          for (const half of halves(group)) await this.sendDossiers(half, updating, pass);
          return;
        }
        const sending = group[0]!;
        if (answer.kind === 'REFUSED') return sending.fail(answer.failure);
        const wasWrong = updating === (answer.kind === 'NOT_HELD');
        if (!wasWrong || sending.turned) return sending.fail(CONTRADICTS_ITSELF);
        // Retried once the other way; a portal that has lost the dossier has lost its progress, too.
        sending.turned = true;
        if (answer.kind === 'NOT_HELD') sending.found(undefined);
        else {
          const held = await this.lookUp(sending, pass);
          if (held === 'ENDED') return;
          sending.found(held);
        }
        await this.sendDossiers(group, !updating, pass);
      }
    }
  }

  /** Rows of several dossiers share a call, each dossier's in their order. */
  private async sendProgress(sendings: Sending[], pass: Pass): Promise<void> {
    const rows = sendings.flatMap((sending) =>
      Array.from({ length: sending.rowsInAll - sending.rows }, (_, at) => ({ sending, index: sending.rows + at })),
    );
    for (const chunk of chunks(rows, this.portal.limits.progressRows)) await this.sendRows(chunk, pass);
  }

  private async sendRows(chunk: { sending: Sending; index: number }[], pass: Pass): Promise<void> {
    // Rows after a refused one wait for it; rows found at the portal are not sent again.
    const rows = chunk.filter(({ sending, index }) => !sending.outcome && !sending.unanswered && index >= sending.rows);
    if (rows.length === 0) return;
    const answer = await this.portal.sendProgress(
      rows.map(({ sending, index }): ProgressRow => ({ dossier: sending.dossier, index })),
      pass.until,
    );
    if (answer.kind === 'TAKEN') {
      for (const { sending, index } of rows) sending.rows = index + 1;
      return;
    }
    const touched = [...new Set(rows.map(({ sending }) => sending))];
    if (answer.kind === 'UNREACHABLE') {
      for (const sending of touched) sending.outcome = { kind: 'UNPROVEN', failure: answer.failure };
      return;
    }
    // Part of the call may have been stored: the number is looked up, never guessed, or rows would exist twice.
    await side(touched, async (sending) => {
      const held = await this.lookUp(sending, pass);
      if (held !== 'ENDED') sending.found(held);
    });
    const left = rows.filter(({ sending, index }) => !sending.outcome && index >= sending.rows);
    if (left.length === 0) return;
    if (answer.kind === 'NO_ANSWER') {
      for (const { sending } of left) sending.unanswered = answer.failure;
      return;
    }
    if (rows.length === 1) {
      left[0]!.sending.fail(answer.kind === 'REFUSED' ? answer.failure : CONTRADICTS_ITSELF);
      return;
    }
    for (const half of left.length === 1 ? [left] : halves(left)) await this.sendRows(half, pass);
  }

  /** Looks each one up at the portal. */
  private async prove(sendings: Sending[], pass: Pass): Promise<void> {
    await side(sendings, async (sending) => {
      const held = await this.lookUp(sending, pass);
      if (held === 'ENDED') return;
      const { record } = sending.dossier;
      const before = sending.entry.acknowledged;
      sending.found(held);
      if (held && held.status === record.status && sending.rows === sending.rowsInAll) {
        // Without an answer, an unchanged state does not prove that anything arrived.
        const looksAsBefore = before?.status === record.status && sending.entry.progressRows === sending.rowsInAll;
        if (!sending.unanswered || sending.taken || !looksAsBefore) {
          sending.outcome = proven(record.version, record.status, sending.rowsInAll);
          return;
        }
      }
      sending.fail(sending.unanswered ?? DROPPED);
    });
  }

  /**
   * ENDED: nothing more to do in this pass. An entry without an answer of the portal stays open, and one of which
   * nothing was sent is not changed. Until the portal has accepted it, another dossier with the same code is not
   * overwritten.
   */
  private async lookUp(sending: Sending, pass: Pass): Promise<HeldThere | undefined | 'ENDED'> {
    const touched = sending.taken || sending.unanswered !== undefined;
    const silent = (failure: SendFailure, reached: boolean): 'ENDED' => {
      if (!reached) pass.away = failure;
      sending.outcome ??= { kind: reached || touched ? 'UNPROVEN' : 'RELEASED', failure };
      return 'ENDED';
    };
    if (pass.away) return silent(pass.away, false);
    try {
      const held = await this.portal.lookUp(sending.code, pass.until);
      if (!held || sending.taken || isSameDossier(sending.dossier.record, held)) return held;
      sending.found(undefined);
      sending.fail(OTHER_DOSSIER);
      return 'ENDED';
    } catch (error) {
      if (!(error instanceof PortalSilent)) throw error;
      return silent(error.failure, error.reached);
    }
  }
}

const proven = (version: number, status: DossierStatus, progressRows: number): SendOutcome => ({
  kind: 'PROVEN',
  version,
  status,
  progressRows,
});

const NO_RECORD: SendFailure = {
  class: 'DROP',
  code: 'dossier.no-record',
  message: 'dossier-service has no such dossier with a code',
};
const DROPPED: SendFailure = {
  class: 'RETRY',
  code: 'portal.dropped',
  message: 'the portal answered success and does not hold what was sent',
};
const OTHER_DOSSIER: SendFailure = {
  class: 'DROP',
  code: 'portal.other-dossier',
  message: 'the portal holds another dossier under this code: NgayTiepNhan differs',
};
const CONTRADICTS_ITSELF: SendFailure = {
  class: 'RETRY',
  code: 'portal.contradicts-itself',
  message: 'the portal says both that it holds the dossier and that it does not',
};
const NEVER_BEGUN: SendOutcome = {
  kind: 'RELEASED',
  failure: { class: 'RETRY', code: 'send.no-time', message: 'the lease ended before it was this dossier’s turn' },
};

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function halves<T>(items: T[]): [T[], T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** Runs a few concurrently. */
async function side<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: Math.min(LOOKUPS, items.length) }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    }),
  );
}
