import { DomainError, type FieldError, type LocalizedText, type ReportPreset } from '@motcua/contracts';
import { localDate, startOfLocalDay, type LocalDate } from '@motcua/working-time';

/** A stretch of time that a report covers: `from` belongs to it, `to` does not. */
export interface Period {
  from: Date;
  to: Date;
  preset?: ReportPreset;
  name: LocalizedText;
}

/** A period as a caller asks for it: a preset with its year, or two ends. */
export interface PeriodChoice {
  preset?: ReportPreset;
  year?: number;
  month?: number;
  quarter?: number;
  /** A local date (its midnight in Asia/Ho_Chi_Minh) or an instant with its zone. */
  from?: string;
  to?: string;
}

/** Reports close on the 14th: the next period begins on the 15th (Decree 09/2019/NĐ-CP Art. 12). */
const FIRST_DAY = 15;

/**
 * The period that `choice` means.
 *
 * Presets are those of administrative reports by Decree 09/2019/NĐ-CP Art. 12: a month runs from the 15th of the month
 * before to its 14th, a quarter from the 15th of the month before it to the 14th of its last month; six months, nine
 * months and the year begin on 15 December of the year before.
 * @throws DomainError `invalid` naming each parameter that is missing, superfluous or impossible.
 */
export function periodOf(choice: PeriodChoice): Period {
  const wrong = choice.preset === undefined ? wrongWithEnds(choice) : wrongWithPreset(choice);
  if (wrong.length > 0) throw refused(wrong);
  return choice.preset === undefined ? betweenEnds(choice.from!, choice.to!) : presetPeriod(choice.preset, choice);
}

/** The last day of a period that ends at a local midnight; otherwise the day of its end. */
export function lastDayOf(period: Pick<Period, 'to'>): LocalDate {
  return localDate(new Date(period.to.getTime() - 1));
}

/** Midnight at which `day` begins, or the instant itself. */
export function instantOf(text: string): Date | undefined {
  // A plus sign that was not percent-encoded reaches a server as a space (WHATWG URL, application/x-www-form-urlencoded).
  const restored = text.replace(/ (?=\d{2}:\d{2}$)/, '+');
  if (/^\d{4}-\d{2}-\d{2}$/.test(restored)) {
    return isDay(restored) ? startOfLocalDay(restored) : undefined;
  }
  const instant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.exec(restored);
  if (!instant || !isDay(instant[1]!)) return undefined;
  const at = new Date(restored);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function presetPeriod(preset: ReportPreset, choice: PeriodChoice): Period {
  const year = choice.year!;
  const month = choice.month!;
  const quarter = choice.quarter!;
  switch (preset) {
    case 'month':
      return between(preset, year, month - 1, month, { vi: `Tháng ${month}/${year}`, en: `Month ${month}/${year}` });
    case 'quarter':
      return between(preset, year, 3 * quarter - 3, 3 * quarter, {
        vi: `Quý ${['I', 'II', 'III', 'IV'][quarter - 1]}/${year}`,
        en: `Quarter ${quarter}/${year}`,
      });
    case 'six-months':
      return between(preset, year, 0, 6, { vi: `6 tháng đầu năm ${year}`, en: `Six months of ${year}` });
    case 'nine-months':
      return between(preset, year, 0, 9, { vi: `9 tháng năm ${year}`, en: `Nine months of ${year}` });
    case 'year':
      return between(preset, year, 0, 12, { vi: `Năm ${year}`, en: `Year ${year}` });
  }
}

/** From the 15th of month `first` to the 15th of month `last` of `year`; month 0 is December of the year before. */
function between(preset: ReportPreset, year: number, first: number, last: number, name: LocalizedText): Period {
  return { preset, from: fifteenth(year, first), to: fifteenth(year, last), name };
}

function fifteenth(year: number, month: number): Date {
  const day = month === 0 ? `${year - 1}-12` : `${year}-${String(month).padStart(2, '0')}`;
  return startOfLocalDay(`${day}-${FIRST_DAY}`);
}

function betweenEnds(fromText: string, toText: string): Period {
  const from = instantOf(fromText)!;
  const to = instantOf(toText)!;
  const days = { first: localDate(from), last: lastDayOf({ to }) };
  return {
    from,
    to,
    name: { vi: `Từ ${days.first} đến ${days.last}`, en: `From ${days.first} to ${days.last}` },
  };
}

function wrongWithPreset(choice: PeriodChoice): FieldError[] {
  const needed = { month: ['year', 'month'], quarter: ['year', 'quarter'] }[choice.preset as string] ?? ['year'];
  const given = (['year', 'month', 'quarter', 'from', 'to'] as const).filter((name) => choice[name] !== undefined);
  return [
    ...needed
      .filter((name) => choice[name as keyof PeriodChoice] === undefined)
      .map((path) =>
        problem(path, {
          vi: `là bắt buộc khi preset=${choice.preset}`,
          en: `is required with preset=${choice.preset}`,
        }),
      ),
    ...given
      .filter((name) => !needed.includes(name))
      .map((path) =>
        problem(path, {
          vi: `không dùng cùng preset=${choice.preset}`,
          en: `is not allowed with preset=${choice.preset}`,
        }),
      ),
  ];
}

function wrongWithEnds(choice: PeriodChoice): FieldError[] {
  const wrong: FieldError[] = [];
  for (const path of ['year', 'month', 'quarter'] as const) {
    if (choice[path] !== undefined) {
      wrong.push(problem(path, { vi: 'chỉ dùng cùng preset', en: 'is allowed only with a preset' }));
    }
  }
  for (const path of ['from', 'to'] as const) {
    const text = choice[path];
    if (text === undefined) {
      wrong.push(problem(path, { vi: 'là bắt buộc khi không có preset', en: 'is required when no preset is given' }));
    } else if (!instantOf(text)) {
      wrong.push(
        problem(path, {
          vi: 'phải là ngày (2026-08-15) hoặc thời điểm có múi giờ (2026-08-15T00:00:00+07:00)',
          en: 'must be a day (2026-08-15) or an instant with its zone (2026-08-15T00:00:00+07:00)',
        }),
      );
    }
  }
  if (wrong.length === 0 && instantOf(choice.from!)! >= instantOf(choice.to!)!) {
    wrong.push(problem('to', { vi: 'phải sau from', en: 'must be after from' }));
  }
  return wrong;
}

function problem(path: string, message: LocalizedText): FieldError {
  return { path, code: 'period', message };
}

function refused(fields: FieldError[]): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'report.period-invalid',
    message: {
      vi: 'Kỳ báo cáo chưa rõ: dùng preset với năm của nó, hoặc from và to.',
      en: 'The period is incomplete: give a preset with its year, or from and to.',
    },
    fields,
  });
}
