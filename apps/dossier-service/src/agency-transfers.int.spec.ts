import { EXAMPLE_INPUTS } from './testing/example-dossiers.js';
import { MetricsRegistry } from '@motcua/platform';
import { AgencySubscriptions } from '@motcua/reference-data';
import { eventually, type Api } from '@motcua/testing';
import type { AgencyChanged } from '@motcua/contracts';
import { DataSource } from 'typeorm';
import {
  APPLICANT,
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';
import { agency, CENTRE } from './testing/reference-data.js';

jest.setTimeout(60_000);

const HEIR = 'H41.15';

/** Dossiers of an agency that ends go to its successor on the next day, whoever closes it and whenever that is announced. */
describe('An agency that ends', () => {
  let test: DossierTestService;
  let heir: Api;
  let versions = 1;
  const query = (sql: string, parameters: unknown[] = []): Promise<any[]> =>
    test.service.app.get(DataSource).query(sql, parameters);
  const changed = (code: string, said: Partial<AgencyChanged>) =>
    test.service.app
      .get(DataSource)
      .transaction((manager) =>
        test.service.app
          .get(AgencySubscriptions)
          .onAgencyChanged(
            { ...agency(code), ...said } as AgencyChanged,
            { manager, event: { aggregateversion: (versions += 1) } } as never,
          ),
      );
  const submitted = async (by = test.officer): Promise<string> => (await by.post('/dossiers', SUBMISSION)).id;
  const accepted = async (): Promise<string> => {
    const id = await submitted();
    await test.officer.post(`/dossiers/${id}/acceptance`);
    return id;
  };
  const metric = async (name: string) =>
    new RegExp(`^${name}\\{.*\\} (\\d+)$`, 'm').exec((await test.service.app.get(MetricsRegistry).text()).body)?.[1];
  const at = async (id: string) => (await test.control.get(`/dossiers/${id}`)).agencyCode;

  beforeEach(async () => {
    test = await startDossierTestService();
    heir = await test.client(['one-stop-officer', 'processing-officer'], { sub: 'officer-heir', agency: HEIR });
    await test.at('2026-08-20 09:00');
    await changed(OWN, {});
    await changed(HEIR, {});
  });
  afterEach(() => test?.stop());

  it('that received for another one hands on what its counter has to do, and the dossier stays with the competent agency', async () => {
    const counter = await test.client('one-stop-officer', { sub: 'centre-counter', agency: CENTRE });
    const { id } = await counter.post('/dossiers', { ...SUBMISSION, agencyCode: OWN });
    const { code } = await counter.post(`/dossiers/${id}/acceptance`);
    expect(code).toContain(CENTRE);
    await changed(CENTRE, { validTo: '2026-08-20', successorCode: HEIR });
    await test.at('2026-08-21 00:01');
    await eventually(async () =>
      expect(await test.control.get(`/dossiers/${id}`)).toMatchObject({
        agencyCode: OWN,
        receivingAgencyCode: HEIR,
        code,
      }),
    );
    expect((await counter.refusal('POST', `/dossiers/${id}/forwarding`)).status).toBe(404);
    expect((await test.officer.refusal('POST', `/dossiers/${id}/forwarding`)).status).toBe(404);
    await test.at('2026-08-21 09:00');
    expect((await heir.post(`/dossiers/${id}/forwarding`)).status).toBe('IN_PROGRESS');
    // The receipt is of the counter that gave it, and so is its time.
    expect((await heir.get(`/dossiers/${id}/receipt`)).agencyCode).toBe(CENTRE);
    const { spans } = await heir.get(`/dossiers/${id}/time-use`);
    const ofCounter = spans.filter(({ chargedTo }: any) => chargedTo.party === 'COUNTER');
    expect([...new Set(ofCounter.map(({ chargedTo }: any) => chargedTo.agencyCode))]).toEqual([CENTRE, HEIR]);
    const { entries } = await test.officer.get(`/dossiers/${id}/history`);
    expect(entries.find(({ action }: any) => action === 'transfer').details).toMatchObject({ part: 'RECEIVING' });
  });

  // Decree 118/2025/NĐ-CP Art. 14: whoever submitted at a counter that has ended need not submit again.
  it('that received for another one leaves what waits for acceptance to its successor, which accepts it', async () => {
    const counter = await test.client('one-stop-officer', { sub: 'centre-counter', agency: CENTRE });
    const { id } = await counter.post('/dossiers', { ...SUBMISSION, agencyCode: OWN });
    // The twin: before the succession this counter may not receive for the agency.
    expect((await heir.refusal('POST', '/dossiers', { body: { ...SUBMISSION, agencyCode: OWN } })).code).toBe(
      'agency.may-not-receive',
    );
    const receivesFor = { agencyCodes: [OWN], everyAgencyOf: [] };
    await changed(CENTRE, { validTo: '2026-08-20', successorCode: HEIR, receivesFor });
    await test.at('2026-08-21 09:00');
    await eventually(async () =>
      expect(await test.control.get(`/dossiers/${id}`)).toMatchObject({ agencyCode: OWN, receivingAgencyCode: HEIR }),
    );
    expect((await heir.post(`/dossiers/${id}/acceptance`)).status).toBe('RECEIVED');
  });

  it('keeps its dossiers on its last day, and its successor has them on the next', async () => {
    const waiting = await submitted();
    const open = await accepted();
    const { code, deadline } = await test.officer.get(`/dossiers/${open}`);
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await eventually(async () => {
      expect(
        await query(`SELECT count(*)::int FROM agency_transfers WHERE agency_code = $1 AND state = 'COMPLETED'`, [OWN]),
      ).toEqual([{ count: 2 }]);
    });
    expect([await at(waiting), await at(open)]).toEqual([OWN, OWN]);

    await test.at('2026-08-21 00:00');
    await eventually(async () => expect([await at(waiting), await at(open)]).toEqual([HEIR, HEIR]));
    expect(await heir.get(`/dossiers/${open}`)).toMatchObject({ code, deadline, version: 3, agencyCode: HEIR });
    const { entries } = await heir.get(`/dossiers/${open}/history`);
    expect(entries[2]).toMatchObject({
      action: 'transfer',
      actor: 'system:agencies',
      fromStatus: 'RECEIVED',
      toStatus: 'RECEIVED',
      details: { cause: 'AGENCY_ENDED', fromAgencyCode: OWN, toAgencyCode: HEIR },
    });
    // What was signed stays: the receipt names the agency that gave it.
    expect(await heir.get(`/dossiers/${open}/receipt`)).toMatchObject({
      agencyCode: OWN,
      agencyName: `Cơ quan ${OWN}`,
      code,
    });
    const [event] = await query(`SELECT data FROM outbox WHERE type = 'dossier.transferred' AND aggregate_id = $1`, [
      open,
    ]);
    expect(event.data).toMatchObject({ dossier: { agencyCode: HEIR, code }, fromAgencyCode: OWN });

    // The successor accepts the waiting dossiers. The decision names only the agency that has ended.
    expect((await heir.post(`/dossiers/${waiting}/acceptance`)).code).toBe(`${HEIR}-260821-0001`);
    expect((await heir.get(`/dossiers/${waiting}/receipt`)).agencyCode).toBe(HEIR);
    expect((await heir.post(`/dossiers/${open}/forwarding`)).status).toBe('IN_PROGRESS');
    expect((await heir.get('/dossiers')).items).toHaveLength(2);
  });

  it('is no longer asked for a person; its successor finds the person by name, and both are told by the changes', async () => {
    const open = await accepted();
    const person = { fullName: 'an nguyen' };
    const found = async (by: Api) =>
      (await by.post('/dossiers/search', { person })).items.map(({ id }: { id: string }) => id);
    expect([await found(test.officer), await found(heir)]).toEqual([[open], []]);
    const followers = [test.officer, heir];
    const from = await Promise.all(followers.map(async (by) => (await by.get('/dossiers/changes')).cursor));
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await test.at('2026-08-21 00:00');
    await eventually(async () => expect(await at(open)).toBe(HEIR));
    expect([await found(test.officer), await found(heir)]).toEqual([[], [open]]);
    for (const [index, by] of followers.entries()) {
      await eventually(async () =>
        expect((await by.get('/dossiers/changes', { query: { changedSince: from[index] } })).items).toMatchObject([
          { id: open, agencyCode: HEIR, version: 3 },
        ]),
      );
    }
  });

  it('takes nothing in after its last day; its successor does, and another agency does not', async () => {
    const id = await submitted();
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    expect(await submitted(heir).catch((error: Error) => error.message)).toContain('agency.not-competent');
    await test.at('2026-08-21 00:00');
    for (const [path, body] of [
      ['/dossiers', SUBMISSION],
      [`/dossiers/${id}/acceptance`, {}],
    ] as const) {
      const refusal = await test.officer.refusal('POST', path, { body });
      // The transfer may have been faster: then the dossier is not theirs any more.
      expect([422, 404]).toContain(refusal.status);
      expect(['agency.not-in-force', 'dossier.not-found']).toContain(refusal.code);
    }
    const english = { body: SUBMISSION, headers: { 'accept-language': 'en' } };
    const { problem } = await test.officer.refusal('POST', '/dossiers', english);
    expect(problem.detail).toContain(`Its successor ${HEIR} receives`);
    expect((await heir.post('/dossiers', SUBMISSION)).status).toBe('SUBMITTED');
    await changed('H41.99', {});
    const stranger = await test.client('one-stop-officer', { agency: 'H41.99' });
    const refusal = await stranger.refusal('POST', '/dossiers', { body: SUBMISSION });
    expect([refusal.status, refusal.code]).toEqual([422, 'agency.not-competent']);
  });

  it('lets its officers read what it had, masked and without what was written, and change nothing', async () => {
    const id = await accepted();
    const other = await submitted(test.otherOfficer);
    await test.officer.post(`/dossiers/${id}/supplement-requests`, EXAMPLE_INPUTS['request-supplement']);
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await test.at('2026-08-21 00:00');
    await eventually(async () => expect(await at(id)).toBe(HEIR));

    const dossier = await test.officer.get(`/dossiers/${id}`);
    expect(dossier).toMatchObject({ agencyCode: HEIR, allowedActions: [] });
    expect(JSON.stringify(dossier)).not.toContain(APPLICANT.identityNumber);
    const { entries } = await test.officer.get(`/dossiers/${id}/history`);
    expect(entries).toHaveLength(4);
    expect(entries[2].reason).toBeUndefined();
    expect((await heir.get(`/dossiers/${id}/history`)).entries[2].reason).toBe(
      EXAMPLE_INPUTS['request-supplement'].reason,
    );
    const read = await test.officer.refusal('GET', `/dossiers/${id}`, { query: { purpose: 'PROCESSING' } });
    expect([read.status, read.code]).toEqual([403, 'dossier.purpose-not-yours']);
    expect((await test.officer.get('/dossiers')).items).toEqual([]);
    expect((await test.officer.refusal('GET', `/dossiers/${other}`)).status).toBe(404);
    for (const action of ['supplements', 'stop']) {
      const body = action === 'stop' ? { reason: 'x' } : undefined;
      expect((await test.officer.refusal('POST', `/dossiers/${id}/${action}`, { body })).status).toBe(404);
    }
    expect((await heir.post(`/dossiers/${id}/supplements`)).status).toBe('RECEIVED');
  });

  it('hands over what is left to do, and keeps what has ended', async () => {
    const delivered = await accepted();
    await test.officer.post(`/dossiers/${delivered}/stop`, { reason: 'theo đề nghị' });
    const resolved = await accepted();
    await test.officer.post(`/dossiers/${resolved}/forwarding`);
    await test.head.post(`/dossiers/${resolved}/resolution`, { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' });
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await test.at('2026-08-21 00:00');
    await eventually(async () => expect(await at(resolved)).toBe(HEIR));
    expect(await at(delivered)).toBe(OWN);
    expect((await heir.post(`/dossiers/${resolved}/delivery`)).status).toBe('DELIVERED');
  });

  it('hands over what it gave a wrong result for and has not corrected, with the limit of the correction', async () => {
    const delivered: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const id = await accepted();
      await test.officer.post(`/dossiers/${id}/forwarding`);
      await test.head.post(`/dossiers/${id}/resolution`, { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' });
      await test.officer.post(`/dossiers/${id}/delivery`);
      delivered.push(id);
    }
    const [wrong, right] = delivered as [string, string];
    const { reopening } = await test.head.post(`/dossiers/${wrong}/reopening`, { foundBy: 'AGENCY', reason: 'sai' });
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await test.at('2026-08-21 00:00');
    await eventually(async () => expect(await at(wrong)).toBe(HEIR));
    expect(await at(right)).toBe(OWN);
    const corrected = await heir.post(`/dossiers/${wrong}/result-correction`, {
      outcome: 'NOT_ELIGIBLE',
      reason: 'không đủ điều kiện',
    });
    expect(corrected.reopening).toMatchObject({ correctBy: reopening.correctBy, state: 'TO_DELIVER' });
    expect((await heir.post(`/dossiers/${wrong}/correction-delivery`)).reopening.state).toBe('SETTLED');
  });

  it('that names its successor later hands its dossiers over then; until then they are counted', async () => {
    const id = await accepted();
    await changed(OWN, { validTo: '2026-08-20' });
    await test.at('2026-08-21 00:00');
    await eventually(async () => expect(await metric('dossiers_without_successor')).toBe('1'));
    expect(await at(id)).toBe(OWN);
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await eventually(async () => expect(await at(id)).toBe(HEIR));
  });

  it('hands over what a legacy system brings in for it later, open and not ended', async () => {
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await test.at('2026-08-21 09:00');
    const line = (legacyId: string, more: object) =>
      JSON.stringify({
        legacyId,
        agencyCode: OWN,
        procedureCode: '1.001193',
        channel: 'DIRECT',
        receivedAt: '2026-08-03T09:00:00+07:00',
        steps: [],
        ...more,
      });
    const lines = [line('open', {}), line('resolved', { endedAt: '2026-08-05T09:00:00+07:00' })];
    await test.operations.post('/dossier-imports', lines.join('\n'), {
      query: { legacySystem: 'old' },
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const idOf = async (legacyId: string) =>
      (await test.control.get('/dossiers', { query: { legacySystem: 'old', legacyId } })).items[0].id;
    const [open, resolved] = [await idOf('open'), await idOf('resolved')];
    // The next look; here it is that of the next day.
    await test.at('2026-08-22 00:00');
    await eventually(async () => expect(await at(open)).toBe(HEIR));
    expect(await at(resolved)).toBe(OWN);
    expect((await heir.get(`/dossiers/${open}/history`)).legacySteps).toEqual([]);
  });

  it('whose successor has ended too hands its dossiers over to the last in the line', async () => {
    const id = await accepted();
    await changed(FOREIGN, {});
    await changed(HEIR, { validTo: '2026-08-20', successorCode: FOREIGN });
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await test.at('2026-08-21 00:00');
    await eventually(async () => expect(await at(id)).toBe(FOREIGN));
    expect((await test.otherOfficer.get(`/dossiers/${id}`)).version).toBe(3);
  });

  it('whose dossiers are being changed at that moment hands them over when they are not', async () => {
    const ids = [await accepted(), await accepted()];
    const holder = test.service.app.get(DataSource).createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT 1 FROM dossiers WHERE id = $1 FOR UPDATE', [ids[0]]);
    await changed(OWN, { validTo: '2026-08-20', successorCode: HEIR });
    await test.at('2026-08-21 00:00');
    // It waits for the lock, gives up, and goes on with the next.
    await eventually(async () => expect(await at(ids[1]!)).toBe(HEIR), { timeoutMs: 30_000 });
    await eventually(async () => expect(await metric('dossier_transfers_set_aside')).toBe('1'), { timeoutMs: 30_000 });
    await holder.commitTransaction();
    await holder.release();
    await query('UPDATE transfers_set_aside SET next_attempt_at = clock_timestamp()');
    await eventually(async () => expect(await at(ids[0]!)).toBe(HEIR));
    await eventually(async () => expect(await query('SELECT 1 FROM transfers_set_aside')).toEqual([]));
  });

  it('is asked about in the catalog where its copy is from before successors were kept', async () => {
    const id = await accepted();
    await changed(OWN, { validTo: '2026-08-20' });
    await query('UPDATE agencies SET level = NULL WHERE code = $1', [OWN]);
    test.catalog.agencies = [{ ...agency(OWN), validTo: '2026-08-20', successorCode: HEIR }];
    await test.at('2026-08-21 00:00');
    await eventually(async () => expect(await at(id)).toBe(HEIR));
  });
});
