import { ServiceConfig } from '@motcua/platform';
import { IsInt, Max, Min } from 'class-validator';

/** What procedure-catalog-service reads from its environment. */
export class CatalogConfig extends ServiceConfig {
  /** Most bytes of one import, once unpacked. The national catalog of July 2026 has about 25 MB. */
  @IsInt()
  @Min(1_048_576)
  @Max(10_737_418_240)
  CATALOG_IMPORT_LIMIT_BYTES: number = 536_870_912;

  /** Longest line of an import; the longest record of the national portal has 92,380 bytes. */
  @IsInt()
  @Min(65_536)
  @Max(67_108_864)
  CATALOG_IMPORT_LINE_LIMIT_BYTES: number = 4_194_304;
}
