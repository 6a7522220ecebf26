import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';

/** One environment variable that a configuration class reads. */
export interface ConfigVariable {
  name: string;
  type: 'string' | 'number' | 'boolean';
  /** Absent from the environment, the service does not start. */
  required: boolean;
  /** Its value is never printed. */
  secret: boolean;
  /** Its default. */
  default?: string;
}

const SECRETS = Symbol('motcua:secret-variables');

/** Marks a configuration property whose value must never be printed, in an error or anywhere else. */
export function Secret(): PropertyDecorator {
  return (prototype, property) => {
    const known = (Reflect.getMetadata(SECRETS, prototype) as string[] | undefined) ?? [];
    Reflect.defineMetadata(SECRETS, [...known, String(property)], prototype);
  };
}

/**
 * Every environment variable that `ConfigClass` reads, its parents' included, in alphabetical order.
 * Deployment files are checked against this list, so that none sets a variable that nothing reads.
 */
export function configVariables(ConfigClass: new () => object): ConfigVariable[] {
  const defaults = new ConfigClass() as Record<string, unknown>;
  const rules = getMetadataStorage().getTargetValidationMetadatas(ConfigClass, '', false, false);
  const secrets = (Reflect.getMetadata(SECRETS, ConfigClass.prototype as object) as string[] | undefined) ?? [];
  const optional = new Set(rules.filter((rule) => rule.type === 'conditionalValidation').map((r) => r.propertyName));
  const names = [...new Set(rules.map((rule) => rule.propertyName))].sort();
  return names.map((name) => {
    const fallback = defaults[name];
    return {
      name,
      type: variableType(ConfigClass, name),
      required: fallback === undefined && !optional.has(name),
      secret: secrets.includes(name),
      ...(fallback === undefined || secrets.includes(name) ? {} : { default: String(fallback) }),
    };
  });
}

function variableType(ConfigClass: new () => object, name: string): ConfigVariable['type'] {
  const type: unknown = Reflect.getMetadata('design:type', ConfigClass.prototype as object, name);
  if (type === Number) return 'number';
  return type === Boolean ? 'boolean' : 'string';
}
