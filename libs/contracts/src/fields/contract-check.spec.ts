import { instanceOf } from './shape.js';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { eventDefinition } from '../events/event-definition.js';
import { GOLDEN_EVENTS } from '../golden-events.js';
import '../index.js';
import { surelyKeepsContract } from './contract-check.js';

const examples = [...GOLDEN_EVENTS].map(([type, event]) => [type, event.data as object] as const);
const instance = (type: string, data: object) => instanceOf(eventDefinition(type)!.payload, data);
const keepsContract = (payload: object) =>
  validateSync(payload, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).length === 0;

/** A copy with one value, somewhere in it, replaced, removed or added. */
function spoilt(data: object, where: number[], value: unknown): object {
  const copy = structuredClone(data) as Record<string, unknown>;
  let at = copy;
  for (const step of where) {
    const names = [...Object.keys(at), 'somethingNew'];
    const name = names[step % names.length]!;
    const inner = at[name];
    if (typeof inner === 'object' && inner !== null && step % 3 !== 0) at = inner as Record<string, unknown>;
    else {
      if (value === undefined) delete at[name];
      else at[name] = value;
      return copy;
    }
  }
  return copy;
}

describe('The quick check of payloads', () => {
  it.each(examples)('accepts the golden example of %s only if class-validator does', (type, data) => {
    const payload = instance(type, data);
    expect(keepsContract(payload)).toBe(true);
    if (type.startsWith('dossier.')) expect(surelyKeepsContract(payload)).toBe(true);
  });

  it('never accepts what class-validator refuses', () => {
    const odd = fc.oneof(
      fc.constant(undefined),
      fc.constant(null),
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant({}),
      fc.constant([]),
      fc.constant([1]),
      fc.constant('2026-08-20T02:15:00.000Z'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...examples),
        fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
        odd,
        ([type, data], where, value) => {
          const payload = instance(type, spoilt(data, where, value));
          if (surelyKeepsContract(payload)) expect(keepsContract(payload)).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('leaves undeclared classes to class-validator', () => {
    expect(surelyKeepsContract({ anything: 1 })).toBe(false);
  });
});
