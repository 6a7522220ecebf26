import { Writable } from 'node:stream';
import { startDevelopmentIssuer, type DevelopmentIssuer } from '@motcua/development-issuer';
import { startService, type RunningService } from '@motcua/platform';
import { gatewayOver } from '../gateway.definition.js';
import { FakeService } from './fake-service.js';
import { smallApi } from './small-api.js';

/** Gateways over real HTTP servers in place of services, and an issuer that they trust. */
export class GatewayBench {
  issuer: DevelopmentIssuer;
  /** `Bearer …` of a one-stop officer. */
  officer: string;
  /** In place of dossier-service, and with `both()` one of its two addresses. */
  first: FakeService;
  second: FakeService;
  feedback: FakeService;
  private running: RunningService[] = [];

  async open(): Promise<void> {
    this.issuer = await startDevelopmentIssuer();
    this.officer = `Bearer ${await this.issuer.token({ sub: 'officer', roles: ['one-stop-officer'] })}`;
  }

  async close(): Promise<void> {
    await this.issuer.stop();
  }

  async setUp(): Promise<void> {
    this.first = await new FakeService('first').start();
    this.second = await new FakeService('second').start();
    this.feedback = await new FakeService('feedback').start();
  }

  async tearDown(): Promise<void> {
    await Promise.all(this.running.map((service) => service.stop()));
    this.running = [];
    await Promise.all([this.first, this.second, this.feedback].map((service) => service.stop()));
  }

  async gateway(env: Record<string, string> = {}, document = smallApi): Promise<RunningService> {
    const service = await startService(
      gatewayOver(document),
      {
        OIDC_ISSUER: this.issuer.issuer,
        OIDC_AUDIENCE: this.issuer.audience,
        LOG_LEVEL: 'info',
        SHUTDOWN_DRAIN_MS: '0',
        SHUTDOWN_TIMEOUT_MS: '3000',
        CATALOG_SERVICE_URLS: this.first.url,
        REPORTING_SERVICE_URLS: this.first.url,
        FEEDBACK_SERVICE_URLS: this.feedback.url,
        DOSSIER_SERVICE_URLS: this.first.url,
        UPSTREAM_TIMEOUT_MS: '1000',
        ...env,
      },
      { logDestination: new Writable({ write: (_chunk, _encoding, done) => done() }) },
    );
    this.running.push(service);
    return service;
  }

  /** Two addresses of one service. */
  both(): Record<string, string> {
    return { DOSSIER_SERVICE_URLS: `${this.first.url},${this.second.url}` };
  }

  send(at: RunningService, method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: this.officer, 'accept-language': 'en', ...(init.headers as object) };
    return fetch(at.url + path, { ...init, method, headers });
  }
}
