import { getMetadataStorage, ValidationTypes } from 'class-validator';
import * as contracts from '../index.js';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
interface TextRule {
  of: string;
  longest: number;
  holds: (text: string) => unknown;
}

/** Every rule of every class of the contracts, once for all members with the same arguments. */
function textRules(): TextRule[] {
  const storage = getMetadataStorage();
  const known = new Map<string, TextRule>();
  Object.values(contracts)
    .filter((value): value is new () => object => typeof value === 'function' && value.prototype !== undefined)
    .forEach((type) => {
      const rules = storage.getTargetValidationMetadatas(type, '', false, false);
      for (const rule of rules.filter((each) => each.type === ValidationTypes.CUSTOM_VALIDATION)) {
        const longest = longestOf(rule, rules);
        // Patterns are distinguished by their messages.
        const key = JSON.stringify([rule.name, (rule.constraints ?? []).map(String), rule.context, longest]);
        if (known.has(key)) continue;
        known.set(key, { of: `${rule.name} of ${type.name}.${rule.propertyName}`, longest, holds: asked(rule) });
      }
    });
  return [...known.values()];
}

function longestOf(rule: Rule, all: Rule[]): number {
  const most = all.find(({ propertyName, name }) => propertyName === rule.propertyName && name === 'maxLength');
  return Number(most?.constraints?.[0] ?? 40);
}

function asked(rule: Rule): TextRule['holds'] {
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  const args = { constraints: rule.constraints, property: rule.propertyName, targetName: '', object: {} };
  return (text) => constraint!.instance.validate(text, { ...args, value: text });
}

/** Prefixes that a pattern accepts, repeatable parts, and endings that make it backtrack. */
const BEGINNINGS = ['', 'a@', '0', '+84', 'H41', 'https://', '2026-08-20T', '1.001193'];
const REPEATED = [
  '.',
  '@',
  '-',
  ' ',
  '0',
  'a',
  'A',
  '0.',
  'a.',
  '1 ',
  '.-',
  ',',
  'RECEIVED,',
  '\u00a0',
  '\u0301',
  'ế',
  'Ａ',
];
const ENDINGS = ['', '@', '!', '\n'];

const hostile = (length: number): string[] =>
  BEGINNINGS.flatMap((beginning) =>
    REPEATED.flatMap((part) =>
      ENDINGS.map((ending) => beginning + part.repeat(Math.ceil(length / part.length)).slice(0, length) + ending),
    ),
  );

/** CPU time, independent of other processes; the minimum of some runs, because of the JIT compiler. */
function milliseconds(work: () => unknown, tries = 3): number {
  let least = Infinity;
  for (let n = 0; n < tries && least > 1; n += 1) {
    const began = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(began);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

const rules = textRules();
/** One pass over 100,000 characters takes some milliseconds, tens on a busy machine; quadratic time, eight seconds. */
const FAR_LONGER = 100_000;
const MOST_MS = 150;

function slowOnes(texts: (rule: TextRule) => string[]): string[] {
  const slow: string[] = [];
  for (const rule of rules) {
    for (const text of texts(rule)) {
      const ms = milliseconds(() => rule.holds(text));
      if (ms <= MOST_MS) continue;
      slow.push(`${rule.of}: ${Math.round(ms)} ms for ${JSON.stringify(text.slice(0, 10))}…`);
      break;
    }
  }
  return slow;
}

describe('The rules of the contracts', () => {
  it('are many, including patterns', () => {
    expect(rules.length).toBeGreaterThan(100);
    expect(rules.filter(({ of }) => of.startsWith('matches of ')).length).toBeGreaterThan(15);
  });

  it('check a text of the maximum length in less than 40 ms of CPU', () => {
    const ofLength = new Map<number, string[]>();
    const texts = ({ longest }: TextRule): string[] => {
      ofLength.set(longest, ofLength.get(longest) ?? hostile(longest));
      return ofLength.get(longest)!;
    };
    expect(slowOnes(texts)).toEqual([]);
  });

  it('need at most linear time for a text that is far too long', () => {
    const texts = hostile(FAR_LONGER);
    expect(slowOnes(() => texts)).toEqual([]);
  });
});
