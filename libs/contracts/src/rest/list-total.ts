import { Flag, Integer } from '../fields/field.js';

/** How many a list has in all: exact up to `value`, "at least" when `capped`. */
export class ListTotal {
  @Integer({ description: 'How many', example: 137 }) value: number;
  @Flag({ description: 'true: there are more than `value`', example: false }) capped: boolean;
}
