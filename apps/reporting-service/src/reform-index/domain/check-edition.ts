import { DomainError, type EditionGroup, type FieldError } from '@motcua/contracts';
import { appliesTo, childrenOf, isOutside, maximumOf, type Edition, type EditionNode, type Rule } from './edition.js';
import { metricOf } from './metrics.js';
import { decimal, milli } from './rational.js';

/**
 * Every fault of a whole edition, each by its path, as it is checked before it may be used. Maxima that do not add up or a node that
 * belongs to no group would move points between units without anybody deciding it.
 */
export function faultsOfEdition(edition: Edition): FieldError[] {
  const faults: FieldError[] = [];
  const fault: Fault = (path, vi, en) => faults.push({ path, message: { vi, en } });
  if (edition.groups.length === 0) fault('groups', 'phải có ít nhất một nhóm', 'must have at least one group');
  unique(edition.groups, 'groups', fault);
  unique(edition.nodes, 'nodes', fault);
  for (const [name, places] of Object.entries(edition.places))
    if (!Number.isInteger(places) || places < 0 || places > 6)
      fault(`places.${name}`, 'phải là số nguyên từ 0 đến 6', 'must be a whole number from 0 to 6');
  if (edition.years.to !== undefined && edition.years.to < edition.years.from)
    fault('years.to', 'phải từ năm đầu trở đi', 'must not be before the first year');
  edition.nodes.forEach((node, i) => checkNode(edition, node, `nodes[${i}]`, fault));
  edition.groups.forEach((group, i) => checkGroup(edition, group, `groups[${i}]`, fault));
  return faults;
}

/** @throws DomainError `index.edition-faulty` with every fault by its path */
export function requireWhole(edition: Edition): void {
  const fields = faultsOfEdition(edition);
  if (fields.length === 0) return;
  throw new DomainError({
    kind: 'invalid',
    code: 'index.edition-faulty',
    message: {
      vi: `Bộ tiêu chí ${edition.code} có ${fields.length} lỗi. Hãy sửa từng lỗi được nêu.`,
      en: `The edition ${edition.code} has ${fields.length} faults. Correct each of them.`,
    },
    fields,
  });
}

type Fault = (path: string, vi: string, en: string) => void;

function unique(all: { code: string }[], path: string, fault: Fault): void {
  const seen = new Set<string>();
  all.forEach(({ code }, i) => {
    if (seen.has(code)) fault(`${path}[${i}].code`, `mã ${code} bị trùng`, `the code ${code} is there twice`);
    seen.add(code);
  });
}

const isPoints = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function checkNode(edition: Edition, node: EditionNode, path: string, fault: Fault): void {
  const known = new Set(edition.groups.map(({ code }) => code));
  const named = [...(node.groups ?? []), ...(typeof node.maximum === 'number' ? [] : Object.keys(node.maximum))];
  for (const group of new Set(named))
    if (!known.has(group)) fault(`${path}.groups`, `không có nhóm ${group}`, `there is no group ${group}`);
  if (!edition.groups.some(({ code }) => appliesTo(node, code)))
    fault(`${path}.groups`, 'tiêu chí không thuộc nhóm nào', 'the node belongs to no group');
  for (const { code } of edition.groups)
    if (appliesTo(node, code) && !(isPoints(maximumOf(node, code)) && maximumOf(node, code) > 0))
      fault(
        `${path}.maximum`,
        `điểm tối đa của nhóm ${code} phải lớn hơn 0`,
        `the maximum of the group ${code} must be above 0`,
      );
  checkPlace(edition, node, path, fault);
  checkRounding(edition, node, path, fault);
  const children = edition.nodes.filter(({ parent }) => parent === node.code);
  if (children.length === 0) {
    if (node.rule) checkRule(edition, node, node.rule, `${path}.rule`, fault);
    else
      fault(
        `${path}.rule`,
        'tiêu chí không có tiêu chí con phải có quy tắc chấm',
        'a node without children needs a rule',
      );
    return;
  }
  if (node.rule)
    fault(`${path}.rule`, 'tiêu chí có tiêu chí con không có quy tắc riêng', 'a node with children has no rule');
  for (const { code } of edition.groups.filter((group) => appliesTo(node, group.code)))
    checkSum(childrenOf(edition, node.code, code), maximumOf(node, code), code, `${path}.maximum`, fault);
}

