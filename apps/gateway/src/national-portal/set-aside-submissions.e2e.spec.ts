import { ProcedureSubscriptions } from '@motcua/reference-data';
import { eventually, type Api } from '@motcua/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { agency, publishedProcedure } from '../../../dossier-service/src/testing/reference-data.js';
import { NationalPortalBench } from './testing/national-portal-bench.js';

jest.setTimeout(120_000);

const path = '/api/v1/national-portal/submissions';
/** What one fetch gets at once. */
const PAGE = 50;

describe('A submission at the national portal that cannot become a dossier', () => {
  const bench = new NationalPortalBench();
  let control: Api;

  beforeAll(async () => {
    // Long enough that nothing is retried without a request.
    await bench.open({ NATIONAL_PORTAL_BACKOFF_BASE_MS: '3600000', NATIONAL_PORTAL_BACKOFF_CAP_MS: '3600000' });
    control = bench.gateways[0]!.as(await bench.dossiers.service.issuer.as('procedure-control', { sub: 'pc-1' }));
  });
  afterEach(() => bench.control('DELETE', 'faults'));
  afterAll(() => bench.close());

  let number = 0;
  async function submitThere(change: object = {}): Promise<string> {
    number += 1;
    const MaHoSo = `000.00.00.G22-260820-${String(number).padStart(6, '0')}`;
    await bench.control('POST', 'submissions', {
      MaHoSo,
      MaTTHC: '1.001193',
      MaDonVi: 'H41.14',
      ChuHoSo: 'Phạm Thị Dung',
      LoaiDoiTuong: '1',
      TruongHop: 'chung',
      HinhThuc: '1',
      ...change,
    });
    return MaHoSo;
  }
  const submission = (portalCode: string): Promise<any> => control.get(`${path}/${portalCode}`);
  const answerThere = async (portalCode: string): Promise<any> => {
    const { items } = await bench.control('GET', 'submissions');
    return items.find((item: any) => item.code === portalCode).answer;
  };
  const setAside = (portalCode: string): Promise<any> =>
    eventually(async () => {
      const found = await submission(portalCode);
      expect(found.failure).toBeDefined();
      return found;
    });
  const takenOver = (portalCode: string): Promise<void> =>
    eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '1' }));
  const metric = async (name: string, label = ''): Promise<number> => {
    const text = await (await fetch(`${bench.gateways[0]!.url}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{[^}]*${label}[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
  };

  it('does not block later ones, even if such submissions fill the first pages', async () => {
    for (let at = 0; at < 2 * PAGE; at += 1) await submitThere({ LoaiDoiTuong: '9' });
    const good = await submitThere();
    await takenOver(good);
    const { items, total } = await control.get(path, { query: { failing: 'true', limit: 200 } });
    expect(total).toMatchObject({ value: 2 * PAGE });
    expect(items[0]).toMatchObject({
      state: 'SUBMITTING',
      failure: {
        errorClass: 'FIX_MAPPING',
        owner: 'procedure-control',
        code: 'submission.field-unreadable',
        message: 'LoaiDoiTuong cannot be read',
      },
    });
    expect(await metric('national_portal_submissions_failing', 'FIX_MAPPING')).toBe(2 * PAGE);
    expect(await metric('national_portal_oldest_unanswered_submission_seconds')).toBeGreaterThan(0);
  });

  it('does not block others if its code cannot be answered, even for whole pages', async () => {
    for (let at = 0; at < PAGE; at += 1) {
      const MaHoSo = [`${'x'.repeat(300)}${at}`, `G22-${at} `, `G22-${at}\u0007`][at % 3];
      await bench.control('POST', 'submissions', { MaHoSo, MaTTHC: '1.001193' });
    }
    const good = await submitThere();
    await takenOver(good);
    await eventually(async () => expect(await metric('national_portal_submissions_without_code')).toBe(PAGE));
  });

  it('is refused by a person, with the reason, and is then settled', async () => {
    const portalCode = await submitThere({ LoaiDoiTuong: '9' });
    await setAside(portalCode);
    const reason = 'Thủ tục không thuộc thẩm quyền của tỉnh';
    expect((await bench.operations.refusal('POST', `${path}/${portalCode}/refusal`, { body: { reason } })).status).toBe(
      403,
    );
    expect(await control.post(`${path}/${portalCode}/refusal`, { reason })).toMatchObject({
      state: 'REFUSED',
      refusal: { reason, by: 'pc-1' },
    });
    await eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '3', reason }));
    await eventually(async () =>
      expect(await submission(portalCode)).toMatchObject({ state: 'ANSWERED', answer: 'REFUSED' }),
    );
    expect((await control.refusal('POST', `${path}/${portalCode}/refusal`, { body: { reason } })).code).toBe(
      'national-submission.not-set-aside',
    );
  });

  it('is not refused if it is a dossier, or may be one', async () => {
    const dossier = await submitThere();
    await takenOver(dossier);
    const body = { reason: 'Không tiếp nhận' };
    expect((await control.refusal('POST', `${path}/${dossier}/refusal`, { body })).code).toBe(
      'national-submission.not-set-aside',
    );
    expect((await control.refusal('POST', `${path}/khong-co/refusal`, { body })).code).toBe(
      'national-submission.not-found',
    );
  });

  it('can be refused after a transient failure, once dossier-service has refused it', async () => {
    bench.dossiers.catalog.away = true;
    const portalCode = await submitThere({ MaTTHC: '9.999999' });
    expect((await setAside(portalCode)).failure.code).toBe('dossier-service.unavailable');
    const body = { reason: 'Thủ tục không còn hiệu lực' };
    // Six days and up to an hour for its next attempt; rounded up to a whole day.
    const from = new Date(Date.now() + 7 * 86_400_000 + 3_600_000);
    const day = { timeZone: 'Asia/Ho_Chi_Minh', day: 'numeric', year: 'numeric' } as const;
    for (const [language, date] of [
      ['vi', `từ ngày ${from.toLocaleDateString('vi-VN', { ...day, day: '2-digit', month: '2-digit' })}`],
      ['en', `from ${from.toLocaleDateString('en-GB', { ...day, month: 'long' })}`],
    ] as const) {
      const headers = { 'accept-language': language };
      const refusal = await control.refusal('POST', `${path}/${portalCode}/refusal`, { body, headers });
      expect(refusal).toMatchObject({ status: 409, code: 'national-submission.may-be-a-dossier' });
      expect(refusal.problem.detail).toContain(date);
    }
    bench.dossiers.catalog.away = false;
    await eventually(
      async () => {
        await control.post(`${path}/${portalCode}/retry`);
        expect((await submission(portalCode)).failure.code).toBe('procedure.not-in-force');
        expect(await control.post(`${path}/${portalCode}/refusal`, body)).toMatchObject({ state: 'REFUSED' });
      },
      { timeoutMs: 30_000 },
    );
    await eventually(async () => expect(await answerThere(portalCode)).toEqual({ status: '3', reason: body.reason }));
  });

  it('names the field that dossier-service refuses, never its value', async () => {
    const portalCode = await submitThere({ TruongHop: 'không có trường hợp' });
    const { failure } = await setAside(portalCode);
    expect(failure).toMatchObject({ errorClass: 'FIX_DATA', message: expect.stringContaining('caseCode') });
    expect(failure.message).not.toContain('không có trường hợp');
  });

  it('for an agency that is not competent names the field, and is taken over once the agency is competent', async () => {
    const agencyCode = 'H41.99';
    bench.dossiers.catalog.agencies.push(agency(agencyCode));
    const portalCode = await submitThere({ MaDonVi: agencyCode });
    const { failure } = await setAside(portalCode);
    expect(failure).toMatchObject({
      errorClass: 'FIX_MAPPING',
      owner: 'procedure-control',
      code: 'agency.not-competent',
      message: 'dossier-service refuses it with 422 agencyCode',
    });
    const { app } = bench.dossiers.service;
    const { decision } = publishedProcedure;
    await app.get(ProcedureSubscriptions).onProcedurePublished(
      {
        ...publishedProcedure,
        version: 2,
        decision: { ...decision, effectiveOn: '2026-08-20' },
        competence: { agencyCodes: ['H41.14', agencyCode], everyAgencyOf: [] },
      },
      { manager: app.get(DataSource).manager } as never,
    );
    await control.post(`${path}/${portalCode}/retry`);
    await takenOver(portalCode);
  });

  it('is retried when a person asks, and when a mapping arrives', async () => {
    const portalCode = await submitThere({ LoaiDoiTuong: '9' });
    await eventually(async () => expect((await submission(portalCode)).attempts).toBe(1));
    expect(await control.post(`${path}/${portalCode}/retry`)).toMatchObject({ portalCode });
    await eventually(async () => expect((await submission(portalCode)).attempts).toBe(2));
    const { retried } = await control.post(`${path}/retry`, { errorClass: 'FIX_MAPPING' });
    expect(retried).toBeGreaterThan(PAGE);
    await eventually(async () => expect((await submission(portalCode)).attempts).toBe(3));
    // Makes the code tables new to this gateway again.
    const client = new pg.Client({ connectionString: bench.gateways[0]!.env['DATABASE_URL'] });
    await client.connect();
    await client.query('DELETE FROM national_code_tables');
    await client.end();
    await bench.operations.post('/api/v1/national-portal/syncs', { what: 'CODE_TABLES' });
    await eventually(async () => expect((await submission(portalCode)).attempts).toBeGreaterThan(3));
  });

  it('is counted even if a page of items without any code hides later ones', async () => {
    // The first one is at the end of a page that can be passed, and is delivered again with the next page.
    for (let at = 0; at < PAGE; at += 1) await bench.control('POST', 'submissions', { MaTTHC: '1.001193', ThuTu: at });
    await eventually(async () => expect(await metric('national_portal_submissions_without_code')).toBe(2 * PAGE));
  });
});
