import { connectEvents } from '@motcua/messaging';
import {
  Readiness,
  sendProblem,
  ServiceLogger,
  StartupError,
  TokenVerifier,
  type ServiceDefinition,
} from '@motcua/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { request as httpRequest } from 'undici';
import { GatewayConfig } from './config.js';
import { loginOptions, withLogin } from './docs/login.js';
import { requireLoopbackHost } from './docs/local-page.js';
import { TOKEN_PICKER, TOKEN_PICKER_PATH } from './docs/token-picker.js';
import { GatewayModule } from './gateway.module.js';
import { Admission } from './limits/admission.js';
import { trustedProxies } from './limits/client-address.js';
import { admitToMetrics, isFromHere } from './limits/metrics-access.js';
import { WriteBudget } from './limits/write-budget.js';
import type { OpenApiDocument } from './openapi/document.js';
import { readLiveExamples, withLiveExamples } from './openapi/live-examples.js';
import { API_INFO, API_PREFIX, readMergedDocument, withOwnPaths } from './openapi/merged-document.js';
import { forwardedRoutes } from './openapi/routes.js';
import { GatewayMetrics } from './proxy/gateway-metrics.js';
import { proxyPlugin, type RouteKnowledge } from './proxy/proxy.plugin.js';
import { askReadiness, SERVICE_UPSTREAMS } from './proxy/service-upstreams.js';
import type { Upstream } from './proxy/upstream.js';

const METRICS = '/metrics';
/** Endpoints for the machines that run the gateway. */
const OPERATIONS = new Set(['/livez', '/readyz', METRICS]);

/** The gateway for the API of `document`; by default the committed one. */
export function gatewayOver(document: () => OpenApiDocument): ServiceDefinition<GatewayConfig> {
  return {
    name: 'gateway',
    config: GatewayConfig,
    module: (config) => GatewayModule.forRoot(config),
    openapi: API_INFO,
    documentation: (own, config) => ({
      document: documented(document(), own as unknown as OpenApiDocument, config) as unknown as OpenAPIObject,
      page: {
        customSiteTitle: API_INFO.title,
        swaggerOptions: {
          ...(config.DOCS_CLIENT_ID ? loginOptions(config.DOCS_CLIENT_ID, config.PUBLIC_URL!) : {}),
        },
        ...(config.DEV_TOKENS_URL ? { customJsStr: TOKEN_PICKER } : {}),
      },
    }),
    configure: (app, config) => configure(app, config, document()),
  };
}

export const gatewayService = gatewayOver(() => {
  try {
    return readMergedDocument();
  } catch (error) {
    throw new StartupError((error as Error).message, error);
  }
});

function documented(committed: OpenApiDocument, own: OpenApiDocument, config: GatewayConfig): OpenApiDocument {
  let whole = withOwnPaths(committed, own);
  if (config.LIVE_EXAMPLES_FILE) whole = withLiveExamples(whole, readLiveExamples(config.LIVE_EXAMPLES_FILE));
  return config.DOCS_CLIENT_ID ? withLogin(whole, config.OIDC_ISSUER) : whole;
}

async function configure(app: NestFastifyApplication, config: GatewayConfig, document: OpenApiDocument): Promise<void> {
  if (config.NATIONAL_PORTAL_URL) await connectEvents(app);
  const upstreams = app.get<ReadonlyMap<string, Upstream>>(SERVICE_UPSTREAMS);
  const readiness = app.get(Readiness);
  for (const [name, upstream] of upstreams) {
    // An unavailable service must not make the gateway unready for the other three.
    readiness.register(name, () => askReadiness(upstream), { essential: false });
  }
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const logger = app.get(ServiceLogger);
  const metrics = app.get(GatewayMetrics);
  const admission = new Admission({
    verifier: app.get(TokenVerifier),
    perMinute: config.RATE_LIMIT_PER_MINUTE,
    anonymousPerMinute: config.RATE_LIMIT_ANONYMOUS_PER_MINUTE,
    probesPerMinute: config.RATE_LIMIT_PROBES_PER_MINUTE,
    trusted: trustedProxies(config.TRUSTED_PROXIES),
    writes: new WriteBudget({
      applicantPerHour: config.WRITE_LIMIT_APPLICANT_PER_HOUR,
      portalPerHour: config.WRITE_LIMIT_PORTAL_PER_HOUR,
      refused: (client) => metrics.rateLimited(client),
    }),
    refused: (client) => metrics.rateLimited(client),
  });
  void fastify.register((scope) => admission.open(scope));
  // Every request, even to unknown addresses, before guards and bodies.
  fastify.addHook('onRequest', async (request, reply) => {
    const { url, config: known } = request.routeOptions;
    try {
      if (url?.startsWith(`${API_PREFIX}/`)) {
        await admission.admit(request, reply, (known as RouteKnowledge).public ?? true);
        return;
      }
      const asksHowItIs = OPERATIONS.has(url ?? '');
      if (asksHowItIs && isFromHere(request)) return;
      await admission.admitAnybody(request, reply, asksHowItIs && url !== METRICS ? 'probe' : 'address');
      if (url === METRICS) await admitToMetrics(request, app.get(TokenVerifier));
    } catch (error) {
      sendProblem(error, request, reply, logger);
      return reply;
    }
  });
  const plugin = proxyPlugin({
    prefix: API_PREFIX,
    routes: forwardedRoutes(document),
    upstreams,
    timeoutMs: config.UPSTREAM_TIMEOUT_MS,
    // A request that may take an hour to arrive may take as long to process; 0: no limit for both.
    streamTimeoutMs: config.HTTP_REQUEST_TIMEOUT_MS,
    metrics,
    logger,
  });
  fastify.get('/', (_request, reply) => reply.redirect('/docs'));
  // Not awaited, because that would load Fastify's plugins before Nest has added its own.
  void fastify.register(plugin);
  const { DEV_TOKENS_URL } = config;
  if (DEV_TOKENS_URL) {
    fastify.get(TOKEN_PICKER_PATH, async (request, reply) => {
      try {
        requireLoopbackHost(request.headers.host);
      } catch (error) {
        sendProblem(error, request, reply, logger);
        return reply;
      }
      const { statusCode, body } = await httpRequest(DEV_TOKENS_URL);
      return reply
        .status(statusCode)
        .type('application/json')
        .send(await body.text());
    });
  }
}
