import {
  DomainError,
  METRIC_PARTS,
  type CompetentLevel,
  type CountingReport,
  type EditionGroup,
  type IndexCell,
  type IndexGap,
  type IndexTerm,
  type IndexValue,
  type LocalizedText,
  type ReportSlice,
} from '@motcua/contracts';
import type { Unit } from './check-facts.js';
import { appliesTo, type Edition, type EditionNode } from './edition.js';
import { metricOf, type CellSum, type Metric } from './metrics.js';
import type { Facts } from './rules.js';

/** The counts of an agency by cell, for each report that the source holds. */
export interface MeasuredAgency {
  code: string;
  name?: string;
  level?: string;
  counts: Partial<Record<CountingReport, Readonly<Record<string, number>>>>;
}

/** Where what was counted is listed; absent where nothing lists it. */
export interface ListedPeriod {
  /** ISO instants. */
  from: string;
  to: string;
}

/**
 * The groups of an edition whose units are agencies.
 * @throws DomainError `index.group-unknown`, `index.group-without-agencies`
 */
export function measuredGroups(edition: Edition, code: string | undefined): EditionGroup[] {
  const named = edition.groups.filter((group) => code === undefined || group.code === code);
  const measured = named.filter(({ levels }) => levels !== undefined && levels.length > 0);
  if (measured.length > 0) return measured;
  const all = edition.groups.map((group) => group.code).join(', ');
  const [kind, text]: [string, LocalizedText] =
    named.length === 0
      ? ['index.group-unknown', { vi: `phải là một trong: ${all}`, en: `must be one of ${all}` }]
      : [
          'index.group-without-agencies',
          {
            vi: 'bộ tiêu chí không nêu cơ quan cấp nào thuộc nhóm (levels)',
            en: 'the edition does not say agencies of which level are its units (levels)',
          },
        ];
  throw new DomainError({
    kind: 'precondition',
    code: kind,
    message: {
      vi: `Không đo được giá trị theo bộ tiêu chí này: ${text.vi}.`,
      en: `No values can be measured by this edition: ${text.en}.`,
    },
    fields: [{ path: 'group', message: text }],
  });
}

/**
 * The agencies of some groups as units, with the facts that follow from what was counted, and how each was counted. No agency of a
 * level is left out: one with nothing to count has zeros.
 */
export function measuredUnits(
  edition: Edition,
  groups: EditionGroup[],
  agencies: MeasuredAgency[],
  listed: ListedPeriod | undefined,
): { units: Unit[]; values: IndexValue[] } {
  const values: IndexValue[] = [];
  const units = agencies.flatMap((agency) => {
    const group = groups.find(({ levels }) => levels!.includes(agency.level as CompetentLevel));
    if (!group) return [];
    const facts: Record<string, Facts> = {};
    for (const { node, metric, counted } of measuredNodes(edition, group.code)) {
      const counts = agency.counts[counted.report];
      if (!counts) continue;
      const cells = (sum: CellSum) =>
        cellsOf(sum, counts, (cell) => listed && listOf(counted.report, cell, { agency: agency.code, ...listed }));
      const terms = METRIC_PARTS.flatMap((part) => {
        const sum = counted.parts[part];
        return sum ? cells(sum).map((cell): IndexTerm => ({ ...cell, part })) : [];
      });
      const found = factsOf(terms);
      if (!('unusable' in found)) facts[node.code] = found;
      const target = node.rule?.kind === 'RATIO' ? node.rule.target : undefined;
      values.push({
        unit: agency.code,
        node: node.code,
        metric: metric.id,
        ...(target !== undefined && { target }),
        terms,
        ...(counted.against && { against: cells(counted.against) }),
        ...('unusable' in found && found),
      });
    }
    return [{ code: agency.code, name: agency.name ?? agency.code, group: group.code, facts }];
  });
  return { units, values };
}

/** Agencies that no group can have: nobody drops out without a word. */
export function unplacedOf(agencies: MeasuredAgency[]): ReportSlice[] {
  return agencies
    .filter(({ level }) => level === undefined)
    .map(({ code, name }) => ({ code, ...(name !== undefined && { name }) }));
}

