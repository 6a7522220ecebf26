import { NationalPortalBench } from './testing/national-portal-bench.js';

jest.setTimeout(120_000);

describe('A dossier sent to the national portal', () => {
  const bench = new NationalPortalBench();

  beforeAll(() => bench.open());
  afterAll(() => bench.close());

  it('arrives there in its state here, with all its progress', async () => {
    const { id, code } = await bench.accepted();
    await bench.acknowledged(id);
    await bench.liveOn(id);
    const send = await bench.acknowledged(id);
    expect(send).toMatchObject({ code, agencyCode: 'H41.14', acknowledged: { status: 'DELIVERED' }, attempts: 0 });
    expect(send.unsentSince).toBeUndefined();
    await bench.holds([id], 1);
  });

  it('has the portal’s form: names, texts only, local times, the states of its table', async () => {
    const { id, code } = await bench.accepted();
    await bench.acknowledged(id);
    const held = await bench.control('GET', `dossiers/${code}`);
    expect(held).toMatchObject({
      MaHoSo: code,
      MaTTHC: '1.001193',
      TenTTHC: 'Đăng ký khai sinh',
      MaLinhVuc: 'G15-TP07',
      TenLinhVuc: 'Hộ tịch',
      KenhThucHien: '1',
      ChuHoSo: 'Nguyễn Văn An',
      LoaiDoiTuong: '1',
      DinhDanhCHS: [{ LoaiDinhDanh: '1', SoDinhDanh: '040090000001' }],
      NgayNopHoSo: '20260820090000',
      NgayTiepNhan: '20260820090000',
      TrangThaiHoSo: '2',
      HinhThuc: '0',
      DonViXuLy: 'Sở Tư pháp',
      NoiNopHoSo: '2',
    });
    expect(held.TienDo.map((row: any) => [row.ThoiDiemXuLy, row.TrangThai, row.NguoiXuLy])).toEqual([
      ['20260820090000', '1', 'Trần Thị Bình'],
      ['20260820090000', '2', 'Trần Thị Bình'],
    ]);
  });

  it('is sent again with the correct data after a correction', async () => {
    const { id, code } = await bench.accepted({
      applicant: { fullName: 'Nguyễn Văn Án', identityNumber: '040090000001', phone: '0912345678' },
    });
    await bench.acknowledged(id);
    const applicant = { fullName: 'Nguyễn Văn An' };
    await bench.dossiers.officer.post(`/dossiers/${id}/intake-correction`, { applicant, reason: 'gõ nhầm dấu' });
    await bench.acknowledged(id);
    const held = await bench.control('GET', `dossiers/${code}`);
    expect(held).toMatchObject({ ChuHoSo: 'Nguyễn Văn An', SoGiayToChuHoSo: '040090000001', TrangThaiHoSo: '2' });
    expect(held.TienDo.at(-1)).toMatchObject({ NoiDungXuLy: 'Đính chính thông tin hồ sơ', TrangThai: '2' });
  });

  it('shows that a supplement was checked, and what is still missing', async () => {
    const { id, code } = await bench.accepted();
    const { officer } = bench.dossiers;
    await officer.post(`/dossiers/${id}/supplement-requests`, {
      items: ['giấy chứng sinh', 'căn cước'],
      reason: 'thiếu',
      provideUntil: '2026-09-20T10:00:00Z',
    });
    await officer.post(`/dossiers/${id}/supplements`, { noOtherOfficer: true });
    await officer.post(`/dossiers/${id}/supplement-check`, { outcome: 'INCOMPLETE', missing: [2], reason: 'mờ' });
    await bench.acknowledged(id);
    const held = await bench.control('GET', `dossiers/${code}`);
    expect(held).toMatchObject({
      TrangThaiHoSo: '5',
      DanhSachHoSoBoSung: [{ TrangThaiBoSung: '1', NoiDungBoSung: 'mờ; căn cước' }],
    });
    expect(held.TienDo.at(-1)).toMatchObject({ NoiDungXuLy: 'Kiểm tra hồ sơ bổ sung', TrangThai: '5' });
  });

  it('waits for its code', async () => {
    const { id } = await bench.dossiers.officer.post('/dossiers', {
      procedureCode: '1.001193',
      caseCode: 'chung',
      subjectType: 'CITIZEN',
      applicant: { fullName: 'Lê Thị Cúc', identityNumber: '040191000002' },
    });
    const { id: later } = await bench.accepted();
    await bench.acknowledged(later);
    expect(await bench.send(id)).toMatchObject({ state: 'WAITING', attempts: 0 });
    await bench.dossiers.officer.post(`/dossiers/${id}/acceptance`);
    await bench.acknowledged(id);
  });

  it('is read under an audited purpose, and its data are nowhere in the gateway’s database', async () => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: bench.gateways[0]!.env['DATABASE_URL'] });
    await client.connect();
    const tables = await client.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { table_name } of tables.rows) {
      const { rows } = await client.query(`SELECT * FROM "${table_name}"`);
      expect(JSON.stringify(rows)).not.toMatch(/Nguyễn|040090000001|0912345678/);
    }
    await client.end();
  });

  it('is shown to operations only', async () => {
    const officer = bench.gateways[0]!.as(
      await bench.dossiers.service.issuer.as('one-stop-officer', { agency: 'H41.14' }),
    );
    expect((await officer.refusal('GET', '/api/v1/national-portal/sends')).status).toBe(403);
    expect((await bench.gateways[0]!.api.refusal('GET', '/api/v1/national-portal/sends')).status).toBe(401);
    const page = await bench.operations.get('/api/v1/national-portal/sends', {
      query: { state: 'ACKNOWLEDGED', limit: 2 },
    });
    expect(page.items).toHaveLength(2);
    const next = await bench.operations.get('/api/v1/national-portal/sends', {
      query: { state: 'ACKNOWLEDGED', limit: 2, cursor: page.nextCursor },
    });
    expect(next.items[0].dossierId > page.items[1].dossierId).toBe(true);
  });
});
