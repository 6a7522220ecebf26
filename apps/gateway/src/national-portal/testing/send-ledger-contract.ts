import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Claim, SendLedger } from '../application/send-ledger.js';
import type { SendEntry, SendOutcome, WantedState } from '../domain/send-entry.js';

export interface InstanceOptions {
  leaseMs: number;
  delayMs: number;
}

/** The ledger of one instance of the gateway. */
export interface LedgerInstance {
  ledger: SendLedger;
  /** An event recorded at this time. */
  want(state: WantedState, recordedAt: Date): Promise<void>;
}

/** A ledger that several instances share. */
export interface LedgerBench {
  instance(options: InstanceOptions): LedgerInstance;
  entry(dossierId: string): Promise<SendEntry | undefined>;
  /** This dossier came from the portal. */
  handedOver(dossierId: string): Promise<void>;
  attempts(dossierId: string): Promise<number>;
}

const LONG_MS = 60_000;
const failure = { class: 'RETRY', code: 'portal.refused', message: 'not now' } as const;

/** The contract of every ledger of sends. */
export function describeSendLedger(name: string, bench: () => LedgerBench): void {
  describe(`The ledger of sends ${name}`, () => {
    const accepted = (change: Partial<WantedState> = {}): WantedState => {
      const dossierId = uuid();
      return {
        dossierId,
        version: 2,
        status: 'RECEIVED',
        code: `H41.14-${dossierId.slice(-12)}`,
        agencyCode: 'H41.14',
        procedureCode: '1.001193',
        ...change,
      };
    };
    const instance = (options: Partial<InstanceOptions> = {}): LedgerInstance =>
      bench().instance({ leaseMs: LONG_MS, delayMs: 0, ...options });
    const wanted = async ({ want }: LedgerInstance, ...states: WantedState[]): Promise<void> => {
      for (const state of states) await want(state, new Date());
    };
    const ids = ({ entries }: Claim): string[] => entries.map(({ dossierId }) => dossierId).sort();
    const proven = (version: number): SendOutcome => ({
      kind: 'PROVEN',
      version,
      status: 'RECEIVED',
      progressRows: 1,
    });

    // Each test leaves no due entries.
    afterEach(async () => {
      const { ledger } = instance();
      await ledger.claim(1_000);
    });

    it('gives a due entry to one instance only, while its lease lasts', async () => {
      const [one, other] = [instance(), instance()];
      const states = [accepted(), accepted()];
      await wanted(one, ...states);
      const claim = await one.ledger.claim(10);
      expect(ids(claim)).toEqual(states.map(({ dossierId }) => dossierId).sort());
      expect((await other.ledger.claim(10)).entries).toEqual([]);
    });

    it('gives at most the requested number, oldest first', async () => {
      const one = instance();
      const first = accepted();
      await wanted(one, first);
      await pause(5);
      await wanted(one, accepted());
      expect(ids(await one.ledger.claim(1))).toEqual([first.dossierId]);
    });

    it('does not give entries that wait for a change or have no code', async () => {
      const one = instance({ delayMs: LONG_MS });
      await wanted(one, accepted());
      await wanted(instance(), accepted({ code: undefined, status: 'SUBMITTED', version: 1 }));
      expect((await one.ledger.claim(10)).entries).toEqual([]);
    });

    it('gives an abandoned entry again, to be looked up first', async () => {
      const state = accepted();
      const gone = instance({ leaseMs: 1 });
      await wanted(gone, state);
      expect((await gone.ledger.claim(10)).entries).toMatchObject([{ lookFirst: false }]);
      await pause(10);
      const heir = instance();
      expect((await heir.ledger.claim(10)).entries).toMatchObject([{ dossierId: state.dossierId, lookFirst: true }]);
    });

    it('leaves time to store the outcome of a claim before its lease ends', async () => {
      const before = performance.now();
      const { until } = await instance({ leaseMs: 1_000 }).ledger.claim(10);
      expect(until).toBeGreaterThan(before);
      expect(until).toBeLessThan(performance.now() + 1_000);
    });

    it('stores the outcome of an attempt with it', async () => {
      const one = instance();
      const [good, bad] = [accepted(), accepted()];
      await wanted(one, good, bad);
      const claim = await one.ledger.claim(10);
      await one.ledger.settle(claim, [
        { dossierId: good.dossierId, outcome: proven(2) },
        { dossierId: bad.dossierId, outcome: { kind: 'FAILED', version: 2, failure } },
      ]);
      expect(await bench().entry(good.dossierId)).toMatchObject({
        state: 'ACKNOWLEDGED',
        acknowledged: { version: 2, status: 'RECEIVED' },
        heldThere: true,
        progressRows: 1,
      });
      expect(await bench().entry(bad.dossierId)).toMatchObject({ state: 'DUE', attempts: 1, failure });
      expect(await bench().attempts(bad.dossierId)).toBe(1);
    });

    it('does not change an entry that another instance has taken over', async () => {
      const state = accepted();
      const late = instance({ leaseMs: 1 });
      await wanted(late, state);
      const lost = await late.ledger.claim(10);
      await pause(10);
      const heir = instance();
      const claim = await heir.ledger.claim(10);
      await late.ledger.settle(lost, [{ dossierId: state.dossierId, outcome: proven(2) }]);
      expect(await bench().entry(state.dossierId)).toMatchObject({ state: 'OPEN' });
      expect(await bench().attempts(state.dossierId)).toBe(0);
      await heir.ledger.settle(claim, [{ dossierId: state.dossierId, outcome: proven(2) }]);
      expect(await bench().entry(state.dossierId)).toMatchObject({ state: 'ACKNOWLEDGED' });
    });

    it('requires a lookup for entries that an earlier instance may have sent or recorded', async () => {
      const earlier = instance();
      const [kept, old] = [accepted(), accepted()];
      await wanted(earlier, kept);
      const recorded = new Date(Date.now() - 1_000);
      await pause(5);
      const one = instance();
      await one.want(old, recorded);
      expect((await one.ledger.claim(10)).entries).toMatchObject([{ lookFirst: true }, { lookFirst: true }]);
    });

    it('resends by hand at once, even an unknown dossier', async () => {
      const one = instance({ delayMs: LONG_MS });
      const [known, unknown] = [accepted(), accepted()];
      await wanted(one, known);
      await one.ledger.resend([known, unknown]);
      const { entries } = await one.ledger.claim(10);
      expect(entries.map(({ dossierId }) => dossierId).sort()).toEqual([known.dossierId, unknown.dossierId].sort());
      expect(entries.every(({ lookFirst }) => lookFirst)).toBe(true);
    });

    it('knows which dossiers came from the portal', async () => {
      const [theirs, ours] = [accepted(), accepted()];
      await bench().handedOver(theirs.dossierId);
      const { ledger } = instance();
      expect([...(await ledger.fromPortal([theirs.dossierId, ours.dossierId]))]).toEqual([theirs.dossierId]);
    });
  });
}
