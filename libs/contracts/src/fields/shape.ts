import { getMetadataStorage, ValidationTypes } from 'class-validator';

/** A member that a class does not allow, a list that is too long, or a value that must be a list. */
export interface Misfit {
  path: string;
  property: string;
  /** class-validator's name of the rule, and its English sentence. */
  constraint: 'whitelistValidation' | 'arrayMaxSize' | 'isArray' | 'isObject';
  english: string;
  /** Of a list that is too long. */
  most?: number;
  /** It applies to the items of a list. */
  each?: boolean;
}

type Class = abstract new (...args: never[]) => object;

type Reader = (value: unknown) => unknown;

interface FieldShape {
  list: boolean;
  /** Maximum number of items of a list, and of each list in a list of lists. */
  most: number;
  mostInRow?: number;
  /** The class of the value, or of each item. */
  of?: () => Class;
  /** What reads the value before any rule is asked. */
  readers: Reader[];
}

const NESTED_TYPE = Symbol('nested type');
const READERS = Symbol('readers');
/** Maximum number of items of a list without a declared maximum. */
export const MOST_ITEMS = 1_000;
/** Maximum number of reported members. */
const MOST_REPORTED = 100;
const LONGEST_NAME_SHOWN = 100;

/** Declares the class of a member's value, or of each of its items. */
export const NestedType =
  (type: () => new () => object): PropertyDecorator =>
  (target, property) =>
    Reflect.defineMetadata(NESTED_TYPE, type, target, property);

/** Declares how a member's value, or each of its items, is read before any rule is asked. */
export const ReadWith =
  (one: Reader): PropertyDecorator =>
  (target, property) => {
    const before = (Reflect.getMetadata(READERS, target, property) ?? []) as Reader[];
    const each: Reader = (value) => (Array.isArray(value) ? value.map(one) : one(value));
    Reflect.defineMetadata(READERS, [...before, each], target, property);
  };

const shapes = new Map<Class, Map<string, FieldShape>>();

function shapeOf(type: Class): Map<string, FieldShape> {
  const known = shapes.get(type);
  if (known) return known;
  const shape = new Map<string, FieldShape>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    const { propertyName, name, each } = rule;
    const readers = (Reflect.getMetadata(READERS, type.prototype, propertyName) ?? []) as Reader[];
    const field = shape.get(propertyName) ?? { list: false, most: MOST_ITEMS, readers };
    shape.set(propertyName, field);
    if (name === 'isArray' && !each) field.list = true;
    if (name === 'arrayMaxSize' && !each) field.most = Number(rule.constraints?.[0]);
    if (name === 'arrayMaxSize' && each) field.mostInRow = Number(rule.constraints?.[0]);
    if (rule.type === ValidationTypes.NESTED_VALIDATION) {
      field.of ??= Reflect.getMetadata(NESTED_TYPE, type.prototype, propertyName) as FieldShape['of'];
    }
  }
  shapes.set(type, shape);
  return shape;
}

/** The names of the members of a class. */
export const membersOf = (type: Class): string[] => [...shapeOf(type).keys()];

/** Maximum number of values of a document of this class; objects and lists count as values too. */
export function mostValues(type: Class, above: readonly Class[] = []): number {
  if (above.includes(type)) return Infinity;
  let sum = 1;
  for (const { list, most, mostInRow, of } of shapeOf(type).values()) {
    const item = of ? mostValues(of(), [...above, type]) : 1;
    const row = mostInRow === undefined ? item : 1 + mostInRow * item;
    sum += list ? 1 + most * row : item;
  }
  return sum;
}

/**
 * A parsed document as an instance of its class, its nested members as instances of theirs. No rule is asked: what is
 * not of the declared kind stays as it is, for the rules to refuse. Members that the class does not know are carried
 * along, so that they can be refused too; the lists and objects in them are shared with the document.
 */
export function instanceOf<T extends object>(type: new () => T, value: object): T {
  const instance = new type() as Record<string, unknown>;
  const shape = shapeOf(type);
  for (const name of Object.keys(value)) {
    // It would be the instance's prototype.
    if (name === '__proto__') continue;
    const member = (value as Record<string, unknown>)[name];
    const field = shape.get(name);
    instance[name] = field ? memberOf(field, member) : member;
  }
  return instance as T;
}

function memberOf(field: FieldShape, member: unknown): unknown {
  if (field.of) return nestedIn(field.of() as new () => object, member);
  if (field.readers.length === 0) return Array.isArray(member) ? [...(member as unknown[])] : member;
  return field.readers.reduce((value, reader) => reader(value), member);
}

function nestedIn(type: new () => object, member: unknown): unknown {
  if (Array.isArray(member)) return member.map((item) => nestedIn(type, item));
  return isObject(member) ? instanceOf(type, member) : member;
}

/**
 * Removes from a parsed document the members that its class does not allow, before conversion: a list is counted
 * before its items are converted, and unknown names before anybody reports each of them.
 * @returns the removed members, at most 100
 */
export function takeOutMisfits(value: unknown, type: Class, path = '', found: Misfit[] = []): Misfit[] {
  if (!isObject(value)) return found;
  const shape = shapeOf(type);
  for (const name of Object.keys(value)) {
    const field = shape.get(name);
    const at = path === '' ? name : `${path}.${name}`;
    const member = value[name];
    const misfit = field ? misfitOf(member, field, name) : UNKNOWN;
    if (misfit) {
      delete value[name];
      if (found.length < MOST_REPORTED) found.push({ ...misfit, path: shown(path, name), property: name });
    } else if (field?.of && member !== null && typeof member === 'object') {
      const of = field.of();
      // Of a list in the place of an object class-validator examines the items, and an empty one has none.
      const look = (list: unknown[], index: number, place: string): void => {
        if (!Array.isArray(list[index])) return void takeOutMisfits(list[index], of, place, found);
        list[index] = undefined;
        if (found.length < MOST_REPORTED) found.push({ ...noObject(name), path: place, property: name });
      };
      if (!field.list) takeOutMisfits(member, of, at, found);
      else
        (member as unknown[]).forEach((item, index, list) => {
          const place = `${at}[${index}]`;
          if (field.mostInRow === undefined || !Array.isArray(item)) look(list, index, place);
          else item.forEach((_, column) => look(item, column, `${place}[${column}]`));
        });
    }
  }
  return found;
}

const UNKNOWN = { constraint: 'whitelistValidation', english: 'should not exist' } as const;

function misfitOf(value: unknown, field: FieldShape, name: string): Omit<Misfit, 'path' | 'property'> | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (!Array.isArray(value)) {
    return field.list ? { constraint: 'isArray', english: `${name} must be an array` } : undefined;
  }
  if (!field.list) return field.of ? noObject(name) : undefined;
  if (value.length > field.most) return tooLong(name, field.most, false);
  const { mostInRow } = field;
  if (mostInRow !== undefined && value.some((row) => Array.isArray(row) && row.length > mostInRow)) {
    return tooLong(name, mostInRow, true);
  }
  return undefined;
}

const noObject = (name: string) => ({ constraint: 'isObject', english: `${name} must be an object` }) as const;

function tooLong(name: string, most: number, each: boolean): Omit<Misfit, 'path' | 'property'> {
  const english = `${each ? 'each value in ' : ''}${name} must contain no more than ${most} elements`;
  return { constraint: 'arrayMaxSize', english, most, each };
}

/** Field names are shortened in answers. */
function shown(path: string, name: string): string {
  const short = name.slice(0, LONGEST_NAME_SHOWN);
  return path === '' ? short : `${path}.${short}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
