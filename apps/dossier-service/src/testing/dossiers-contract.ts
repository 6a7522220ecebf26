import { caller, type Caller, type SimulatedClock } from '@motcua/platform';
import { v7 as uuid } from 'uuid';
import { changeableBy, readableBy, type Scope } from '../application/caller-scope.js';
import type { Change, DossierCommand, Dossiers } from '../application/ports.js';
import type { Dossier } from '../domain/dossier.js';
import { stop } from '../domain/ending.js';
import { accept, refuse, submit, withCode } from '../domain/intake.js';
import { requestSupplement } from '../domain/supplement.js';
import { transfer } from '../domain/transfer.js';
import { countOf, submission } from './example-dossiers.js';
import { basis, compiled2026, local, procedure } from './reference-data.js';

export interface DossiersUnderContract {
  dossiers: Dossiers;
  clock: SimulatedClock;
  /** Who did what happened to a dossier, in order, as it is kept. */
  actorsOf(id: string): Promise<object[]>;
}

const SUBMITTED_AT = local('2026-08-20 09:00');
const AN = caller({ subject: 'citizen-an', roles: ['applicant'] });
const BINH = caller({ subject: 'citizen-binh', roles: ['applicant'] });
const PORTAL = caller({ subject: 'portal-1', roles: ['portal-client'] });
const OFFICER = caller({ subject: 'officer-1', roles: ['one-stop-officer'], agency: 'H41.14' });
const FOREIGN_OFFICER = caller({ subject: 'officer-2', roles: ['one-stop-officer'], agency: 'H41.27.05' });
const CONTROL = caller({ subject: 'control-1', roles: ['procedure-control'] });

