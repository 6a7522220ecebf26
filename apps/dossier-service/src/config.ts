import { IsInt, Max, Min } from 'class-validator';
import { IsServiceAddresses, ServiceConfig } from '@motcua/platform';

export class DossierServiceConfig extends ServiceConfig {
  /** Where procedure-catalog-service is: asked for a record whose copy has not arrived yet. */
  @IsServiceAddresses()
  CATALOG_URL: string;

  /** How long another service may take to answer, in milliseconds. */
  @IsInt()
  @Min(100)
  @Max(60_000)
  UPSTREAM_TIMEOUT_MS: number = 3_000;

  /** Most that one bulk import may hold, unpacked. */
  @IsInt()
  @Min(1_024)
  IMPORT_LIMIT_BYTES: number = 4_294_967_296;

  /** Most lines of one bulk import, blank ones included. A province keeps three to five million dossiers. */
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  IMPORT_LIMIT_LINES: number = 10_000_000;

  /** Longest line of a bulk import. */
  @IsInt()
  @Min(1_024)
  @Max(16_777_216)
  IMPORT_LINE_LIMIT_BYTES: number = 1_048_576;

  override problems(): string[] {
    const problems = super.problems();
    if (!this.PERSONAL_DATA_KEY) {
      problems.push('PERSONAL_DATA_KEY: is needed because applicants are kept encrypted');
    }
    return problems;
  }
}