/** A maximum between two steps of the rounding could be passed by rounding up. */
function checkRounding(edition: Edition, node: EditionNode, path: string, fault: Fault): void {
  const { leaf, field } = edition.places;
  const places = [
    ...(node.rule ? [leaf, node.rule.kind === 'COMPARE' ? node.rule.places : undefined] : []),
    ...(node.parent === undefined && !isOutside(node) ? [field] : []),
  ].filter((one) => one !== undefined);
  if (places.length === 0) return;
  const fewest = Math.min(...places);
  if (fewest >= 3) return;
  for (const { code } of edition.groups.filter((group) => appliesTo(node, group.code)))
    if (maximumOf(node, code) % 10 ** (3 - fewest) !== 0)
      fault(
        `${path}.maximum`,
        `điểm tối đa của nhóm ${code} không tròn ở ${fewest} chữ số thập phân, là mức làm tròn của tiêu chí`,
        `the maximum of the group ${code} is not whole at ${fewest} decimals, to which the node is rounded`,
      );
}

/** A parent that is there, applies to the same groups, and is not below the node itself. */
function checkPlace(edition: Edition, node: EditionNode, path: string, fault: Fault): void {
  if (isOutside(node) && node.parent !== undefined)
    fault(`${path}.parent`, 'điểm thưởng, điểm trừ nằm ngoài cây tiêu chí', 'bonus and penalty stand outside the tree');
  const above = new Set<string>([node.code]);
  for (let parent = node.parent; parent !== undefined;) {
    if (above.has(parent))
      return fault(`${path}.parent`, 'các tiêu chí tạo thành vòng', 'the nodes go around in a circle');
    above.add(parent);
    const next = edition.nodes.find(({ code }) => code === parent);
    if (!next) return fault(`${path}.parent`, `không có tiêu chí ${parent}`, `there is no node ${parent}`);
    const missing = edition.groups.find(({ code }) => appliesTo(node, code) && !appliesTo(next, code));
    if (missing)
      return fault(
        `${path}.groups`,
        `tiêu chí cha không áp dụng cho nhóm ${missing.code}`,
        `its parent does not apply to the group ${missing.code}`,
      );
    parent = next.parent;
  }
}

function checkSum(nodes: EditionNode[], maximum: number, group: string, path: string, fault: Fault): void {
  const total = nodes.reduce((all, node) => all + maximumOf(node, group), 0);
  const shown = (points: number) => decimal(milli(points), 3);
  if (total !== maximum)
    fault(
      path,
      `nhóm ${group}: các tiêu chí con cộng lại là ${shown(total).replace('.', ',')}, không phải ${shown(maximum).replace('.', ',')}`,
      `group ${group}: its parts add up to ${shown(total)}, not ${shown(maximum)}`,
    );
}

function checkGroup(edition: Edition, group: EditionGroup, path: string, fault: Fault): void {
  const fields = childrenOf(edition, undefined, group.code);
  for (const level of group.levels ?? [])
    if (edition.groups.find(({ levels }) => levels?.includes(level)) !== group)
      fault(
        `${path}.levels`,
        `cơ quan cấp ${level} đã thuộc nhóm khác`,
        `agencies of the level ${level} are in another group already`,
      );
  if (fields.length === 0) return fault(path, 'nhóm không có tiêu chí nào', 'no node applies to the group');
  checkSum(fields, group.maximum, group.code, `${path}.maximum`, fault);
  const limits = group.classes.map(({ from }) => from);
  if (limits.some((from, i) => !isPoints(from) || (i > 0 && from >= limits[i - 1]!)))
    fault(`${path}.classes`, 'mức xếp loại phải giảm dần', 'the limits of the classes must descend');
  if (limits.length > 0 && limits.at(-1) !== 0)
    fault(`${path}.classes`, 'loại cuối phải từ 0', 'the last class must be from 0');
  unique(group.classes, `${path}.classes`, fault);
  (group.tieBreak ?? []).forEach((code, i) => {
    if (!edition.nodes.some((node) => node.code === code && appliesTo(node, group.code)))
      fault(`${path}.tieBreak[${i}]`, `không có tiêu chí ${code} trong nhóm`, `there is no node ${code} in the group`);
  });
}

