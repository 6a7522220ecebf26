import { backOffMs } from '@motcua/platform';
import { resend, settle, want, type SendEntry, type SendOutcome, type WantedState } from './send-entry.js';
import type { SendFailure } from './error-class.js';

const waits = {
  delayMs: 100,
  afterFailures: (failures: number, atMostMs = 60_000) => backOffMs({ baseMs: 1_000, capMs: atMostMs }, failures, 1),
};
const at = (seconds: number): Date => new Date(Date.UTC(2026, 7, 20, 2, 0, seconds));
const facts: WantedState = {
  dossierId: '0198c2a4-7a00-7000-8000-000000000001',
  version: 2,
  status: 'RECEIVED',
  code: 'H41.14-260820-0001',
  agencyCode: 'H41.14',
  procedureCode: '1.001193',
};
const failure = (errorClass: SendFailure['class']): SendFailure => ({ class: errorClass, code: 'x', message: 'x' });
const due = (): SendEntry => want(undefined, facts, at(0), waits);
const open = (change: Partial<SendEntry> = {}): SendEntry => ({ ...due(), state: 'OPEN', ...change });
const proof: SendOutcome = { kind: 'PROVEN', version: 2, status: 'RECEIVED', progressRows: 2 };
const ended = (entry: SendEntry, outcome: SendOutcome): SendEntry => settle(entry, outcome, at(10), waits);

describe('The target state of a dossier at the national portal', () => {
  it('waits for the dossier’s code, and is due shortly after it', () => {
    const submitted = want(undefined, { ...facts, version: 1, status: 'SUBMITTED', code: undefined }, at(0), waits);
    expect(submitted).toMatchObject({ state: 'WAITING' });
    expect(submitted.unsentSince).toBeUndefined();
    const accepted = want(submitted, facts, at(5), waits);
    expect(accepted).toMatchObject({ state: 'DUE', unsentSince: at(5), dueAt: new Date(at(5).getTime() + 100) });
  });

  it('is set by the newest event; a known event changes nothing', () => {
    const entry = want(due(), { ...facts, version: 3, status: 'IN_PROGRESS' }, at(1), waits);
    expect(entry.wanted).toEqual({ version: 3, status: 'IN_PROGRESS' });
    expect(want(entry, facts, at(2), waits)).toBe(entry);
  });

  it('does not delay a due send, so that a dossier that keeps changing is still sent', () => {
    expect(want(due(), { ...facts, version: 3 }, at(50), waits).dueAt).toEqual(due().dueAt);
  });

  it('is looked up first if an earlier ledger may have sent it', () => {
    expect(due().lookFirst).toBe(false);
    const late = want(undefined, facts, at(0), waits, true);
    expect(late.lookFirst).toBe(true);
    const changed = want(late, { ...facts, version: 3 }, at(1), waits);
    expect(changed.lookFirst).toBe(true);
    expect(ended({ ...changed, state: 'OPEN' }, { ...proof, version: 3 }).lookFirst).toBe(false);
  });

  it('does not shorten the wait of a failing send', () => {
    const failing = ended(open(), { kind: 'FAILED', version: 2, failure: failure('RETRY') });
    expect(want(failing, { ...facts, version: 3 }, at(11), waits).dueAt).toEqual(failing.dueAt);
  });

  it('is sent again after a change when it was stopped or acknowledged', () => {
    const stopped = ended(open(), { kind: 'FAILED', version: 2, failure: failure('FIX_DATA') });
    for (const entry of [stopped, ended(open(), proof)]) {
      expect(want(entry, { ...facts, version: 3 }, at(20), waits)).toMatchObject({
        state: 'DUE',
        unsentSince: expect.any(Date),
      });
    }
  });
});

