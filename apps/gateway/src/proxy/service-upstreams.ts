import type { GatewayConfig } from '../config.js';
import { FORWARDED_SERVICES } from '../services.js';
import { Upstream } from './upstream.js';

/** The injection token of the services' addresses: a `ReadonlyMap<string, Upstream>` by service name. */
export const SERVICE_UPSTREAMS = Symbol('service upstreams');

export function serviceUpstreams(config: GatewayConfig): ReadonlyMap<string, Upstream> {
  return new Map(
    FORWARDED_SERVICES.map(({ name, variable }) => [
      name,
      new Upstream(name, config[variable].split(','), {
        connectTimeoutMs: config.UPSTREAM_CONNECT_TIMEOUT_MS,
        connections: config.UPSTREAM_CONNECTIONS,
      }),
    ]),
  );
}

/**
 * Checks whether at least one address of a service is ready.
 * @throws Error with the answer of each address, without the addresses
 */
export async function askReadiness(upstream: Upstream): Promise<void> {
  const answers = await Promise.all(
    upstream.addresses.map(async ({ pool, basePath }) => {
      try {
        const { statusCode, body } = await pool.request({
          method: 'GET',
          path: `${basePath}/readyz`,
          headersTimeout: 1_500,
        });
        await body.dump();
        return { ready: statusCode === 200, says: `answers ${statusCode}` };
      } catch (error) {
        return { ready: false, says: String((error as { code?: unknown }).code ?? 'no answer') };
      }
    }),
  );
  if (!answers.some(({ ready }) => ready)) {
    // Without the addresses: the gateway's port is public, and internal addresses must not be revealed.
    throw new Error(answers.map(({ says }) => says).join(', '));
  }
}
