import { DomainError, type FieldError } from '@motcua/contracts';
import { changeOf } from './analysis.js';
import { readDecimal } from './rational.js';

/**
 * What somebody published about a unit in a year: a fact from outside, or from before the system. It is kept as it was published, with
 * its source, and never mixed with what is computed here. The name is that of the time, also of a unit that no longer exists.
 */
export interface ReportedResult {
  year: number;
  index: string;
  unitType: string;
  unit: string;
  /** Decimal; absent where only the rank was published. */
  value?: string;
  /** `last`: the source says that and no number. */
  rank?: number | 'last';
  of?: number;
  source: string;
}

/** A row as published tables have it: the columns of `published-index-facts.csv`. */
export type ReportedRow = Record<
  'year' | 'index' | 'unit_type' | 'unit' | 'value_percent_or_points' | 'rank' | 'of' | 'source',
  string
>;

const WHOLE = /^[1-9]\d{0,4}$/;

/**
 * Reads the rows of a table; all or none.
 * @throws DomainError `index.reported-faulty` with every fault by row and column
 */
export function readReported(rows: ReportedRow[]): ReportedResult[] {
  const fields: FieldError[] = rows.flatMap((row, i) =>
    faultsOf(row).map(([column, vi, en]) => ({ path: `rows[${i}].${column}`, message: { vi, en } })),
  );
  if (fields.length > 0) {
    throw new DomainError({
      kind: 'invalid',
      code: 'index.reported-faulty',
      message: {
        vi: 'Bảng kết quả công bố có lỗi. Hãy sửa từng lỗi được nêu.',
        en: 'The table has faults. Correct each of them.',
      },
      fields,
    });
  }
  return rows.map((row) => ({
    year: Number(row.year),
    index: row.index.trim(),
    unitType: row.unit_type.trim(),
    unit: row.unit.trim(),
    ...(row.value_percent_or_points && { value: row.value_percent_or_points }),
    ...(row.rank && { rank: row.rank === 'last' ? ('last' as const) : Number(row.rank) }),
    ...(row.of && { of: Number(row.of) }),
    source: row.source.trim(),
  }));
}

function faultsOf(row: ReportedRow): [keyof ReportedRow, string, string][] {
  const faults: [keyof ReportedRow, string, string][] = [];
  if (!/^(19|20)\d{2}$/.test(row.year)) faults.push(['year', 'phải là năm', 'must be a year']);
  for (const column of ['index', 'unit_type', 'unit', 'source'] as const)
    if (row[column].trim() === '') faults.push([column, 'không được để trống', 'must not be empty']);
  const { value_percent_or_points: value, rank, of } = row;
  if (value !== '' && !readDecimal(value)) faults.push(['value_percent_or_points', 'phải là số', 'must be a number']);
  if (rank !== '' && rank !== 'last' && !WHOLE.test(rank))
    faults.push(['rank', 'phải là hạng hoặc last', 'must be a rank or "last"']);
  if (of !== '' && !WHOLE.test(of)) faults.push(['of', 'phải là số đơn vị', 'must be a number of units']);
  if (WHOLE.test(rank) && WHOLE.test(of) && Number(rank) > Number(of))
    faults.push(['rank', 'không được lớn hơn số đơn vị', 'must not be above the number of units']);
  if (value === '' && rank === '')
    faults.push(['value_percent_or_points', 'phải có giá trị hoặc hạng', 'a value or a rank must be given']);
  return faults;
}

/** A year of a unit beside the year before. */
export interface ReportedChange {
  year: number;
  value: string | null;
  rank: number | 'last' | null;
  /** Null where the year before, or one of the two values, was not published or was published in two ways. */
  change: string | null;
  /** Places won (positive) or lost. */
  places: number | null;
}

/** The published years of one unit under one index. */
export function reportedChanges(all: ReportedResult[], index: string, unit: string): ReportedChange[] {
  const own = all.filter((one) => one.index === index && one.unit === unit);
  const years = [...new Set(own.map(({ year }) => year))].sort((a, b) => a - b);
  const only = <T>(year: number, read: (one: ReportedResult) => T | undefined): T | null => {
    const said = new Set(own.filter((one) => one.year === year).flatMap((one) => read(one) ?? []));
    return said.size === 1 ? [...said][0]! : null;
  };
  return years.map((year) => {
    const [value, rank] = [only(year, (one) => one.value), only(year, (one) => one.rank)];
    const before = { value: only(year - 1, (one) => one.value), rank: only(year - 1, (one) => one.rank) };
    const both = typeof rank === 'number' && typeof before.rank === 'number';
    return {
      year,
      value,
      rank,
      change: changeOf(before.value, value),
      places: both ? (before.rank as number) - rank : null,
    };
  });
}