/** What every store of dossiers does, whatever it keeps them in. */
export function keepsDossiers(start: () => Promise<DossiersUnderContract>): void {
  let dossiers: Dossiers;
  let clock: SimulatedClock;
  let actorsOf: DossiersUnderContract['actorsOf'];

  beforeAll(async () => ({ dossiers, clock, actorsOf } = await start()));
  beforeEach(() => clock.set(SUBMITTED_AT));

  const open = (command: Partial<DossierCommand> = {}, asked = () => {}) =>
    dossiers.open({ caller: PORTAL, input: undefined, ...command }, async () => {
      asked();
      const [event] = submit({ ...submission(), id: uuid(), online: true }, clock.now());
      const applicant = { fullName: 'Nguyễn Văn An' };
      return { event, record: { applicant, resultDelivery: 'COUNTER', ownerSubject: AN.subject } };
    });
  const opened = async () => (await open()).dossier;
  const change = (id: string, action: Change['action'], more: Partial<Change> = {}): Change => ({
    id,
    action,
    caller: OFFICER,
    input: undefined,
    scopes: readableBy(OFFICER),
    ...more,
  });
  const supplementRequested = (dossier: Dossier) => {
    const provideUntil = new Date(clock.now().getTime() + 7 * 86_400_000);
    const input = { items: ['giấy chứng sinh'], reason: 'thiếu', provideUntil };
    return requestSupplement(dossier, input, countOf(dossier), clock.now());
  };
  const askForSupplement = (id: string, more: Partial<Change> = {}) =>
    dossiers.change(change(id, 'request-supplement', more), (dossier) => supplementRequested(dossier));
  const refuseIt = (id: string, more: Partial<Change> = {}) =>
    dossiers.change(change(id, 'refuse', more), (dossier) =>
      refuse(dossier, { reason: 'sai thẩm quyền' }, clock.now()),
    );
  const acceptIt = (id: string, more: Partial<DossierCommand> = {}, first = async () => {}) =>
    dossiers.accept(
      { id, caller: OFFICER, input: undefined, scopes: changeableBy(OFFICER, 'accept'), ...more },
      async (dossier, nextCode) => {
        await first();
        const accepted = accept(
          dossier,
          { procedure: procedure(), basis: basis(), calendar: compiled2026() },
          clock.now(),
        );
        return withCode(accepted, nextCode(dossier.agencyCode, accepted.at));
      },
    );
  const numberOf = ({ acceptance }: Dossier) => Number(acceptance?.code?.split('-').at(-1));

  describe('A submission', () => {
    it('opens a dossier with its first version', async () => {
      const { dossier, at } = await open();
      expect(at).toEqual(SUBMITTED_AT);
      expect(dossier).toMatchObject({ version: 1, status: 'SUBMITTED', submittedAt: SUBMITTED_AT });
      expect(await dossiers.find(dossier.id, readableBy(OFFICER))).toEqual(dossier);
    });
  });

  describe('A change', () => {
    it('leaves the dossier as it was decided', async () => {
      const { id } = await opened();
      clock.set(local('2026-08-20 10:00'));
      const { dossier, at } = await askForSupplement(id);
      expect(at).toEqual(local('2026-08-20 10:00'));
      expect(dossier).toMatchObject({ version: 2, status: 'WAITING_SUPPLEMENT', waiting: { since: at } });
      expect(await dossiers.find(id, readableBy(OFFICER))).toEqual(dossier);
    });

    it('leaves the dossier as it is where nothing happens to it', async () => {
      const before = await opened();
      expect((await dossiers.change(change(before.id, 'set-deadline-anew'), () => [])).dossier).toEqual(before);
      expect(await dossiers.find(before.id, readableBy(OFFICER))).toEqual(before);
    });

    it('is refused for a version that is out of date, and made for the present one', async () => {
      const { id } = await opened();
      await acceptIt(id);
      await expect(askForSupplement(id, { expectedVersion: 1 })).rejects.toMatchObject({
        code: 'dossier.changed-meanwhile',
        details: { version: 2 },
      });
      expect((await askForSupplement(id, { expectedVersion: 2 })).dossier.version).toBe(3);
    });

    it('is decided again when another change was faster', async () => {
      const { id } = await opened();
      const seen: number[] = [];
      const { dossier } = await dossiers.change(change(id, 'request-supplement'), async (before) => {
        seen.push(before.version);
        if (seen.length === 1) await acceptIt(id);
        return supplementRequested(before);
      });
      expect(seen).toEqual([1, 2]);
      expect(dossier).toMatchObject({ version: 3, status: 'WAITING_SUPPLEMENT', waiting: { returnTo: 'RECEIVED' } });
    });

    it('is made once, though twenty ask for it at the same moment', async () => {
      const { id } = await opened();
      const made = await Promise.allSettled(Array.from({ length: 20 }, () => refuseIt(id)));
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await dossiers.find(id, readableBy(OFFICER)))!.version).toBe(2);
    });
  });

  describe('What happens', () => {
    it.each<[Caller, object]>([
      [OFFICER, { kind: 'OFFICER', account: 'officer-1', agency: 'H41.14' }],
      [AN, { kind: 'APPLICANT', account: 'citizen-an' }],
      [PORTAL, { kind: 'PORTAL', account: 'portal-1' }],
    ])('is decided and kept with who did it: $subject', async (by, actor) => {
      const { id } = await opened();
      await acceptIt(id);
      await dossiers.change(change(id, 'stop', { caller: by, scopes: readableBy(by) }), (dossier, calendar, within) => {
        expect(within.by).toMatchObject(actor);
        return stop(dossier, { reason: 'theo đề nghị' }, calendar, clock.now());
      });
      expect(await actorsOf(id)).toMatchObject([{ kind: 'PORTAL' }, { kind: 'OFFICER' }, actor]);
    });
  });

  describe('An acceptance', () => {
    it('stamps what the deadline is counted by, and takes the next number of its day', async () => {
      const first = (await acceptIt((await opened()).id)).dossier;
      expect(first).toMatchObject({
        status: 'RECEIVED',
        acceptance: {
          code: expect.stringMatching(/^H41\.14-260820-\d{4}$/),
          acceptedAt: SUBMITTED_AT,
          basis: basis(),
          deadline: { state: 'RUNNING', dueAt: local('2026-08-24 17:00') },
        },
      });
      expect(await dossiers.find(first.id, readableBy(OFFICER))).toEqual(first);
      const second = (await acceptIt((await opened()).id)).dossier;
      expect(numberOf(second)).toBe(numberOf(first) + 1);
    });

    it('that is refused, or overtaken, takes no number', async () => {
      const first = (await acceptIt((await opened()).id)).dossier;
      await expect(acceptIt(first.id)).rejects.toMatchObject({ code: 'dossier.not-in-state' });
      const { id } = await opened();
      await expect(acceptIt(id, {}, async () => void (await refuseIt(id)))).rejects.toMatchObject({
        code: 'dossier.not-in-state',
      });
      const second = (await acceptIt((await opened()).id)).dossier;
      expect(numberOf(second)).toBe(numberOf(first) + 1);
    });

    it('takes the first number of its day on another day', async () => {
      const { id } = await opened();
      clock.set(local('2026-08-27 00:30'));
      expect((await acceptIt(id)).dossier.acceptance?.code).toBe('H41.14-260827-0001');
    });
  });

  describe('A dossier', () => {
    const foreign: [string, Scope[]][] = [
      ['another citizen', readableBy(BINH)],
      ['another agency', readableBy(FOREIGN_OFFICER)],
      ['nobody', []],
    ];

    it.each(foreign)('does not exist for %s', async (_, scopes) => {
      const { id } = await opened();
      expect(await dossiers.find(id, scopes)).toBeUndefined();
      expect(await dossiers.find(uuid(), scopes)).toBeUndefined();
      const absent = { kind: 'not-found', code: 'dossier.not-found' };
      await expect(refuseIt(id, { scopes })).rejects.toMatchObject(absent);
      await expect(refuseIt(uuid(), { scopes })).rejects.toMatchObject(absent);
      expect((await dossiers.find(id, readableBy(OFFICER)))!.version).toBe(1);
    });

    it.each<[string, Caller]>([
      ['its owner', AN],
      ['the portal that submitted it', PORTAL],
      ['its agency', OFFICER],
      ['procedure control', CONTROL],
    ])('exists for %s', async (_, by) => {
      const dossier = await opened();
      expect(await dossiers.find(dossier.id, readableBy(by))).toEqual(dossier);
      expect((await refuseIt(dossier.id, { scopes: readableBy(by) })).dossier.version).toBe(2);
    });
  });

  describe('A transfer to the successor of the agency', () => {
    const SUCCESSOR = caller({ subject: 'officer-3', roles: ['one-stop-officer'], agency: 'H41.15' });
    const transferIt = (id: string) =>
      dossiers.change(change(id, 'transfer', { scopes: [{ kind: 'PROVINCE' }] }), (dossier) =>
        transfer(dossier, { from: 'H41.14', to: 'H41.15' }, clock.now()),
      );

    it('gives it to the officers of the successor; those of the agency read it and change nothing any more', async () => {
      const { id } = await opened();
      const accepted = (await acceptIt(id)).dossier;
      expect(await dossiers.find(id, readableBy(SUCCESSOR))).toBeUndefined();
      const { dossier } = await transferIt(id);
      const handedOn = [{ at: clock.now(), fromAgencyCode: 'H41.14' }];
      expect(dossier).toEqual({
        ...accepted,
        agencyCode: 'H41.15',
        receivingAgencyCode: 'H41.15',
        handedOn,
        version: 3,
        announced: 3,
        lastEventAt: clock.now(),
      });
      for (const reader of [SUCCESSOR, OFFICER]) expect(await dossiers.find(id, readableBy(reader))).toEqual(dossier);
      expect(await dossiers.find(id, readableBy(FOREIGN_OFFICER))).toBeUndefined();
      await expect(askForSupplement(id, { scopes: changeableBy(OFFICER, 'request-supplement') })).rejects.toMatchObject(
        { code: 'dossier.not-found' },
      );
      const scopes = changeableBy(SUCCESSOR, 'request-supplement');
      expect((await askForSupplement(id, { scopes })).dossier.status).toBe('WAITING_SUPPLEMENT');
    });

    it('overtakes an acceptance that was being decided, which the agency then cannot make', async () => {
      const { id } = await opened();
      await expect(acceptIt(id, {}, async () => void (await transferIt(id)))).rejects.toMatchObject({
        code: 'dossier.not-found',
      });
      expect(await dossiers.find(id, readableBy(SUCCESSOR))).toMatchObject({ version: 2, status: 'SUBMITTED' });
    });

    it('is decided again when an acceptance was faster, and takes the accepted dossier along', async () => {
      const { id } = await opened();
      const seen: string[] = [];
      await dossiers.change(change(id, 'transfer', { scopes: [{ kind: 'PROVINCE' }] }), async (dossier) => {
        seen.push(dossier.status);
        if (seen.length === 1) await acceptIt(id);
        return transfer(dossier, { from: 'H41.14', to: 'H41.15' }, clock.now());
      });
      expect(seen).toEqual(['SUBMITTED', 'RECEIVED']);
      expect(await dossiers.find(id, readableBy(SUCCESSOR))).toMatchObject({
        version: 3,
        status: 'RECEIVED',
        acceptance: { code: expect.stringMatching(/^H41\.14-/) },
      });
    });

    it('happens once, though several ask for it at the same moment', async () => {
      const { id } = await opened();
      const made = await Promise.all(Array.from({ length: 5 }, () => transferIt(id)));
      expect(made.map(({ dossier }) => dossier.version)).toEqual(Array(5).fill(2));
    });

    it('leaves the answer to a request of the agency from before it', async () => {
      const { id } = await opened();
      const key = { idempotencyKey: uuid() };
      const accepted = await acceptIt(id, key);
      await transferIt(id);
      expect(await acceptIt(id, key)).toEqual(accepted);
    });
  });

  describe('A repetition under its Idempotency-Key', () => {
    it('of a submission opens nothing more, and nothing is asked for it', async () => {
      const command = { idempotencyKey: uuid(), input: { a: 1 } };
      let asked = 0;
      const first = await open(command, () => (asked += 1));
      clock.set(local('2026-08-25 09:00'));
      await acceptIt(first.dossier.id);
      expect(await open(command, () => (asked += 1))).toEqual(first);
      expect(asked).toBe(1);
    });

    it('is answered as the first time, whatever has changed since', async () => {
      const { id } = await opened();
      const key = { idempotencyKey: uuid() };
      const accepted = await acceptIt(id, key);
      const asked = await askForSupplement(id, key);
      clock.set(local('2026-09-10 09:00'));
      await dossiers.change(change(id, 'stop'), (dossier, calendar) =>
        stop(dossier, { reason: 'theo đề nghị' }, calendar, clock.now()),
      );
      expect(await acceptIt(id, key)).toEqual(accepted);
      expect(await askForSupplement(id, key)).toEqual(asked);
      expect([accepted.at, asked.at]).toEqual([SUBMITTED_AT, SUBMITTED_AT]);
      expect((await dossiers.find(id, readableBy(OFFICER)))!.version).toBe(4);
    });

    it('with another content is refused; under another key, or by another caller, it is no repetition', async () => {
      const { id } = await opened();
      const first = { idempotencyKey: uuid(), input: { reason: 'a' } };
      await refuseIt(id, first);
      await expect(refuseIt(id, { ...first, input: { reason: 'b' } })).rejects.toMatchObject({
        code: 'idempotency.key-reused',
      });
      const anew = { code: 'dossier.not-in-state' };
      await expect(refuseIt(id, { ...first, idempotencyKey: uuid() })).rejects.toMatchObject(anew);
      await expect(refuseIt(id, { ...first, caller: CONTROL })).rejects.toMatchObject(anew);
    });

    it('of a refused request is decided again', async () => {
      const { id } = await opened();
      const key = { idempotencyKey: uuid() };
      await expect(acceptIt(id, { ...key, expectedVersion: 7 })).rejects.toMatchObject({
        code: 'dossier.changed-meanwhile',
      });
      expect((await acceptIt(id, key)).dossier.status).toBe('RECEIVED');
    });

    it('that comes at the same moment changes the dossier once, and all get one answer', async () => {
      const { id } = await opened();
      const key = { idempotencyKey: uuid() };
      const [first, ...others] = await Promise.all(Array.from({ length: 10 }, () => acceptIt(id, key)));
      for (const other of others) expect(other).toEqual(first);
      expect((await dossiers.find(id, readableBy(OFFICER)))!.version).toBe(2);
    });
  });
}
