import { surelyKeepsContract, toleratingSigns } from '@motcua/contracts';
import { validateSync, type ValidationError } from 'class-validator';

/** An error of one field: `budget.amount must be an integer number`. */
export type Violation = string;

/**
 * Checks an instance of a contract class against its class-validator decorators. A producer refuses properties that the
 * contract does not know; a consumer drops them (they may be of a later, compatible version), so `payload` is changed
 * then. A producer refuses blank text; earlier events are read unchanged, so that every projection can still be
 * rebuilt.
 */
export function violationsOf(payload: object, unknown: 'refuse-unknown' | 'drop-unknown'): Violation[] {
  if (surelyKeepsContract(payload)) return [];
  const errors = validateSync(payload, {
    whitelist: true,
    forbidNonWhitelisted: unknown === 'refuse-unknown',
    forbidUnknownValues: true,
    validationError: { target: false, value: true },
  });
  const wrong = toleratingSigns(errors, unknown === 'refuse-unknown' ? 'are-wrong' : 'are-kept');
  return wrong.flatMap((error) => flatten(error, ''));
}

export function describeViolations(violations: Violation[]): string {
  const shown = violations.slice(0, 10).join('; ');
  return violations.length > 10 ? `${shown}; and ${violations.length - 10} more` : shown;
}

function flatten(error: ValidationError, path: string): Violation[] {
  const here = path === '' ? error.property : `${path}.${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((message) =>
    message.startsWith(error.property) ? `${here}${message.slice(error.property.length)}` : `${here}: ${message}`,
  );
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, here))];
}
