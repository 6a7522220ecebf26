import { isLoopback, Secret, ServiceConfig } from '@motcua/platform';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { trustedProxies } from './limits/client-address.js';

const ADDRESSES = /^https?:\/\/[^\s,?#]+(,https?:\/\/[^\s,?#]+)*$/;
const ADDRESSES_MESSAGE = { message: 'must be http(s) addresses without a query, several separated by commas' };

/** The gateway's own environment variables. */
export class GatewayConfig extends ServiceConfig {
  /** Only with NATIONAL_PORTAL_URL: without it the gateway only forwards. */
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
   * Time limit for the beginning of a service's answer after the whole request, and between two pieces of it.
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

  /** Requests per minute of one token subject; 0: no limit. Each instance of the gateway counts separately. */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  RATE_LIMIT_PER_MINUTE: number = 6_000;

  /**
   * Requests per minute of one address without a valid token; 0: no limit. Low, because dossier codes can be
   * enumerated. The documentation and unknown addresses count, too; a page of `/docs` is eight requests.
   */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: number = 300;

  /**
   * Requests per minute of one address for `/livez` and `/readyz`; 0: no limit. An orchestrator asks at most once per
   * second, so this allows twenty of them behind one address; one on this machine is never refused. A wrong refusal
   * would take a healthy instance out of service, and an answer costs no more than a refusal.
   */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  RATE_LIMIT_PROBES_PER_MINUTE: number = 1_200;

  /**
   * Dossiers, feedback items and changes per hour of one applicant; 0: no limit. One account filed 2,500 feedback items
   * in 52 seconds; a household or a notary's office sends some dozens per day.
   */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  WRITE_LIMIT_APPLICANT_PER_HOUR: number = 120;

  /** The same for one portal, which submits for all its citizens: ten times a whole province's busiest hour. */
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  WRITE_LIMIT_PORTAL_PER_HOUR: number = 36_000;

  /** Proxies in front of the gateway whose `X-Forwarded-For` is trusted: IPs or CIDR blocks. */
  @IsOptional()
  @Matches(/^[0-9a-fA-F.:/]+(,[0-9a-fA-F.:/]+)*$/, {
    message: 'must be IP addresses or CIDR blocks, separated by commas',
  })
  TRUSTED_PROXIES?: string;

  /** Address of ready tokens for the page at `/docs`; only a development issuer has one. */
  @IsOptional()
  @Matches(/^https?:\/\/\S+$/, { message: 'must be an http(s) address' })
  DEV_TOKENS_URL?: string;

  /** The issuer's public client for signing in at `/docs`; needs PUBLIC_URL. */
  @IsOptional()
  @IsString()
  DOCS_CLIENT_ID?: string;

  /** A JSON file of values for the examples of the documentation, such as the ids of sample data. */
  @IsOptional()
  @IsString()
  LIVE_EXAMPLES_FILE?: string;

  /**
   * Address of the national portal's session protocol. Without it nothing is sent to a national portal, and the gateway
   * needs no database and no broker.
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

  /** Header `dstcode`: the target system on the data exchange platform. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,100}$/, { message: 'must be printable ASCII without spaces' })
  NATIONAL_PORTAL_DSTCODE?: string;

  /** `madonvi`: the province's identification code at the portal. */
  @IsOptional()
  @Matches(/^[0-9A-Z.]{3,35}$/, { message: 'must be the identification code of a unit, such as H41' })
  NATIONAL_PORTAL_UNIT_CODE?: string;

  /** Time limit for an answer of the portal. After it, a lookup finds the outcome. */
  @IsInt()
  @Min(100)
  @Max(600_000)
  NATIONAL_PORTAL_TIMEOUT_MS: number = 30_000;

  /** Lease of one instance on the dossiers that it sends; others take them over afterwards. */
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

  /** How often the ledger is polled while nothing is due. */
  @IsInt()
  @Min(10)
  @Max(600_000)
  NATIONAL_PORTAL_POLL_MS: number = 500;

  /** Concurrent passes of one instance. */
  @IsInt()
  @Min(1)
  @Max(16)
  NATIONAL_PORTAL_SENDERS: number = 2;

  /** How often citizens' submissions are fetched from the portal. */
  @IsInt()
  @Min(50)
  @Max(86_400_000)
  NATIONAL_PORTAL_FETCH_INTERVAL_MS: number = 30_000;

  /** How often procedures and code tables are fetched. */
  @IsInt()
  @Min(1_000)
  @Max(2_592_000_000)
  NATIONAL_PORTAL_CATALOG_INTERVAL_MS: number = 86_400_000;

  /** How often both sides are compared. */
  @IsInt()
  @Min(1_000)
  @Max(2_592_000_000)
  NATIONAL_PORTAL_RECONCILIATION_INTERVAL_MS: number = 86_400_000;

  /** How long a send explains a difference in a comparison. */
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
