import type { AgencyView } from '@motcua/contracts';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';
import { CALENDAR, DEPARTMENT } from './testing/test-catalog.js';

let catalog: CatalogUnderTest;

beforeAll(async () => {
  catalog = await startCatalog({ CLOCK: 'simulated' });
}, 60_000);
afterAll(() => catalog.stop());

const setClock = (now: string) => catalog.people.operations.put('/ops/clock', { now });

describe('while the clock of the catalog is an hour behind', () => {
  it('a change is refused until the clock has passed the last announcement', async () => {
    const { operations } = catalog.people;
    await setClock('2026-08-31T09:00:00+07:00');
    await operations.post('/calendars/vn/versions', CALENDAR);
    await operations.post('/agencies', DEPARTMENT);
    const nextVersion = { ...CALENDAR, name: 'Lịch sửa tên' };
    const rename = { name: 'Cơ quan đổi tên' };
    await setClock('2026-08-31T08:00:00+07:00');
    expect(await operations.send('POST', '/calendars/vn/versions', { body: nextVersion })).toMatchObject({
      status: 422,
      body: { code: 'calendar.clock-behind' },
    });
    expect(await operations.send('PATCH', `/agencies/${DEPARTMENT.code}`, { body: rename })).toMatchObject({
      status: 422,
      body: { code: 'agency.clock-behind' },
    });
    expect(await operations.get('/calendars/vn')).toMatchObject({ version: 1 });
    // Two machines' clocks may differ by so much: the change is dated like the one before it.
    await setClock('2026-08-31T08:59:57+07:00');
    await operations.post('/calendars/vn/versions', nextVersion);
    await setClock('2026-08-31T09:00:01+07:00');
    expect(await operations.send<AgencyView>('PATCH', `/agencies/${DEPARTMENT.code}`, { body: rename })).toMatchObject({
      status: 200,
      body: rename,
    });
    const times: { occurred_at: Date }[] = await catalog.database.query(
      `SELECT occurred_at FROM outbox WHERE aggregate_id = 'vn' ORDER BY aggregate_version`,
    );
    expect(times.map((row) => row.occurred_at.toISOString())).toEqual([
      '2026-08-31T02:00:00.000Z',
      '2026-08-31T02:00:00.000Z',
    ]);
  });
});
