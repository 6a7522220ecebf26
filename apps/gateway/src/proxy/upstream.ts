import { Pool } from 'undici';

export interface UpstreamOptions {
  connectTimeoutMs: number;
  /** Most connections to one address. */
  connections: number;
}

/** How long an address that refused a connection, or is about to stop, is used only as a last choice. */
const REST_MS = 2_000;

/** One address of a service. */
export class UpstreamAddress {
  readonly pool: Pool;
  /** Path prefix at this address, without a trailing slash. */
  readonly basePath: string;
  private restingUntil = 0;

  constructor(
    readonly url: string,
    options: UpstreamOptions,
  ) {
    const parsed = new URL(url);
    this.basePath = parsed.pathname.replace(/\/+$/, '');
    this.pool = new Pool(parsed.origin, {
      connections: options.connections,
      connect: { timeout: options.connectTimeoutMs },
    });
  }

  rest(nowMs: number): void {
    this.restingUntil = nowMs + REST_MS;
  }

  isResting(nowMs: number): boolean {
    return nowMs < this.restingUntil;
  }
}

/** A service as the gateway sees it: a name and one or more interchangeable addresses, used in turn. */
export class Upstream {
  readonly addresses: UpstreamAddress[];
  private turn = 0;

  constructor(
    readonly service: string,
    urls: string[],
    options: UpstreamOptions,
  ) {
    this.addresses = urls.map((url) => new UpstreamAddress(url, options));
  }

  /** The next address in turn that is not in `tried`; resting ones last. */
  next(tried: ReadonlySet<UpstreamAddress>, nowMs: number): UpstreamAddress | undefined {
    // A retry does not advance the turn: otherwise, with two addresses, the bad one would be tried first every time.
    const first = (tried.size === 0 ? this.turn++ : this.turn) % this.addresses.length;
    const inTurn = [...this.addresses.slice(first), ...this.addresses.slice(0, first)].filter((a) => !tried.has(a));
    return inTurn.find((address) => !address.isResting(nowMs)) ?? inTurn[0];
  }

  async close(): Promise<void> {
    await Promise.all(this.addresses.map((address) => address.pool.destroy()));
  }
}