function checkRule(edition: Edition, node: EditionNode, rule: Rule, path: string, fault: Fault): void {
  const groups = edition.groups.filter(({ code }) => appliesTo(node, code));
  const least = Math.min(...groups.map(({ code }) => maximumOf(node, code)));
  const greatest = Math.max(...groups.map(({ code }) => maximumOf(node, code)));
  const within = (points: number, at: string) => {
    if (!isPoints(points) || points > least)
      fault(at, 'điểm phải từ 0 đến điểm tối đa', 'points must lie between 0 and the maximum');
  };
  if ('metric' in rule) {
    const wanted = rule.kind === 'COMPARE' ? 'COMPARISON' : 'RATE';
    const metric = metricOf(rule.metric ?? '');
    if (!rule.metric) fault(`${path}.metric`, 'quy tắc thiếu số đo', 'the rule has no metric');
    else if (!metric) fault(`${path}.metric`, `không có số đo ${rule.metric}`, `there is no metric ${rule.metric}`);
    else if (metric.shape !== wanted)
      fault(`${path}.metric`, 'số đo không hợp với quy tắc', 'the metric does not fit the rule');
  } else if (['RATIO', 'STEP', 'COMPARE', 'SURVEY'].includes((rule as Rule).kind)) {
    fault(`${path}.metric`, 'quy tắc thiếu số đo', 'the rule has no metric');
  }
  const isRate = (value: number) => isPoints(value) && value <= 10_000;
  switch (rule.kind) {
    case 'RATIO':
      if (!isRate(rule.target) || rule.target === 0)
        fault(`${path}.target`, 'mục tiêu phải trên 0 và tối đa 100 %', 'the target must be above 0 and at most 100 %');
      if (rule.floor !== undefined && !(isRate(rule.floor) && rule.floor <= rule.target))
        fault(`${path}.floor`, 'sàn không được cao hơn mục tiêu', 'the floor must not be above the target');
      break;
    case 'STEP':
      checkSteps(
        rule.steps.map(({ from, points }) => [from, points]),
        1,
        `${path}.steps`,
        fault,
      );
      if (!rule.steps.every(({ from }) => isRate(from)))
        fault(`${path}.steps`, 'mức phải từ 0 đến 100 %', 'a step must lie between 0 and 100 %');
      rule.steps.forEach(({ points }, i) => within(points, `${path}.steps[${i}].points`));
      break;
    case 'TIMELINESS':
      checkSteps(
        rule.steps.map(({ upTo, points }) => [upTo, points]),
        -1,
        `${path}.steps`,
        fault,
      );
      rule.steps.forEach(({ points }, i) => within(points, `${path}.steps[${i}].points`));
      break;
    case 'COMPARE':
      if (!(rule.better >= rule.equal && rule.equal >= rule.worse))
        fault(path, 'tốt hơn không được ít điểm hơn', 'better must not give fewer points');
      for (const name of ['better', 'equal', 'worse'] as const) within(rule[name], `${path}.${name}`);
      if (!isPoints(rule.places) || rule.places > 6) fault(`${path}.places`, 'phải từ 0 đến 6', 'must be 0 to 6');
      break;
    case 'CHOICE':
      unique(rule.choices, `${path}.choices`, fault);
      if (rule.choices.length === 0) fault(`${path}.choices`, 'phải có lựa chọn', 'must have choices');
      rule.choices.forEach(({ points }, i) => within(points, `${path}.choices[${i}].points`));
      break;
    case 'CHECKLIST': {
      unique(rule.items, `${path}.items`, fault);
      const total = rule.items.reduce((all, { points }) => all + points, 0);
      if (least !== greatest || total !== least || !rule.items.every(({ points }) => isPoints(points)))
        fault(
          `${path}.items`,
          'điểm các mục phải cộng lại bằng điểm tối đa',
          'the points of the items must add up to the maximum',
        );
      break;
    }
    case 'DEDUCT':
    case 'COUNT':
    case 'BONUS':
    case 'PENALTY':
      if (!isPoints(rule.each) || rule.each === 0) fault(`${path}.each`, 'phải lớn hơn 0', 'must be above 0');
      if (rule.kind === 'DEDUCT' && rule.floor !== undefined) within(rule.floor, `${path}.floor`);
      break;
    case 'DELEGATED':
      if (!isPoints(rule.outOf) || rule.outOf === 0) fault(`${path}.outOf`, 'phải lớn hơn 0', 'must be above 0');
      break;
    default:
  }
}

/** Limits strictly ascend, and points with them (`1`) or against them (`-1`). */
function checkSteps(steps: [number, number][], direction: 1 | -1, path: string, fault: Fault): void {
  const unordered = steps.some(([limit, points], i) => {
    const before = steps[i - 1];
    return !isPoints(limit) || (before && (limit <= before[0] || (points - before[1]) * direction < 0));
  });
  if (steps.length === 0 || unordered)
    fault(
      path,
      'các mức phải xếp theo thứ tự, điểm theo mức',
      'the steps must be in order, and their points with them',
    );
}
