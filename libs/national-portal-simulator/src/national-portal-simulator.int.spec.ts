import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNationalPortalSimulator, type NationalPortalSimulator } from './index.js';

/** A dossier with all required fields; every person in it is fictitious. */
const HO_SO = {
  MaHoSo: 'H41.14-260820-0001',
  MaTTHC: '1.001193',
  TenTTHC: 'Đăng ký khai sinh',
  MaLinhVuc: 'G15-TP07',
  TenLinhVuc: 'Hộ tịch',
  KenhThucHien: '1',
  ChuHoSo: 'Nguyễn Văn An',
  LoaiDoiTuong: '1',
  DinhDanhCHS: [{ LoaiDinhDanh: '1', SoDinhDanh: '040090000001' }],
  NgayNopHoSo: '20260820090000',
  NgayTiepNhan: '20260820091500',
  TrangThaiHoSo: '2',
  HinhThuc: '0',
  DonViXuLy: 'Sở Tư pháp',
  NoiNopHoSo: '2',
};
const TIEN_DO = {
  MaHoSo: HO_SO.MaHoSo,
  NguoiXuLy: 'officer-tu-phap',
  ThoiDiemXuLy: '20260820091500',
  TrangThai: '2',
};

let portal: NationalPortalSimulator;
let session: string;

async function post(path: string, body: object): Promise<Response> {
  return fetch(portal.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', dstcode: 'VN:GOV:TEST' },
    body: JSON.stringify(body),
  });
}
async function logIn(): Promise<void> {
  const answer = await post('/mapi/login', { username: 'motcua', password: 'mo-phong' });
  session = ((await answer.json()) as { session: string }).session;
}
async function call(service: string, body: object): Promise<any> {
  return (await post('/mapi/g', { session, madonvi: 'H41', service, ...body })).json();
}
const sync = (records: object[], isUpdating = 'False') => call('DongBoHoSoMC', { isUpdating, data: records });
const progress = (rows: object[]) => call('CapNhatTienDoHoSoMC', { isUpdating: 'False', data: rows });
const held = async (code = HO_SO.MaHoSo) => (await call('TraCuuHoSo', { mahoso: code })).result;
async function control(method: string, path: string, body?: object): Promise<any> {
  const answer = await fetch(`${portal.url}/simulator/${path}`, { method, body: body && JSON.stringify(body) });
  return answer.status === 204 ? undefined : answer.json();
}

