import { DomainError, type FieldError } from '@motcua/contracts';
import { appliesTo, maximumOf, type Edition } from './edition.js';
import { compare, milli, readDecimal, ZERO } from './rational.js';
import { faultsOfFacts, type Facts } from './rules.js';

/** A unit to be scored, with its name and group as they are in the round. */
export interface Unit {
  code: string;
  name: string;
  group: string;
  /** By the code of a node without children. */
  facts: Record<string, Facts>;
  /** Nodes that do not apply to the unit, and why: its maximum is lower. */
  notApplicable?: { node: string; reason: string }[];
  /**
   * Decimal points, by node, that were published elsewhere and are taken over whole: of an inherited field, or of a group whose items
   * are not public. The result marks them.
   */
  reported?: Record<string, string>;
}

/**
 * Refuses facts from which no result follows, or more than one.
 * @param edition without `faultsOfEdition`
 * @throws DomainError `index.facts-faulty` with every fault by the code of its unit and its path
 */
export function requireFacts(edition: Edition, units: Unit[]): void {
  // By code: whoever reads the fault sent the units in an order of their own.
  const fields = units.flatMap((unit) =>
    faultsOfUnit(edition, unit).map((one) => ({ ...one, path: `units[${unit.code}].${one.path}` })),
  );
  const codes = units.map(({ code }) => code);
  units.forEach(({ code }, i) => {
    if (codes.indexOf(code) < i)
      fields.push({
        path: `units[${code}].code`,
        message: { vi: `đơn vị ${code} bị trùng`, en: `the unit ${code} is there twice` },
      });
  });
  if (fields.length === 0) return;
  throw new DomainError({
    kind: 'invalid',
    code: 'index.facts-faulty',
    message: {
      vi: 'Số liệu chấm điểm có lỗi. Hãy sửa từng lỗi được nêu.',
      en: 'The facts have faults. Correct each of them.',
    },
    fields,
  });
}

function faultsOfUnit(edition: Edition, unit: Unit): FieldError[] {
  const unknown = (path: string, vi: string, en: string): FieldError => ({ path, message: { vi, en } });
  if (!edition.groups.some(({ code }) => code === unit.group))
    return [unknown('group', `không có nhóm ${unit.group}`, `there is no group ${unit.group}`)];
  const own = (code: string) => edition.nodes.find((node) => node.code === code && appliesTo(node, unit.group));
  const facts = Object.entries(unit.facts).flatMap(([code, given]) => {
    const node = own(code);
    if (!node?.rule)
      return [unknown(`facts.${code}`, 'không có tiêu chí chấm này', 'there is no such node with a rule')];
    return faultsOfFacts(node.rule, maximumOf(node, unit.group), given).map((one) => ({
      ...one,
      path: `facts.${code}.${one.path}`,
    }));
  });
  const lifted = (unit.notApplicable ?? []).flatMap(({ node, reason }, i) => {
    if (!own(node)) return [unknown(`notApplicable[${i}].node`, 'không có tiêu chí này', 'there is no such node')];
    return reason.trim() === ''
      ? [unknown(`notApplicable[${i}].reason`, 'phải nêu lý do', 'a reason must be given')]
      : [];
  });
  const reported = Object.entries(unit.reported ?? {}).flatMap(([code, points]) => {
    const node = own(code);
    const value = readDecimal(points);
    if (!node) return [unknown(`reported.${code}`, 'không có tiêu chí này', 'there is no such node')];
    if (value && compare(value, ZERO) >= 0 && compare(value, milli(maximumOf(node, unit.group))) <= 0) return [];
    return [
      unknown(`reported.${code}`, 'phải là điểm từ 0 đến điểm tối đa', 'must be points between 0 and the maximum'),
    ];
  });
  return [...facts, ...lifted, ...reported, ...saidTwice(edition, unit)];
}

/**
 * What is said of a node of which another statement says all: its facts, or points that were published elsewhere, would be lost without
 * a word. The office that enters them is itself a ranked unit, and could so be rid of a bad node.
 */
function saidTwice(edition: Edition, { facts, notApplicable = [], reported = {} }: Unit): FieldError[] {
  const lifted = notApplicable.map(({ node }, i) => ({ node, path: `notApplicable[${i}].node` }));
  const taken = Object.keys(reported).map((node) => ({ node, path: `reported.${node}` }));
  const measured = Object.keys(facts).map((node) => ({ node, path: `facts.${node}` }));
  // Of two statements about one node the later one is refused.
  const all = [...lifted, ...taken, ...measured];
  return all.flatMap(({ node, path }, i) => {
    const above = nodesAbove(edition, node);
    const by = [...lifted, ...taken].find((one, j) => above.includes(one.node) || (one.node === node && j < i));
    if (!by) return [];
    const message = {
      vi: `không được nhập: tiêu chí ${by.node} đã có ở ${by.path}, tính cho cả phần bên dưới`,
      en: `must not be given: ${by.path} says all about the node ${by.node} and what is below it`,
    };
    return [{ path, message }];
  });
}

/** The codes of the nodes above one, without itself. */
function nodesAbove(edition: Edition, code: string): string[] {
  const parent = edition.nodes.find((node) => node.code === code)?.parent;
  return parent === undefined ? [] : [parent, ...nodesAbove(edition, parent)];
}
