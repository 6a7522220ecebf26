import {
  surelyKeepsContract,
  takeOutMisfits,
  toleratingSigns,
  type FieldError,
  type Misfit,
  instanceOf,
} from '@motcua/contracts';
import type { Type } from '@nestjs/common';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { constraintMessage, type BrokenRule } from './validation-messages.js';

const MAX_REPORTED = 100;

export interface ReadAs<T> {
  instance: T;
  /** One error per field; with any error, `instance` must not be used. */
  wrong: FieldError[];
}

/**
 * The input, cleaned by `cleanInput`, as an instance of its class. Members that the class does not allow are removed
 * from `value` before conversion, and reported with the other errors.
 * @param signs whether a text must have a letter or a digit, or only a visible character
 */
export function readAs<T extends object>(type: Type<T>, value: object, signs: 'are-no-text' | 'are-kept'): ReadAs<T> {
  const misfits = takeOutMisfits(value, type);
  const instance = instanceOf(type, value);
  if (misfits.length === 0 && surelyKeepsContract(instance)) return { instance, wrong: [] };
  // A separate list, because the instance keeps the omitted items.
  const shown = instanceOf(type, value);
  leaveWhatIsWrong(shown, { items: MAX_REPORTED });
  const errors = validateSync(shown, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    // The value distinguishes missing from invalid fields, the target has the rules; `fieldErrors` does not pass them
    // on.
    validationError: { target: true, value: true },
  });
  const broken = fieldErrors(signs === 'are-kept' ? toleratingSigns(errors, 'are-wrong') : errors);
  const taken = new Map(misfits.map((misfit) => [misfit.path, fieldErrorOf(misfit)]));
  // A removed member is not missing: it has its own error.
  const others = broken.filter(({ path }) => !taken.has(path));
  return { instance, wrong: [...taken.values(), ...others].slice(0, MAX_REPORTED) };
}

/**
 * Empties the slots of valid list items, and of invalid ones after the first hundred: class-validator skips empty
 * slots, takes 15 µs per value, and does not limit the number of errors.
 */
function leaveWhatIsWrong(value: object, left: { items: number }): void {
  for (const member of Array.isArray(value) ? [value] : Object.values(value)) {
    if (!Array.isArray(member)) {
      if (isObject(member)) leaveWhatIsWrong(member, left);
      continue;
    }
    for (const [index, item] of member.entries()) {
      // A rule about each item examines every value, so it needs all of them.
      if (!isObject(item)) continue;
      if (left.items <= 0 || (!Array.isArray(item) && surelyKeepsContract(item))) {
        delete member[index];
        continue;
      }
      left.items -= 1;
      leaveWhatIsWrong(item, left);
    }
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function fieldErrorOf({ path, most, ...broken }: Misfit): FieldError {
  return { path, code: broken.constraint, message: constraintMessage({ ...broken, limits: [most] }) };
}

/** class-validator's tree as flat paths, one error per field: `applicant.identityNumber`, `steps[2].budget.amount`. */
export function fieldErrors(errors: ValidationError[], parent = '', found: FieldError[] = []): FieldError[] {
  for (const error of errors) {
    if (found.length >= MAX_REPORTED) break;
    const path = pathOf(parent, error.property ?? '');
    const telling = tellingConstraint(error);
    if (telling) {
      const [constraint, english] = telling;
      const { property, contexts } = error;
      const context: unknown = contexts?.[constraint];
      const message = constraintMessage({ constraint, english, property, context, ...givenTo(error, constraint) });
      found.push({ path, code: constraint, message });
    }
    fieldErrors(error.children ?? [], path, found);
  }
  return found;
}

/** The arguments of the broken rule. */
function givenTo({ target, property, constraints }: ValidationError, constraint: string): Partial<BrokenRule> {
  if (!target) return {};
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  const named = rules.filter(
    ({ propertyName, name, type }) => propertyName === property && (name ?? type) === constraint,
  );
  // A list of lists has two rules of one name: one for the list, one for its items.
  const ofItems = constraints?.[constraint]?.startsWith(`each value in ${property} `);
  const rule = named.find(({ each }) => each === ofItems) ?? named[0];
  return rule ? { limits: rule.constraints, each: rule.each, worded: Boolean(rule.message) } : {};
}

/** A value that breaks one of these breaks others too, and those errors add nothing. */
const TELLING_FIRST = [
  'whitelistValidation',
  'isArray',
  'isObject',
  'nestedValidation',
  'isString',
  'isInt',
  'isNumber',
  'isBoolean',
  'matches',
];

/** The most useful error: missing field, then type, then form, then the first one. */
function tellingConstraint({ constraints, ...error }: ValidationError): [string, string] | undefined {
  const broken = Object.entries(constraints ?? {});
  if (broken.length === 0) return undefined;
  const unknown = constraints!['whitelistValidation'] !== undefined;
  if (!unknown && 'value' in error && (error.value === undefined || error.value === null)) {
    return ['isDefined', 'is required'];
  }
  const rank = ([name]: [string, string]): number => TELLING_FIRST.indexOf(name) + 1 || TELLING_FIRST.length + 1;
  return broken.reduce((best, other) => (rank(other) < rank(best) ? other : best));
}

function pathOf(parent: string, property: string): string {
  // Field names are shortened in answers.
  const name = property.slice(0, 100);
  if (/^\d+$/.test(property)) return `${parent}[${name}]`;
  return parent === '' ? name : `${parent}.${name}`;
}
