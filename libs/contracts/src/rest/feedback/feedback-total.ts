import { Flag, Integer } from '../../fields/field.js';

/** How many there are: exact up to `value`, "at least" when `capped`. */
export class FeedbackTotal {
  @Integer({ description: 'How many', example: 137 }) value: number;
  @Flag({ description: 'true: there are more than `value`', example: false }) capped: boolean;
}
