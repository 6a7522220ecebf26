import { DomainError, type Edition as EditionDocument, type EditionRule, type FieldError } from '@motcua/contracts';
import type { Edition, Rule } from './edition.js';

/** The members of each kind of rule, an optional one with `?`. */
const RULE_MEMBERS: Record<Rule['kind'], readonly string[]> = {
  RATIO: ['metric', 'target', 'floor?'],
  STEP: ['metric', 'steps'],
  COMPARE: ['metric', 'better', 'equal', 'worse', 'places'],
  YES_NO: [],
  CHOICE: ['choices'],
  CHECKLIST: ['items'],
  TIMELINESS: ['steps'],
  COUNT: ['each'],
  DEDUCT: ['each', 'floor?'],
  SURVEY: ['metric'],
  DELEGATED: ['from', 'outOf'],
  BONUS: ['each'],
  PENALTY: ['each'],
  MANUAL: [],
};

/** What of a step says when it holds. */
const STEP_LIMIT: Partial<Record<Rule['kind'], 'from' | 'upTo'>> = { STEP: 'from', TIMELINESS: 'upTo' };

/**
 * A document as an edition that the engine can read. Its sums and orders are not checked: a draft may be unfinished.
 * @throws DomainError `index.edition-unreadable` where a rule has other members than those of its kind, or a code names two things
 */
export function readEdition(document: EditionDocument): Edition {
  const fields = [
    ...document.nodes.flatMap(({ rule }, i) => (rule ? misshapen(rule, `nodes[${i}].rule`) : [])),
    ...twice(document.groups, 'groups'),
    ...twice(document.nodes, 'nodes'),
  ];
  // Every rule has the members of its kind now.
  if (fields.length === 0) return document as Edition;
  throw new DomainError({
    kind: 'invalid',
    code: 'index.edition-unreadable',
    message: {
      vi: `Bộ tiêu chí chưa đọc được: có ${fields.length} chỗ sai. Hãy sửa từng chỗ được nêu.`,
      en: `The edition cannot be read: it has ${fields.length} faults. Correct each of them.`,
    },
    fields,
  });
}

function misshapen(rule: EditionRule, path: string): FieldError[] {
  const members = RULE_MEMBERS[rule.kind];
  const allowed = members.map((name) => name.replace('?', ''));
  const missing = members.filter((name) => !name.endsWith('?') && rule[name as keyof EditionRule] === undefined);
  const given = Object.entries(rule).flatMap(([name, value]) => (value === undefined || name === 'kind' ? [] : [name]));
  const foreign = given.filter((name) => !allowed.includes(name));
  return [
    ...missing.map((name) =>
      fault(`${path}.${name}`, `quy tắc ${rule.kind} cần trường này`, `${rule.kind} needs this`),
    ),
    ...foreign.map((name) =>
      fault(`${path}.${name}`, `quy tắc ${rule.kind} không có trường này`, `${rule.kind} does not have this`),
    ),
    ...misshapenSteps(rule, path),
  ];
}

function misshapenSteps(rule: EditionRule, path: string): FieldError[] {
  const limit = STEP_LIMIT[rule.kind];
  if (!limit) return [];
  const other = limit === 'from' ? 'upTo' : 'from';
  return (rule.steps ?? []).flatMap((step, i) => [
    ...(step[limit] === undefined
      ? [
          fault(
            `${path}.steps[${i}].${limit}`,
            `mức của ${rule.kind} cần trường này`,
            `a step of ${rule.kind} needs this`,
          ),
        ]
      : []),
    ...(step[other] === undefined
      ? []
      : [
          fault(
            `${path}.steps[${i}].${other}`,
            `mức của ${rule.kind} không có trường này`,
            `a step of ${rule.kind} does not have this`,
          ),
        ]),
  ]);
}

/** What has the code of an earlier one could not be named in a difference or a result. */
function twice(all: { code: string }[], path: string): FieldError[] {
  const seen = new Set<string>();
  return all.flatMap(({ code }, i) => {
    if (seen.has(code)) return [fault(`${path}[${i}].code`, `mã ${code} bị trùng`, `the code ${code} is there twice`)];
    seen.add(code);
    return [];
  });
}

const fault = (path: string, vi: string, en: string): FieldError => ({ path, message: { vi, en } });
