import { ServiceConfig } from '@motcua/platform';
import { IsInt, Max, Min } from 'class-validator';

/** What procedure-catalog-service reads from its environment. */
export class CatalogConfig extends ServiceConfig {
  /** Most bytes of one import, once unpacked. The national catalog of July 2026 has about 25 MB. */
  @IsInt()
  @Min(1_048_576)
  @Max(10_737_418_240)
  CATALOG_IMPORT_LIMIT_BYTES: number = 536_870_912;

  /** Most lines of one import, blank ones included. The national catalog has some ten thousand procedures. */
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  CATALOG_IMPORT_LIMIT_LINES: number = 1_000_000;

  /** Longest line of an import; the longest record of the national portal has 92,380 bytes. A line is read in one go. */
  @IsInt()
  @Min(65_536)
  @Max(67_108_864)
  CATALOG_IMPORT_LINE_LIMIT_BYTES: number = 1_048_576;
}
