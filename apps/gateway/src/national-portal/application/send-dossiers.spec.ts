import type { NationalRecord } from '@motcua/contracts';
import type { SendEntry } from '../domain/send-entry.js';
import { FakeDossierRecords } from '../testing/fake-dossier-records.js';
import { FakeNationalPortal } from '../testing/fake-national-portal.js';
import { InMemorySendLedger } from '../testing/in-memory-send-ledger.js';
import { SendDossiers } from './send-dossiers.js';

describe('A pass over the dossiers due at the national portal', () => {
  let ledger: InMemorySendLedger;
  let records: FakeDossierRecords;
  let portal: FakeNationalPortal;
  let sendDossiers: SendDossiers;

  beforeEach(() => {
    ledger = new InMemorySendLedger({ delayMs: 0, afterFailures: () => 0 }, 60_000);
    records = new FakeDossierRecords();
    portal = new FakeNationalPortal();
    sendDossiers = new SendDossiers(ledger, records, portal);
  });

  /** An accepted dossier that is due; its code is derived from its name. */
  function due(code: string, change: Partial<NationalRecord> = {}): NationalRecord {
    const record: NationalRecord = {
      id: `id of ${code}`,
      version: 2,
      status: 'RECEIVED',
      origin: 'LIVE',
      code,
      agencyCode: 'H41.14',
      procedureCode: '1.001193',
      fieldCode: 'G15-TP07',
      channel: 'DIRECT',
      subjectType: 'CITIZEN',
      submittedAt: '2026-08-20T02:00:00.000Z',
      acceptedAt: '2026-08-20T02:15:00.000Z',
      history: [{}, {}] as NationalRecord['history'],
      ...change,
    };
    records.records.set(record.id, record);
    const { id: dossierId, version, status, agencyCode, procedureCode } = record;
    ledger.want([{ dossierId, version, status, code, agencyCode, procedureCode, recordedAt: new Date() }]);
    return record;
  }

  const entry = ({ id }: NationalRecord): SendEntry => ledger.sends.entries.get(id)!;

  it('sends them together, then their progress, and acknowledges what a lookup proves', async () => {
    const dossiers = [due('A'), due('B')];
    expect(await sendDossiers.execute()).toEqual({ claimed: 2, acknowledged: 2, failed: 0, away: false });
    expect(portal.calls.slice(0, 2)).toEqual(['new A B', 'progress A/0 A/1 B/0 B/1']);
    expect(portal.calls.slice(2).sort()).toEqual(['look up A', 'look up B']);
    for (const dossier of dossiers) expect(entry(dossier)).toMatchObject({ state: 'ACKNOWLEDGED', progressRows: 2 });
  });

  it('makes no call when nothing is due', async () => {
    records.away = portal.away = true;
    expect(await sendDossiers.execute()).toEqual({ claimed: 0, acknowledged: 0, failed: 0, away: false });
  });

  it('sends an update with the new rows', async () => {
    due('A');
    await sendDossiers.execute();
    portal.calls.length = 0;
    const changed = due('A', { version: 3, status: 'IN_PROGRESS', history: [{}, {}, {}] as NationalRecord['history'] });
    await sendDossiers.execute();
    expect(portal.calls).toEqual(['update A', 'progress A/2', 'look up A']);
    expect(entry(changed)).toMatchObject({ state: 'ACKNOWLEDGED', acknowledged: { version: 3 }, progressRows: 3 });
  });

  it('stops a refused dossier for its owner, and sends the others of its call', async () => {
    const [good, bad, alsoGood] = [due('A'), due('B'), due('C')];
    portal.refuses.add('B');
    expect(await sendDossiers.execute()).toMatchObject({ acknowledged: 2, failed: 1 });
    expect(entry(bad)).toMatchObject({ state: 'STOPPED', failure: { class: 'FIX_DATA' } });
    for (const dossier of [good, alsoGood]) expect(entry(dossier).state).toBe('ACKNOWLEDGED');
  });

  it('does not trust a success code: a dossier missing at the portal is sent again', async () => {
    const dossier = due('A');
    portal.drops = true;
    expect(await sendDossiers.execute()).toMatchObject({ acknowledged: 0, failed: 1 });
    expect(entry(dossier)).toMatchObject({ state: 'DUE', attempts: 1, failure: { code: 'portal.dropped' } });
    portal.drops = false;
    expect(await sendDossiers.execute()).toMatchObject({ acknowledged: 1 });
  });

  it('does not resend a dossier that arrived without an answer, and sends its progress in the next pass', async () => {
    const dossier = due('A');
    portal.mute = true;
    expect(await sendDossiers.execute()).toMatchObject({ acknowledged: 0, failed: 1 });
    expect(entry(dossier)).toMatchObject({ state: 'DUE', heldThere: true, attempts: 1 });
    portal.mute = false;
    expect(await sendDossiers.execute()).toMatchObject({ acknowledged: 1 });
    expect(portal.calls.filter((call) => call.startsWith('new'))).toEqual(['new A']);
    expect(portal.held.get('A')).toMatchObject({ progressRows: 2 });
  });

  it('counts no attempt when the portal is unavailable, and reports it', async () => {
    const dossier = due('A');
    portal.away = true;
    expect(await sendDossiers.execute()).toMatchObject({ acknowledged: 0, away: true });
    expect(entry(dossier)).toMatchObject({ state: 'DUE', attempts: 0, failure: { code: 'portal.away' } });
  });

  it('sends nothing while dossier-service does not return the records', async () => {
    const dossier = due('A');
    records.away = true;
    expect(await sendDossiers.execute()).toMatchObject({ away: true });
    expect(portal.calls).toEqual([]);
    expect(entry(dossier)).toMatchObject({ state: 'DUE', failure: { code: 'dossier-service.unavailable' } });
  });

  it('stops a dossier without a record in dossier-service', async () => {
    const dossier = due('A');
    records.records.delete(dossier.id);
    await sendDossiers.execute();
    expect(entry(dossier)).toMatchObject({ state: 'STOPPED', failure: { class: 'DROP', code: 'dossier.no-record' } });
  });

  it('sends an update if the portal already has the dossier', async () => {
    const dossier = due('A');
    portal.held.set('A', { code: 'A', status: 'RECEIVED', progressRows: 1, acceptedAt: dossier.acceptedAt });
    expect(await sendDossiers.execute()).toMatchObject({ acknowledged: 1 });
    expect(portal.calls.slice(0, 4)).toEqual(['new A', 'look up A', 'update A', 'progress A/1']);
  });

  it('does not overwrite another dossier with the same code at the portal', async () => {
    const dossier = due('A');
    portal.held.set('A', { code: 'A', status: 'RESOLVED', progressRows: 7, acceptedAt: '2026-08-20T01:30:00.000Z' });
    await sendDossiers.execute();
    expect(portal.held.get('A')).toMatchObject({ status: 'RESOLVED', progressRows: 7 });
    expect(entry(dossier)).toMatchObject({ state: 'STOPPED', failure: { code: 'portal.other-dossier' } });
  });

  it('sends a dossier alone after a failure, so that others do not fail with it', async () => {
    due('A');
    portal.drops = true;
    await sendDossiers.execute();
    portal.drops = false;
    portal.calls.length = 0;
    due('B');
    due('C');
    await sendDossiers.execute();
    expect(portal.calls.filter((call) => call.startsWith('new'))).toEqual(['new B C', 'new A']);
  });
});