describe('The national portal’s simulator', () => {
  beforeEach(async () => {
    portal = await startNationalPortalSimulator({ seed: 1 });
    await logIn();
  });
  afterEach(() => portal.stop());

  it('accepts a dossier and its progress, and returns what it has', async () => {
    expect(await held()).toEqual([]);
    expect(await sync([HO_SO])).toEqual({ error_code: '0' });
    expect(await progress([TIEN_DO, { ...TIEN_DO, ThoiDiemXuLy: '20260821080000', TrangThai: '4' }])).toEqual({
      error_code: '0',
    });
    expect(await held()).toEqual([
      { MaHoSo: HO_SO.MaHoSo, TrangThaiHoSo: '4', SoTienDo: '2', NgayTiepNhan: HO_SO.NgayTiepNhan },
    ]);
  });

  it.each<[string, string, object]>([
    ['an unknown state', '12', { TrangThaiHoSo: '11' }],
    ['a missing field', '10', { TenLinhVuc: undefined }],
    ['an empty one that is needed', '10', { NgayTiepNhan: '' }],
    ['a date of another form', '11', { NgayHenTra: '2026-08-24T10:00:00Z' }],
    ['a day that does not exist', '11', { NgayHenTra: '20260231100000' }],
    ['a number where a text belongs', '11', { KenhThucHien: 1 }],
    ['an unknown channel', '12', { KenhThucHien: '4' }],
    ['an empty list of identity numbers', '10', { DinhDanhCHS: [] }],
    ['an identity number that cannot be one', '11', { DinhDanhCHS: [{ LoaiDinhDanh: '1', SoDinhDanh: '00001' }] }],
    ['a field that it does not know', '11', { TrangThai: '2' }],
  ])('refuses %s, and stores nothing of the call', async (_what, code, change) => {
    const answer = await sync([HO_SO, { ...HO_SO, MaHoSo: 'H41.14-260820-0002', ...change }]);
    expect(answer).toMatchObject({ error_code: code });
    expect(await held()).toEqual([]);
  });

  it('reports that a dossier exists, and accepts it as an update', async () => {
    await sync([HO_SO]);
    expect(await sync([HO_SO])).toMatchObject({ error_code: '3', message: expect.stringContaining('đã tồn tại') });
    expect(await sync([{ ...HO_SO, TrangThaiHoSo: '9' }], 'True')).toEqual({ error_code: '0' });
    expect(await held()).toMatchObject([{ TrangThaiHoSo: '9' }]);
  });

  it('refuses updates and progress of an unknown dossier, and eleven rows at once', async () => {
    expect(await sync([HO_SO], 'True')).toMatchObject({ error_code: '13' });
    expect(await progress([TIEN_DO])).toMatchObject({ error_code: '13' });
    await sync([HO_SO]);
    expect(await progress(Array.from({ length: 11 }, () => TIEN_DO))).toMatchObject({ error_code: '11' });
  });

  it('accepts only its own sessions, until they expire', async () => {
    expect(await post('/mapi/login', { username: 'motcua', password: 'x' }).then((a) => a.json())).toMatchObject({
      error_code: '-1',
    });
    await control('PUT', 'sessions', { mostCalls: 1 });
    await logIn();
    expect(await sync([HO_SO])).toEqual({ error_code: '0' });
    expect(await sync([HO_SO])).toMatchObject({ error_code: '-2' });
  });

  it.each<[string, string | number, number]>([
    ['REFUSE', '-1', 0],
    ['ERROR_500', 500, 0],
    ['HALF_CHUNK', '-1', 1],
    ['DROP_SILENTLY', '0', 0],
  ])('fails as configured: %s answers %s and stores %d of two', async (kind, said, kept) => {
    await control('PUT', 'faults', { kinds: [kind], rate: 1, services: ['DongBoHoSoMC'], times: 1 });
    const body = { session, madonvi: 'H41', service: 'DongBoHoSoMC', isUpdating: 'False' };
    const answer = await post('/mapi/g', { ...body, data: [HO_SO, { ...HO_SO, MaHoSo: 'H41.14-260820-0002' }] });
    expect(typeof said === 'number' ? answer.status : ((await answer.json()) as any).error_code).toBe(said);
    expect((await control('GET', 'dossiers')).total).toBe(kept);
    expect((await control('GET', 'counters')).faults).toEqual({ [kind]: 1 });
  });

  it('can be configured to store a call and never answer', async () => {
    await control('PUT', 'faults', { kinds: ['TIMEOUT_AFTER_ACCEPTING'], rate: 1, times: 1 });
    const cut = fetch(`${portal.url}/mapi/g`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', dstcode: 'x' },
      body: JSON.stringify({ session, madonvi: 'H41', service: 'DongBoHoSoMC', isUpdating: 'False', data: [HO_SO] }),
      signal: AbortSignal.timeout(200),
    });
    await expect(cut).rejects.toThrow();
    expect(await held()).toMatchObject([{ TrangThaiHoSo: '2' }]);
  });

  it('fails the same calls for the same seed, about one in five', async () => {
    const run = async (): Promise<string[]> => {
      await control('PUT', 'faults', { kinds: ['REFUSE'], rate: 0.2, seed: 7 });
      const codes: string[] = [];
      for (let at = 0; at < 100; at += 1) codes.push((await call('TraCuuHoSo', { mahoso: 'x' })).error_code);
      return codes;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(first.filter((code) => code === '-1').length).toBeGreaterThan(10);
    expect(first.filter((code) => code === '-1').length).toBeLessThan(35);
  });

  it('is down for a time, except its controls', async () => {
    await control('POST', 'outage', { ms: 60_000 });
    await expect(logIn()).rejects.toThrow();
    expect(await control('GET', 'faults')).toMatchObject({ down: true });
    await control('DELETE', 'faults');
    await logIn();
  });

  it('lists by code in byte order, page by page', async () => {
    const codes = ['H41.9-260820-0001', 'H41.14-260820-0002', 'H41.14-260820-0001'];
    for (const MaHoSo of codes) await sync([{ ...HO_SO, MaHoSo }]);
    const page = (after: string) => call('LayDanhSachHoSoDaDongBo', { sauMaHoSo: after, soLuong: '2' });
    const first = (await page('')).result.map((one: any) => one.MaHoSo);
    expect(first).toEqual(['H41.14-260820-0001', 'H41.14-260820-0002']);
    expect((await page(first[1])).result).toEqual([expect.objectContaining({ MaHoSo: codes[0] })]);
  });

  it('refuses requests under another host name', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) =>
      request(`${portal.url}/simulator/dossiers`, { headers: { host: 'portal.example' } }, (answer) =>
        resolve(answer.statusCode),
      ).end(),
    );
    expect(status).toBe(403);
  });
});

describe('The simulator’s data folder', () => {
  it('survives a restart, with changes and removals', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'motcua-portal-'));
    try {
      portal = await startNationalPortalSimulator({ dataDir });
      await logIn();
      await sync([HO_SO, { ...HO_SO, MaHoSo: 'H41.14-260820-0002' }, { ...HO_SO, MaHoSo: 'H41.14-260820-0003' }]);
      await progress([{ ...TIEN_DO, TrangThai: '4' }]);
      await control('PATCH', 'dossiers/H41.14-260820-0002', { TrangThaiHoSo: '8' });
      await control('DELETE', 'dossiers/H41.14-260820-0003');
      await control('POST', 'submissions', { MaHoSo: 'G22.1-260820-000001', MaTTHC: '1.001193' });
      const before = await control('GET', 'dossiers');
      await portal.stop();
      portal = await startNationalPortalSimulator({ dataDir });
      expect(await control('GET', 'dossiers')).toEqual(before);
      expect(before.items.map((one: any) => [one.MaHoSo, one.TrangThaiHoSo])).toEqual([
        ['H41.14-260820-0001', '4'],
        ['H41.14-260820-0002', '8'],
      ]);
      expect((await control('GET', 'submissions')).items).toHaveLength(1);
      await portal.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
