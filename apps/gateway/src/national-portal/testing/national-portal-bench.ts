import {
  SIMULATOR_PASSWORD,
  SIMULATOR_USER,
  startNationalPortalSimulator,
  type NationalPortalSimulator,
} from '@motcua/national-portal-simulator';
import { eventually, startTestService, TEST_GATEWAY_CLIENT, type Api, type TestService } from '@motcua/testing';
import {
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from '../../../../dossier-service/src/testing/dossier-test-service.js';
import { gatewayService } from '../../gateway.definition.js';

type Environment = Record<string, string>;

/** The simulator's view of a dossier. */
export interface SimulatedDossier {
  MaHoSo: string;
  TrangThaiHoSo: string;
  SoTienDo: number;
  updates: number;
}

/**
 * Shorter intervals for tests. The timeout of a call stays long: on a busy machine a short one fails calls that the
 * portal answers. A spec of silent portals asks for `IMPATIENT_CALLS`.
 */
const IMPATIENT = {
  NATIONAL_PORTAL_TIMEOUT_MS: '2000',
  NATIONAL_PORTAL_LEASE_MS: '6000',
  NATIONAL_PORTAL_BACKOFF_BASE_MS: '50',
  NATIONAL_PORTAL_BACKOFF_CAP_MS: '500',
  NATIONAL_PORTAL_SEND_DELAY_MS: '20',
  NATIONAL_PORTAL_POLL_MS: '20',
  NATIONAL_PORTAL_FETCH_INTERVAL_MS: '100',
};

export const IMPATIENT_CALLS = { NATIONAL_PORTAL_TIMEOUT_MS: '400' };

/** dossier-service and the gateway with their own databases on one broker, and a national portal. */
export class NationalPortalBench {
  dossiers: DossierTestService;
  portal: NationalPortalSimulator;
  gateways: TestService[] = [];
  operations: Api;
  private more: Environment = {};

  async open(more: Environment | (() => Promise<Environment>) = {}): Promise<void> {
    [this.dossiers, this.portal] = await Promise.all([
      startDossierTestService(),
      startNationalPortalSimulator({ seed: 1 }),
    ]);
    await this.dossiers.at('2026-08-20 09:00');
    await this.addGateway((this.more = typeof more === 'function' ? await more() : more));
    const token = await this.dossiers.service.issuer.as('operations', { sub: 'ops-1' });
    this.operations = this.gateways[0]!.as(token);
  }

  /** Another instance, on the same database. */
  async addGateway(env: Environment = this.more): Promise<TestService> {
    const { service } = this.dossiers;
    const first = this.gateways[0];
    const gateway = await startTestService(gatewayService, {
      issuer: service.issuer,
      broker: { env: { EVENT_BUS: 'postgres', BROKER_DATABASE_URL: service.env['BROKER_DATABASE_URL']! } },
      env: {
        ...(first ? { DATABASE_URL: first.env['DATABASE_URL'] } : {}),
        CATALOG_SERVICE_URLS: service.url,
        DOSSIER_SERVICE_URLS: service.url,
        FEEDBACK_SERVICE_URLS: service.url,
        REPORTING_SERVICE_URLS: service.url,
        NATIONAL_PORTAL_URL: this.portal.url,
        NATIONAL_PORTAL_USER: SIMULATOR_USER,
        NATIONAL_PORTAL_PASSWORD: SIMULATOR_PASSWORD,
        NATIONAL_PORTAL_DSTCODE: 'VN:GOV:DVCQG',
        NATIONAL_PORTAL_UNIT_CODE: 'H41',
        OIDC_CLIENT_ID: TEST_GATEWAY_CLIENT.id,
        OIDC_CLIENT_SECRET: TEST_GATEWAY_CLIENT.secret,
        ...IMPATIENT,
        ...env,
      },
    });
    this.gateways.push(gateway);
    return gateway;
  }

  async close(): Promise<void> {
    for (const gateway of this.gateways.reverse()) await gateway.stop();
    await this.portal?.stop();
    await this.dossiers?.stop();
  }

  /** An accepted dossier. */
  async accepted(change: object = {}): Promise<{ id: string; code: string }> {
    const { id } = await this.dossiers.officer.post('/dossiers', { ...SUBMISSION, ...change });
    return this.dossiers.officer.post(`/dossiers/${id}/acceptance`);
  }

  async several(count: number): Promise<{ id: string; code: string }[]> {
    const made: { id: string; code: string }[] = [];
    // In one pass if possible, because a call with one dossier cannot be split.
    const opened = await Promise.all(
      Array.from({ length: count }, () => this.dossiers.officer.post('/dossiers', SUBMISSION)),
    );
    for (const { id } of opened) made.push(await this.dossiers.officer.post(`/dossiers/${id}/acceptance`));
    return made;
  }

  /**
   * Adds a dossier at the portal that is lost here, as after a restore: with the code of the next accepted one, or a
   * later one.
   */
  async lostDossier(ahead = 1): Promise<{ MaHoSo: string }> {
    const { code } = await this.accepted();
    const [, before, number] = /^(.*-)(\d+)$/.exec(code)!;
    const MaHoSo = `${before}${String(Number(number) + ahead).padStart(number!.length, '0')}`;
    const lost = { MaHoSo, TrangThaiHoSo: '4', NgayTiepNhan: '20260820083000', ChuHoSo: 'Trần Thị Lành' };
    await this.control('POST', 'dossiers', lost);
    return lost;
  }

  /** Processes it up to the delivery of its result. */
  async liveOn(id: string): Promise<void> {
    const { officer, head } = this.dossiers;
    await officer.post(`/dossiers/${id}/forwarding`);
    for (const stepCode of ['tham-dinh', 'phe-duyet'])
      await officer.post(`/dossiers/${id}/step-completions`, { stepCode });
    await head.post(`/dossiers/${id}/resolution`, { outcome: 'APPROVED' });
    await officer.post(`/dossiers/${id}/delivery`);
  }

  async control<T = any>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.portal.url}/simulator/${path}`, { method, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  async held(): Promise<SimulatedDossier[]> {
    return (await this.control<{ items: SimulatedDossier[] }>('GET', 'dossiers')).items;
  }

  async send(dossierId: string): Promise<any> {
    return this.operations.get(`/api/v1/national-portal/sends/${dossierId}`);
  }

  /** Waits until the ledger shows that the portal has the dossier in its current state. */
  async acknowledged(dossierId: string, timeoutMs = 15_000): Promise<any> {
    const { version } = await this.dossiers.officer.get(`/dossiers/${dossierId}`);
    return eventually(
      async () => {
        const send = await this.send(dossierId);
        expect(send).toMatchObject({ state: 'ACKNOWLEDGED', acknowledged: { version } });
        return send;
      },
      { timeoutMs },
    );
  }

  /**
   * Expects that the portal has these, each in its state, with its whole progress and no row twice; and the total
   * number.
   */
  async holds(dossierIds: string[], inAll: number): Promise<void> {
    const expected = await Promise.all(
      dossierIds.map(async (id) => {
        const dossier = await this.dossiers.officer.get(`/dossiers/${id}`);
        const { entries } = await this.dossiers.officer.get(`/dossiers/${id}/history`);
        return { MaHoSo: dossier.code, TrangThaiHoSo: String(dossier.nationalStatus), SoTienDo: entries.length };
      }),
    );
    const all = await this.held();
    expect(all).toHaveLength(inAll);
    const codes = new Set(expected.map(({ MaHoSo }) => MaHoSo));
    const held = all
      .filter(({ MaHoSo }) => codes.has(MaHoSo))
      .map(({ MaHoSo, TrangThaiHoSo, SoTienDo }) => ({ MaHoSo, TrangThaiHoSo, SoTienDo }));
    const byCode = (a: { MaHoSo: string }, b: { MaHoSo: string }): number => (a.MaHoSo < b.MaHoSo ? -1 : 1);
    expect(held.sort(byCode)).toEqual(expected.sort(byCode));
  }
}
