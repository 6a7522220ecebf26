import { Flag, Integer } from '../../fields/field.js';

/** How many there are: exact up to `value`, "at least" when `capped`. */
export class CatalogTotal {
  @Integer({ description: 'How many', example: 1363 }) value: number;
  @Flag({ description: 'true: there are more than `value`', example: false }) capped: boolean;
}
