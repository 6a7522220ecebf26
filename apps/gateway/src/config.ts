import { isLoopback, Secret, ServiceConfig } from '@motcua/platform';
import { IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { trustedProxies } from './limits/client-address.js';

const ADDRESSES = /^https?:\/\/[^\s,?#]+(,https?:\/\/[^\s,?#]+)*$/;
const ADDRESSES_MESSAGE = { message: 'must be http(s) addresses without a query, several separated by commas' };

/** What the gateway reads from its environment, besides what every service does. */
export class GatewayConfig extends ServiceConfig {
  /** Unused: the gateway forwards, and keeps nothing. */
  @Secret()
  @IsOptional()
  @IsString()
  override DATABASE_URL: string;

  @Matches(ADDRESSES, ADDRESSES_MESSAGE)
  CATALOG_SERVICE_URLS: string;

  @Matches(ADDRESSES, ADDRESSES_MESSAGE)
  DOSSIER_SERVICE_URLS: string;

  @Matches(ADDRESSES, ADDRESSES_MESSAGE)
  FEEDBACK_SERVICE_URLS: string;

  @Matches(ADDRESSES, ADDRESSES_MESSAGE)
  REPORTING_SERVICE_URLS: string;

  /**
   * How long a service may take to begin its answer once it has the whole request, and between two pieces of it.
   * Operations that take a stream get HTTP_REQUEST_TIMEOUT_MS instead.
   */
  @IsInt()
  @Min(100)
  @Max(600_000)
  UPSTREAM_TIMEOUT_MS: number = 30_000;

  @IsInt()
  @Min(50)
  @Max(60_000)
  UPSTREAM_CONNECT_TIMEOUT_MS: number = 2_000;

  /** Most connections to one address of a service. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  UPSTREAM_CONNECTIONS: number = 128;

  /** Requests a minute of one token subject; 0 sets no limit. Each instance of the gateway counts for itself. */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  RATE_LIMIT_PER_MINUTE: number = 6_000;

  /** Requests a minute of one address without a good token; 0 sets no limit. Low, because dossier codes can be guessed in a row. */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: number = 300;

  /** Proxies in front of the gateway whose `X-Forwarded-For` tells the client's address: IPs or CIDR blocks. */
  @IsOptional()
  @Matches(/^[0-9a-fA-F.:/]+(,[0-9a-fA-F.:/]+)*$/, {
    message: 'must be IP addresses or CIDR blocks, separated by commas',
  })
  TRUSTED_PROXIES?: string;

  /** Where ready tokens can be fetched for the page at `/docs`; only a development issuer has such a place. */
  @IsOptional()
  @Matches(/^https?:\/\/\S+$/, { message: 'must be an http(s) address' })
  DEV_TOKENS_URL?: string;

  /** The issuer's public client as which people sign in from the page at `/docs`; needs PUBLIC_URL. */
  @IsOptional()
  @IsString()
  DOCS_CLIENT_ID?: string;

  /** A JSON file of values that work in the examples of the documentation, such as the ids of sample data. */
  @IsOptional()
  @IsString()
  LIVE_EXAMPLES_FILE?: string;

  override problems(): string[] {
    // Neither publishes nor consumes events.
    const problems = super.problems().filter((problem) => !/^(BROKER_DATABASE_URL|KAFKA_BROKERS):/.test(problem));
    if (this.DOCS_CLIENT_ID && !this.PUBLIC_URL) {
      problems.push('PUBLIC_URL: is needed because DOCS_CLIENT_ID is set: the issuer sends people back there');
    }
    if (this.DEV_TOKENS_URL && !isLoopback(this.HTTP_HOST)) {
      problems.push(
        `DEV_TOKENS_URL: gives tokens to anybody, so it is only allowed on loopback, but HTTP_HOST is ${this.HTTP_HOST}; ` +
          'leave it out or set HTTP_HOST=127.0.0.1',
      );
    }
    try {
      trustedProxies(this.TRUSTED_PROXIES);
    } catch (error) {
      problems.push((error as Error).message);
    }
    return problems;
  }
}
