import { eventually, type Api } from '@motcua/testing';
import { FakeService } from '../testing/fake-service.js';
import { IMPATIENT_CALLS, NationalPortalBench } from './testing/national-portal-bench.js';

jest.setTimeout(120_000);

const path = '/api/v1/national-portal/submissions';
/** Some twenty times the duration of two consecutive attempts here. */
const LEASE_MS = 4_000;
const body = { reason: 'Thủ tục không còn hiệu lực' };

/** A scripted dossier-service, so that one attempt can be lost and the next one refused. */
describe('A submission at the national portal with an unanswered attempt', () => {
  const bench = new NationalPortalBench();
  const dossiers = new FakeService('dossier');
  let control: Api;
  /** Answers by procedure; without an answer the connection is closed after the whole request has arrived. */
  const answers = new Map<string, [status: number, code: string]>();

  beforeAll(async () => {
    await dossiers.start();
    dossiers.answer = async (request, response) => {
      const { procedureCode } = JSON.parse((await dossiers.remember(request)).body || '{}');
      const [status, code] = answers.get(procedureCode) ?? [];
      if (!status) return void request.socket.destroy();
      response
        .writeHead(status, { 'content-type': 'application/problem+json; charset=utf-8' })
        .end(JSON.stringify({ status, code }));
    };
    await bench.open({
      ...IMPATIENT_CALLS,
      DOSSIER_SERVICE_URLS: dossiers.url,
      NATIONAL_PORTAL_LEASE_MS: String(LEASE_MS),
      NATIONAL_PORTAL_BACKOFF_BASE_MS: '3600000',
      NATIONAL_PORTAL_BACKOFF_CAP_MS: '3600000',
    });
    control = bench.gateways[0]!.as(await bench.dossiers.service.issuer.as('procedure-control', { sub: 'pc-1' }));
  });
  afterAll(async () => {
    await bench.close();
    await dossiers.stop();
  });

  let number = 0;
  /** Submitted there, and tried once here. */
  async function tried(MaTTHC: string): Promise<string> {
    number += 1;
    const MaHoSo = `000.00.00.G22-260820-${String(number).padStart(6, '0')}`;
    const HoSo = { MaHoSo, MaTTHC, MaDonVi: 'H41.14', ChuHoSo: 'Phạm Thị Dung', LoaiDoiTuong: '1' };
    await bench.control('POST', 'submissions', HoSo);
    await eventually(async () => expect((await control.get(`${path}/${MaHoSo}`)).attempts).toBe(1));
    return MaHoSo;
  }
  async function triedAgain(portalCode: string): Promise<void> {
    const { attempts } = await control.get(`${path}/${portalCode}`);
    await control.post(`${path}/${portalCode}/retry`);
    await eventually(async () =>
      expect((await control.get(`${path}/${portalCode}`)).attempts).toBeGreaterThan(attempts),
    );
  }
  const refused = async (portalCode: string): Promise<void> =>
    expect(await control.post(`${path}/${portalCode}/refusal`, body)).toMatchObject({ state: 'REFUSED' });
  const notRefused = async (portalCode: string): Promise<void> =>
    expect((await control.refusal('POST', `${path}/${portalCode}/refusal`, { body })).code).toBe(
      'national-submission.may-be-a-dossier',
    );

  it('can be refused once dossier-service has no answer under its key, and not after any other refusal', async () => {
    const otherwise = [
      await tried('9.000400'),
      await tried('9.000403'),
      await tried('9.000409'),
      await tried('9.000423'),
    ];
    const lookedUp = await tried('9.000422');
    answers.set('9.000400', [400, 'request.invalid']);
    answers.set('9.000403', [403, 'auth.forbidden']);
    answers.set('9.000409', [409, 'idempotency.in-progress']);
    answers.set('9.000423', [422, 'idempotency.key-reused']);
    answers.set('9.000422', [422, 'procedure.not-in-force']);
    await notRefused(lookedUp);
    await eventually(
      async () => {
        await triedAgain(lookedUp);
        await refused(lookedUp);
      },
      { timeoutMs: 30_000 },
    );
    // The lost attempts of these began before that one's, so they have ended, too.
    for (const portalCode of otherwise) {
      await triedAgain(portalCode);
      await notRefused(portalCode);
    }
  });

  it('cannot be refused while the last unanswered attempt may still be running', async () => {
    const portalCode = await tried('9.000001');
    const first = Date.now();
    // Until the first attempt must have ended, while the last one may be running.
    await eventually(
      async () => {
        await triedAgain(portalCode);
        expect(Date.now() - first).toBeGreaterThan(LEASE_MS);
      },
      { timeoutMs: 30_000 },
    );
    answers.set('9.000001', [422, 'procedure.not-in-force']);
    await triedAgain(portalCode);
    await notRefused(portalCode);
  });

  it('can be refused at once when dossier-service refused the only attempt', async () => {
    answers.set('9.000403', [403, 'auth.forbidden']);
    await refused(await tried('9.000403'));
  });

  it('can be refused at once when no connection to dossier-service was made', async () => {
    await dossiers.stop();
    await refused(await tried('9.000002'));
  });
});
