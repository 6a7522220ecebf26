import { eventually, testDatabase, type TestDatabase } from '@motcua/testing';
import pg from 'pg';
import { NationalPortalBench } from './testing/national-portal-bench.js';

jest.setTimeout(120_000);

describe('A ledger that was restored from a backup', () => {
  const bench = new NationalPortalBench();
  let ledger: TestDatabase;

  beforeAll(async () => {
    ledger = await testDatabase();
    await bench.open({ DATABASE_URL: ledger.url });
  });
  afterAll(async () => {
    await bench.close();
    await ledger?.drop();
  });

  it('looks up a dossier before it sends it if an earlier ledger may have sent it', async () => {
    const [due, unheardOf, behind] = [await bench.accepted(), await bench.accepted(), await bench.accepted()];
    for (const { id } of [due, unheardOf]) {
      await bench.acknowledged(id);
      await bench.liveOn(id);
      await bench.acknowledged(id);
    }
    await bench.acknowledged(behind.id);
    await bench.dossiers.officer.post(`/dossiers/${behind.id}/forwarding`);
    await bench.acknowledged(behind.id);
    const before = await bench.control('GET', 'counters');
    await bench.gateways.pop()!.stop();
    const client = new pg.Client({ connectionString: ledger.url });
    await client.connect();
    // The state when the first was accepted and not sent yet, the second was unknown, and the third was not forwarded.
    await client.query(
      `UPDATE national_sends SET state = 'DUE', held_there = false, progress_rows = 0, look_first = false,
         acknowledged_version = NULL, acknowledged_status = NULL, acknowledged_at = NULL,
         due_at = clock_timestamp(), unsent_since = clock_timestamp() WHERE dossier_id = $1`,
      [due.id],
    );
    await client.query(
      `UPDATE national_sends SET wanted_version = 2, wanted_status = 'RECEIVED', acknowledged_version = 2,
         acknowledged_status = 'RECEIVED', progress_rows = 2 WHERE dossier_id = $1`,
      [behind.id],
    );
    await client.query('DELETE FROM national_sends WHERE dossier_id = $1', [unheardOf.id]);
    await client.query('DELETE FROM consumed_aggregates WHERE aggregate_id = $1', [unheardOf.id]);
    await client.query('UPDATE consumer_positions SET position = 0');
    await client.end();

    const gateway = await bench.addGateway();
    bench.operations = gateway.as(await bench.dossiers.service.issuer.as('operations', { sub: 'ops-1' }));
    for (const { id } of [due, unheardOf]) await bench.acknowledged(id);
    await bench.dossiers.officer.post(`/dossiers/${behind.id}/step-completions`, { stepCode: 'tham-dinh' });
    await bench.acknowledged(behind.id);
    await bench.holds([due.id, unheardOf.id, behind.id], 3);
    const after = await bench.control('GET', 'counters');
    expect(after.answers['3'] ?? 0).toBe(before.answers['3'] ?? 0);
  });

  it('does not overwrite a lost dossier at the portal with a new one of the same number, and sends the others', async () => {
    const lost = await bench.lostDossier(2);
    const [first, fresh, last] = await bench.several(3);
    expect(fresh!.code).toBe(lost.MaHoSo);
    for (const { id } of [first!, last!]) await bench.acknowledged(id);
    const stopped = () =>
      eventually(async () => {
        const { version } = await bench.dossiers.officer.get(`/dossiers/${fresh!.id}`);
        expect(await bench.send(fresh!.id)).toMatchObject({
          state: 'STOPPED',
          wanted: { version },
          failure: { errorClass: 'DROP', code: 'portal.other-dossier', owner: 'operations' },
        });
      });
    await stopped();
    await bench.operations.post(`/api/v1/national-portal/sends/${fresh!.id}/resend`);
    await bench.dossiers.officer.post(`/dossiers/${fresh!.id}/forwarding`);
    await stopped();
    expect(await bench.control('GET', `dossiers/${lost.MaHoSo}`)).toEqual({ ...lost, TienDo: [], updates: 0 });

    // The lost one has an entry, too, if the ledger was not restored with it: a hundred, so that one of them is read
    // last.
    const client = new pg.Client({ connectionString: ledger.url });
    await client.connect();
    await client.query(
      `INSERT INTO national_sends SELECT (jsonb_populate_record(send, jsonb_build_object('dossier_id', gen_random_uuid(),
         'state', 'ACKNOWLEDGED', 'error_class', null, 'owner', null, 'unsent_since', null))).*
       FROM national_sends AS send, generate_series(1, 100) WHERE dossier_id = $1`,
      [fresh!.id],
    );
    await client.end();
    const { id } = await bench.operations.post('/api/v1/national-portal/reconciliations');
    await eventually(async () =>
      expect(await bench.operations.get(`/api/v1/national-portal/reconciliations/${id}`)).toMatchObject({
        state: 'COMPLETED',
        differences: 1,
      }),
    );
    expect((await bench.operations.get('/api/v1/national-portal/differences')).items).toEqual([
      expect.objectContaining({
        kind: 'OTHER_DOSSIER',
        code: lost.MaHoSo,
        dossierId: fresh!.id,
        ledger: 'STOPPED',
        owner: 'operations',
      }),
    ]);
  });
});