/** What of some groups is measured for nobody, and what it would need: bonus and penalty, too, which nobody has entered yet. */
export function gapsOf(edition: Edition, groups: EditionGroup[], reports: readonly CountingReport[]): IndexGap[] {
  return edition.nodes
    .filter((node) => node.rule && groups.some(({ code }) => appliesTo(node, code)))
    .flatMap((node): IndexGap[] => {
      const metric = metricCited(node);
      if (!metric) return [{ node: node.code, needs: ENTERED }];
      const about = { node: node.code, metric: metric.id };
      if (!metric.counted) return [{ ...about, needs: metric.needs! }];
      return reports.includes(metric.counted.report) ? [] : [{ ...about, needs: NOT_SIGNED }];
    });
}

const ENTERED = {
  vi: 'Điểm được chấm trong đợt đánh giá, không tính từ hồ sơ.',
  en: 'Its facts are entered in a round; nothing of it is counted.',
};
const NOT_SIGNED = {
  vi: 'Báo cáo đã ký không có số liệu này. Hãy xem giá trị hiện thời.',
  en: 'Signed reports do not hold these counts. Read the live values.',
};

const metricCited = ({ rule }: EditionNode): Metric | undefined =>
  rule && 'metric' in rule ? metricOf(rule.metric) : undefined;

function measuredNodes(edition: Edition, group: string) {
  return edition.nodes
    .filter((node) => appliesTo(node, group))
    .flatMap((node) => {
      const metric = metricCited(node);
      return metric?.counted ? [{ node, metric, counted: metric.counted }] : [];
    });
}

function cellsOf(
  { plus, minus }: CellSum,
  counts: Readonly<Record<string, number>>,
  listOfCell: (cell: string) => string | undefined,
): IndexCell[] {
  const signed = (sign: IndexCell['sign']) => (cell: string) => {
    const list = listOfCell(cell);
    // A report of an earlier definition may lack a cell, which is then unknown and not 0.
    const count = counts[cell];
    return { cell, sign, ...(count !== undefined && { count }), ...(list !== undefined && { list }) };
  };
  return [...plus.map(signed('PLUS')), ...minus.map(signed('MINUS'))];
}

const SUPPLEMENTS = 'supplements.';

/** The list that the predicate of the cell makes, which also made the count. */
function listOf(report: CountingReport, cell: string, scope: ListedPeriod & { agency: string }): string {
  const isSupplement = cell.startsWith(SUPPLEMENTS);
  const path =
    report === 'FEEDBACK'
      ? '/reports/feedback/items'
      : isSupplement
        ? '/reports/period/supplement-dossiers'
        : '/reports/period/dossiers';
  const name = isSupplement ? cell.slice(SUPPLEMENTS.length) : cell;
  return `${path}?${new URLSearchParams({ cell: name, ...scope }).toString()}`;
}

/** The facts that terms add up to; none where a cell is unknown, or adjustments took more away than there is. */
function factsOf(terms: IndexTerm[]): Facts | { unusable: LocalizedText } {
  const facts: Partial<Record<IndexTerm['part'], number>> = {};
  for (const { part, sign, count = 0 } of terms) facts[part] = (facts[part] ?? 0) + (sign === 'PLUS' ? count : -count);
  const all = Object.values(facts);
  if (terms.some(({ count }) => count === undefined))
    return {
      unusable: {
        vi: 'Báo cáo được lập theo định nghĩa cũ, thiếu số liệu này.',
        en: 'The report was made by an earlier definition, which lacks a cell.',
      },
    };
  if (all.some((value) => value < 0) || (facts.numerator ?? 0) > (facts.denominator ?? Infinity))
    return {
      unusable: {
        vi: 'Số điều chỉnh của kỳ trước lớn hơn số của kỳ này.',
        en: 'Adjustments of earlier periods take more away than the period has.',
      },
    };
  return facts;
}