describe('A send that ended', () => {
  it('is repeated with growing waits while dossier-service is behind its own events, as after a restore', () => {
    const lost = { wanted: { version: 5, status: 'RESOLVED' as const } };
    const first = ended(open(lost), proof);
    expect(first).toMatchObject({ state: 'DUE', dueAt: new Date(at(10).getTime() + waits.delayMs) });
    expect(first.failure).toBeUndefined();
    let entry = first;
    const pauses = Array.from({ length: 4 }, () => {
      entry = ended({ ...entry, state: 'OPEN' }, proof);
      return entry.dueAt!.getTime() - at(10).getTime();
    });
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses[3]).toBeGreaterThanOrEqual(4 * pauses[0]!);
    expect(entry).toMatchObject({
      state: 'DUE',
      attempts: 4,
      failure: { class: 'RETRY', code: 'dossier.record-behind' },
    });
  });

  it('is acknowledged when the portal has what was sent', () => {
    expect(ended(open({ attempts: 3, failure: failure('RETRY') }), proof)).toMatchObject({
      state: 'ACKNOWLEDGED',
      acknowledged: { version: 2, status: 'RECEIVED', at: at(10) },
      heldThere: true,
      progressRows: 2,
      attempts: 0,
      failure: undefined,
      unsentSince: undefined,
      dueAt: undefined,
    });
  });

  it('is due again when the dossier changed meanwhile', () => {
    const changed = want(open(), { ...facts, version: 3, status: 'IN_PROGRESS' }, at(5), waits);
    expect(changed.state).toBe('OPEN');
    expect(ended(changed, proof)).toMatchObject({
      state: 'DUE',
      acknowledged: { version: 2 },
      wanted: { version: 3 },
      unsentSince: at(0),
    });
  });

  it('may have sent a newer state than the last event', () => {
    const outcome: SendOutcome = { kind: 'PROVEN', version: 5, status: 'RESOLVED', progressRows: 5 };
    expect(ended(open(), outcome)).toMatchObject({ state: 'ACKNOWLEDGED', wanted: { version: 5, status: 'RESOLVED' } });
  });

  it('waits longer with each failure, and is looked up before it is sent again', () => {
    const once = ended(open(), { kind: 'FAILED', version: 2, failure: failure('RETRY') });
    expect(once).toMatchObject({ state: 'DUE', attempts: 1, lookFirst: true, dueAt: at(11), failingSince: at(10) });
    const twice = settle(
      { ...once, state: 'OPEN' },
      { kind: 'FAILED', version: 2, failure: failure('RETRY') },
      at(12),
      waits,
    );
    expect(twice).toMatchObject({ attempts: 2, dueAt: at(14), failingSince: at(10) });
  });

  it.each(['FIX_DATA', 'FIX_MAPPING', 'DROP'] as const)('stops for its owner on %s', (errorClass) => {
    const outcome: SendOutcome = { kind: 'FAILED', version: 2, failure: failure(errorClass) };
    expect(ended(open(), outcome)).toMatchObject({
      state: 'STOPPED',
      failure: failure(errorClass),
      unsentSince: at(0),
    });
    const changed = ended(want(open({ attempts: 3 }), { ...facts, version: 3 }, at(5), waits), outcome);
    expect(changed).toMatchObject({ state: 'DUE', attempts: 4, dueAt: at(18) });
  });

  it('stays open while its outcome is unknown', () => {
    expect(ended(open(), { kind: 'UNPROVEN', failure: failure('RETRY') })).toMatchObject({
      state: 'OPEN',
      lookFirst: true,
      attempts: 1,
      dueAt: at(11),
    });
  });

  it('does not count as an attempt when nothing was sent, and then waits only briefly', () => {
    const entry = ended(open({ attempts: 2 }), { kind: 'RELEASED', failure: failure('RETRY') });
    expect(entry).toMatchObject({ state: 'DUE', attempts: 2, dueAt: at(11) });
  });

  it('is sent at once, after a lookup, when somebody resends it', () => {
    const stopped = ended(open(), { kind: 'FAILED', version: 2, failure: failure('DROP') });
    expect(resend(stopped, at(20))).toMatchObject({ state: 'DUE', dueAt: at(20), lookFirst: true, attempts: 0 });
    expect(resend(open(), at(20))).toEqual(open());
  });
});
