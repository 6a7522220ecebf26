import { eventually, startTestService, type TestService } from '@motcua/testing';
import { procedureCatalogService } from '@motcua/procedure-catalog-service';
import { NationalPortalBench } from './testing/national-portal-bench.js';

jest.setTimeout(120_000);

const path = '/api/v1/national-portal';

describe('A submission or table from the national portal', () => {
  const bench = new NationalPortalBench();
  let catalog: TestService;

  beforeAll(async () => {
    await bench.open(async () => {
      catalog = await startTestService(procedureCatalogService, { issuer: bench.dossiers.service.issuer });
      return { CATALOG_SERVICE_URLS: catalog.url };
    });
  });
  afterEach(() => bench.control('DELETE', 'faults'));
  afterAll(async () => {
    await bench.close();
    await catalog?.stop();
  });

  let number = 0;
  /** A citizen's submission at the portal. */
  async function submitThere(change: object = {}): Promise<string> {
    number += 1;
    const MaHoSo = `000.00.00.G22-260820-${String(number).padStart(6, '0')}`;
    await bench.control('POST', 'submissions', {
      MaHoSo,
      MaTTHC: '1.001193',
      MaDonVi: 'H41.14',
      ChuHoSo: 'Phạm Thị Dung',
      LoaiDoiTuong: '1',
      SoGiayToChuHoSo: '040191000007',
      TrichYeuHoSo: 'Đăng ký khai sinh cho con',
      TruongHop: 'chung',
      HinhThuc: '1',
      ...change,
    });
    return MaHoSo;
  }

  const dossiersHere = async (): Promise<any[]> =>
    (await bench.dossiers.officer.get('/dossiers', { query: { channel: 'ONLINE', limit: 200 } })).items;
  const submission = async (portalCode: string): Promise<any> => {
    const { items } = await bench.operations.get(`${path}/submissions`, { query: { limit: 200 } });
    return items.find((item: any) => item.portalCode === portalCode);
  };
  const submittedHere = (portalCode: string): Promise<string> =>
    eventually(async () => {
      const { dossierId } = await submission(portalCode);
      expect(dossierId).toBeDefined();
      return dossierId;
    });
  const answerThere = async (portalCode: string): Promise<any> => {
    const { items } = await bench.control('GET', 'submissions');
    return items.find((item: any) => item.code === portalCode).answer;
  };
  /** The portal has an answer before the gateway has recorded that it was heard. */
  const answeredHere = (portalCode: string, answer: string): Promise<void> =>
    eventually(async () =>
      expect(await submission(portalCode)).toMatchObject({ state: 'ANSWERED', answer, attempts: 0 }),
    );
  const failing = async (): Promise<string[]> => {
    const { items } = await bench.operations.get(`${path}/submissions`, { query: { failing: 'true' } });
    return items.map(({ portalCode }: { portalCode: string }) => portalCode);
  };

  it('is submitted here, taken over, and answered with the local code once it is accepted', async () => {
    const portalCode = await submitThere();
    const id = await submittedHere(portalCode);
    await eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '1' }));
    const dossier = await bench.dossiers.officer.get(`/dossiers/${id}`, { query: { purpose: 'PROCESSING' } });
    expect(dossier).toMatchObject({
      status: 'SUBMITTED',
      channel: 'ONLINE',
      persons: { applicant: { fullName: 'Phạm Thị Dung', identityNumber: '040191000007' } },
    });
    const { code } = await bench.dossiers.officer.post(`/dossiers/${id}/acceptance`);
    await eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '2', provinceCode: code }));
    await bench.acknowledged(id);
    expect(await bench.control('GET', `dossiers/${code}`)).toMatchObject({ NoiNopHoSo: '1', HinhThuc: '1' });
    await answeredHere(portalCode, 'ACCEPTED');
  });

  it('is not answered with a code that another dossier has at the portal', async () => {
    const portalCode = await submitThere();
    const id = await submittedHere(portalCode);
    const lost = await bench.lostDossier();
    const { code } = await bench.dossiers.officer.post(`/dossiers/${id}/acceptance`);
    expect(code).toBe(lost.MaHoSo);
    await eventually(async () => expect(await bench.send(id)).toMatchObject({ state: 'STOPPED' }));
    // Longer than the interval between two checks of an answer.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await answerThere(portalCode)).toEqual({ status: '1' });
    await bench.control('DELETE', `dossiers/${code}`);
    await bench.operations.post(`${path}/sends/${id}/resend`);
    await eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '2', provinceCode: code }));
  });

  it('is taken with what live intake would refuse, and sent to the nation once the counter has corrected it', async () => {
    const portalCode = await submitThere({
      SoGiayToChuHoSo: '040 191 000 007',
      SoDienThoai: 'Không có',
      Email: 'dung@example.vn, dung2@example.vn',
      TrichYeuHoSo: 'Đề nghị. '.repeat(300),
    });
    const id = await submittedHere(portalCode);
    const { officer } = bench.dossiers;
    const { code, dataProblems } = await officer.post(`/dossiers/${id}/acceptance`);
    expect(dataProblems).toHaveLength(3);
    await eventually(async () =>
      expect(await bench.send(id)).toMatchObject({
        state: 'STOPPED',
        failure: { errorClass: 'FIX_DATA', owner: 'one-stop-officer', message: expect.stringContaining('DinhDanhCHS') },
      }),
    );
    const applicant = { identityNumber: '040191000007' };
    await officer.post(`/dossiers/${id}/intake-correction`, { applicant, reason: 'theo căn cước' });
    await bench.acknowledged(id);
    const held = await bench.control('GET', `dossiers/${code}`);
    expect(held).toMatchObject({ DinhDanhCHS: [{ LoaiDinhDanh: '1', SoDinhDanh: '040191000007' }] });
    expect(held).not.toHaveProperty('SoDienThoai');
    await eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '2', provinceCode: code }));
  });

  it('is answered when it is refused', async () => {
    const portalCode = await submitThere();
    const id = await submittedHere(portalCode);
    await bench.dossiers.officer.post(`/dossiers/${id}/refusal`, { reason: 'Không thuộc thẩm quyền' });
    await eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '3' }));
  });

  it('is answered when it is withdrawn before acceptance, which gives it no code', async () => {
    const portalCode = await submitThere();
    const id = await submittedHere(portalCode);
    await bench.dossiers.officer.post(`/dossiers/${id}/withdrawal`, { reason: 'Công dân đề nghị rút hồ sơ' });
    await eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '7' }));
    await answeredHere(portalCode, 'WITHDRAWN');
    expect(await bench.send(id)).toMatchObject({ state: 'WAITING' });
  });

  it('is one dossier, even if it is fetched repeatedly and by several instances', async () => {
    const before = (await dossiersHere()).length;
    // The portal does not get TAKEN_OVER, and delivers it again.
    await bench.control('PUT', 'faults', {
      kinds: ['REFUSE', 'DROP_SILENTLY', 'ERROR_500'],
      rate: 1,
      services: ['TraLoiHoSoNopTuDVCQG'],
      times: 3,
    });
    await bench.addGateway();
    const portalCode = await submitThere();
    await submittedHere(portalCode);
    await eventually(async () => {
      const { items } = await bench.control('GET', 'submissions');
      expect(items.find((item: any) => item.code === portalCode).fetched).toBeGreaterThan(2);
    });
    expect(await dossiersHere()).toHaveLength(before + 1);
    await eventually(async () => expect(await failing()).toEqual([]));
  });

  it('is set aside with reason and owner when it cannot be taken, and does not block others', async () => {
    const unknown = await submitThere({ MaTTHC: '9.999999' });
    const unreadable = await submitThere({ ChuHoSo: '' });
    const good = await submitThere();
    await submittedHere(good);
    await eventually(async () =>
      expect(await submission(unknown)).toMatchObject({
        state: 'SUBMITTING',
        failure: { errorClass: 'FIX_MAPPING', owner: 'procedure-control', code: 'procedure.not-in-force' },
      }),
    );
    expect(await submission(unreadable)).toMatchObject({ failure: { code: 'submission.field-unreadable' } });
    expect(await failing()).toEqual([unknown, unreadable]);
  });

  it('includes the code tables', async () => {
    const { syncs, codeTables } = await eventually(async () => {
      const state = await bench.operations.get(`${path}/syncs`);
      expect(state.syncs.find(({ what }: any) => what === 'CODE_TABLES')?.succeededAt).toBeDefined();
      return state;
    });
    expect(syncs[0]).toMatchObject({ what: 'CODE_TABLES', read: 5, changed: 5 });
    expect(codeTables.map(({ name }: any) => name)).toContain('LayDanhMucCoQuan');
    expect(await bench.operations.get(`${path}/code-tables/LayDanhMucLinhVuc`)).toMatchObject({
      rows: 2,
      content: [{ MALINHVUC: 'G15-TP07', TENLINHVUC: 'Hộ tịch' }, {}],
    });
    expect((await bench.operations.refusal('GET', `${path}/code-tables/KhongCo`)).status).toBe(404);
  });

  it('is imported by the catalog as drafts, and changes nothing when repeated', async () => {
    await bench.control('PUT', 'procedures', {
      records: [
        {
          MATTHC: '1.009999',
          TENTTHC: 'Cấp giấy phép thử nghiệm',
          LINHVUCTHUCHIEN: [{ MALINHVUC: 'G15-TP07', TENLINHVUC: 'Hộ tịch' }],
          CAPTHUCHIEN: [{ CAPTHUCHIEN: '2', TENCAP: 'Cấp Xã' }],
          CACHTHUCTHUCHIEN: [
            { KENH: '1', THOIGIAN: [{ THOIGIANGIAIQUYET: '5', DONVITINH: 'Ngày làm việc', PHILEPHI: [] }] },
          ],
        },
        { MATTHC: 'không phải mã', TENTTHC: 'x', LINHVUCTHUCHIEN: [{ TENLINHVUC: 'Hộ tịch' }] },
      ],
    });
    const synced = async (): Promise<any> => {
      const { startedAt } = (await syncs()) ?? {};
      await bench.operations.post(`${path}/syncs`, { what: 'PROCEDURES' });
      return eventually(async () => {
        const sync = await syncs();
        expect(sync.startedAt).not.toBe(startedAt);
        expect(sync.succeededAt > sync.startedAt).toBe(true);
        return sync;
      });
    };
    expect(await synced()).toMatchObject({ read: 2, changed: 1, refused: 1 });
    const control = catalog.as(await bench.dossiers.service.issuer.as('procedure-control'));
    expect(await control.get('/procedures/1.009999')).toMatchObject({ code: '1.009999' });
    expect(await synced()).toMatchObject({ read: 2, changed: 0 });
    // The first one cannot be delivered; the next one still arrives.
    await bench.control('PUT', 'faults', { kinds: ['REFUSE'], rate: 1, services: ['LayThuTuc'], times: 1 });
    expect(await synced()).toMatchObject({ read: 1, refused: 2 });
  });

  const syncs = async (): Promise<any> =>
    (await bench.operations.get(`${path}/syncs`)).syncs.find(({ what }: any) => what === 'PROCEDURES');
});
