import { Flag, Integer } from '../fields/field.js';

/** Total number of a list: exact, or "at least `value`" when `capped`. */
export class ListTotal {
  @Integer({ description: 'How many', example: 137 }) value: number;
  @Flag({ description: 'true: there are more than `value`', example: false }) capped: boolean;
}
