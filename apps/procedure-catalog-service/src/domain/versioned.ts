import {
  DomainError,
  type CalendarVersionView,
  type FieldError,
  type PublishCalendarRequest,
  type PublishRuleSetRequest,
} from '@motcua/contracts';

/** @throws DomainError `conflict` when the latest version is not the one that the caller made the next from. */
export function expectVersion(noun: 'calendar' | 'rule-set', latest: number, expected: number | undefined): void {
  if (expected === undefined || expected === latest) return;
  throw new DomainError({
    kind: 'conflict',
    code: `${noun}.version-published-since`,
    message: {
      vi: `Phiên bản mới nhất là ${latest}, không phải ${expected}. Hãy đọc lại.`,
      en: `The latest version is ${latest}, not ${expected}. Read it again.`,
    },
    details: { version: latest },
  });
}

/** JSON with sorted keys and without absent members, so that equal definitions compare equal. */
function normalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalised);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, normalised(member)]),
  );
}

/** Whether two values are the same JSON, whatever the order of members. */
export const sameJson = (a: unknown, b: unknown): boolean =>
  JSON.stringify(normalised(a)) === JSON.stringify(normalised(b));

/** Whether a published version says all that `definition` says and nothing else: publishing it again is no new version. */
export function sameDefinition(definition: object, published: object): boolean {
  const {
    id: _id,
    version: _version,
    publishedAt: _at,
    publishedBy: _by,
    ...said
  } = published as Record<string, unknown>;
  return sameJson(definition, said);
}

const LONGEST_SPAN_YEARS = 50;

/** A calendar is laid out day by day wherever it is used: a span beyond every use would only cost memory. */
export function checkCalendarSpan(calendar: PublishCalendarRequest): FieldError[] {
  const years = Number(calendar.coversTo.slice(0, 4)) - Number(calendar.coversFrom.slice(0, 4));
  if (years > LONGEST_SPAN_YEARS)
    return [
      {
        path: 'coversTo',
        code: 'span',
        message: {
          vi: `không được quá ${LONGEST_SPAN_YEARS} năm sau coversFrom`,
          en: `must not be more than ${LONGEST_SPAN_YEARS} years after coversFrom`,
        },
      },
    ];
  return [];
}

/**
 * A version speaks for all days for which the one before it speaks: deadlines count from days long past to days far ahead,
 * and where the newer version knew them no longer, they could not be counted any more.
 */
export function checkCoversAsBefore(
  calendar: Pick<PublishCalendarRequest, 'coversFrom' | 'coversTo'>,
  before: Pick<CalendarVersionView, 'version' | 'coversFrom' | 'coversTo'>,
): FieldError[] {
  const { version, coversFrom, coversTo } = before;
  const found: FieldError[] = [];
  if (calendar.coversFrom > coversFrom)
    found.push({
      path: 'coversFrom',
      code: 'coversAsBefore',
      message: {
        vi: `không được sau ${coversFrom}, ngày bắt đầu của phiên bản ${version}: hạn đã hẹn theo những ngày đó sẽ không tính được nữa`,
        en: `must not be after ${coversFrom}, where version ${version} begins: deadlines counted by those days could not be counted any more`,
      },
    });
  if (calendar.coversTo < coversTo)
    found.push({
      path: 'coversTo',
      code: 'coversAsBefore',
      message: {
        vi: `không được trước ${coversTo}, ngày kết thúc của phiên bản ${version}: hạn đã hẹn theo những ngày đó sẽ không tính được nữa`,
        en: `must not be before ${coversTo}, where version ${version} ends: deadlines counted by those days could not be counted any more`,
      },
    });
  return found;
}

/** What contradicts itself in a rule set. */
export function ruleSetProblems(ruleSet: PublishRuleSetRequest): FieldError[] {
  const found: FieldError[] = [];
  const { kind, minutes, time } = ruleSet.countingStart;
  if (ruleSet.effectiveTo !== undefined && ruleSet.effectiveTo < ruleSet.effectiveFrom)
    found.push({
      path: 'effectiveTo',
      code: 'notBeforeStart',
      message: { vi: 'ở trước effectiveFrom', en: 'is before effectiveFrom' },
    });
  if (kind === 'LAST_MINUTES_OF_OFFICE' && !(minutes !== undefined && minutes > 0))
    found.push({
      path: 'countingStart.minutes',
      code: 'required',
      message: { vi: 'phải là số phút lớn hơn 0', en: 'must be a number of minutes above 0' },
    });
  if (kind === 'AFTER_LOCAL_TIME' && time === undefined)
    found.push({
      path: 'countingStart.time',
      code: 'required',
      message: { vi: 'phải nêu giờ, như 15:00', en: 'must state a time of day such as 15:00' },
    });
  return found;
}
