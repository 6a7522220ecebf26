import { isLoopback, Secret, ServiceConfig } from '@motcua/platform';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { trustedProxies } from './limits/client-address.js';

const ADDRESSES = /^https?:\/\/[^\s,?#]+(,https?:\/\/[^\s,?#]+)*$/;
const ADDRESSES_MESSAGE = { message: 'must be http(s) addresses without a query, several separated by commas' };

/** What the gateway reads from its environment, besides what every service does. */
export class GatewayConfig extends ServiceConfig {
  /** Only with NATIONAL_PORTAL_URL: without it the gateway forwards, and keeps nothing. */
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

  /**
   * Where the national portal's session protocol is spoken. Unless it is set, nothing is sent to a national portal, and
   * the gateway needs no database and no broker.
   */
  @IsOptional()
  @Matches(/^https?:\/\/[^\s?#]+$/, { message: 'must be an http(s) address without a query' })
  NATIONAL_PORTAL_URL?: string;

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  NATIONAL_PORTAL_USER?: string;

  @Secret()
  @IsOptional()
  @IsString()
  @MinLength(1)
  NATIONAL_PORTAL_PASSWORD?: string;

  /** Header `dstcode`: the system on the data exchange platform that calls are for. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,100}$/, { message: 'must be printable ASCII without spaces' })
  NATIONAL_PORTAL_DSTCODE?: string;

  /** `madonvi`: the province, by the identification code that the portal knows it by. */
  @IsOptional()
  @Matches(/^[0-9A-Z.]{3,35}$/, { message: 'must be the identification code of a unit, such as H41' })
  NATIONAL_PORTAL_UNIT_CODE?: string;

  /** How long the portal may take to answer. What it has not answered by then is found out by asking. */
  @IsInt()
  @Min(100)
  @Max(600_000)
  NATIONAL_PORTAL_TIMEOUT_MS: number = 30_000;

  /** How long one instance has dossiers for itself that it sends; others take them over afterwards. */
  @IsInt()
  @Min(1_000)
  @Max(3_600_000)
  NATIONAL_PORTAL_LEASE_MS: number = 180_000;

  /** Wait after the first failure of a dossier's send; doubled with each further one, up to the cap. */
  @IsInt()
  @Min(10)
  @Max(3_600_000)
  NATIONAL_PORTAL_BACKOFF_BASE_MS: number = 5_000;

  @IsInt()
  @Min(10)
  @Max(86_400_000)
  NATIONAL_PORTAL_BACKOFF_CAP_MS: number = 86_400_000;

  /** How long a change waits for the next one, so that several are sent as one. */
  @IsInt()
  @Min(0)
  @Max(600_000)
  NATIONAL_PORTAL_SEND_DELAY_MS: number = 1_000;

  /** How often the ledger is looked at while nothing is due. */
  @IsInt()
  @Min(10)
  @Max(600_000)
  NATIONAL_PORTAL_POLL_MS: number = 500;

  /** How many passes over what is due go on side by side in one instance. */
  @IsInt()
  @Min(1)
  @Max(16)
  NATIONAL_PORTAL_SENDERS: number = 2;

  /** How often what citizens submitted at the portal is fetched. */
  @IsInt()
  @Min(50)
  @Max(86_400_000)
  NATIONAL_PORTAL_FETCH_INTERVAL_MS: number = 30_000;

  /** How often procedures and code tables are fetched. */
  @IsInt()
  @Min(1_000)
  @Max(2_592_000_000)
  NATIONAL_PORTAL_CATALOG_INTERVAL_MS: number = 86_400_000;

  /** How often all that both sides hold is compared. */
  @IsInt()
  @Min(1_000)
  @Max(2_592_000_000)
  NATIONAL_PORTAL_RECONCILIATION_INTERVAL_MS: number = 86_400_000;

  /** For how long a send may be under way before a comparison calls what it leaves a difference. */
  @IsInt()
  @Min(0)
  @Max(2_592_000_000)
  NATIONAL_PORTAL_IN_TRANSIT_MS: number = 3_600_000;

  override problems(): string[] {
    const inherited = super.problems();
    const problems = this.NATIONAL_PORTAL_URL
      ? [...inherited, ...this.missingForNationalPortal()]
      : // Neither publishes nor consumes events.
        inherited.filter((problem) => !/^(BROKER_DATABASE_URL|KAFKA_BROKERS):/.test(problem));
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

  private missingForNationalPortal(): string[] {
    const needed = [
      'DATABASE_URL',
      'OIDC_CLIENT_ID',
      'NATIONAL_PORTAL_USER',
      'NATIONAL_PORTAL_PASSWORD',
      'NATIONAL_PORTAL_DSTCODE',
      'NATIONAL_PORTAL_UNIT_CODE',
    ] as const;
    const problems = needed
      .filter((name) => !this[name])
      .map((name) => `${name}: is needed because NATIONAL_PORTAL_URL is set`);
    if (this.NATIONAL_PORTAL_LEASE_MS < 3 * this.NATIONAL_PORTAL_TIMEOUT_MS) {
      problems.push(
        'NATIONAL_PORTAL_LEASE_MS: must be three times NATIONAL_PORTAL_TIMEOUT_MS or more, or one call could use it up',
      );
    }
    return problems;
  }
}
