import type { FieldError, PublishCalendarRequest, PublishRuleSetRequest, VersionAsRead } from '@motcua/contracts';
import { CalendarDefinitionError, compileCalendar } from '@motcua/working-time';
import { expectUnchanged, fieldError, wrongFields } from './refusals.js';

type Definition<Request> = Omit<Request, 'expectedVersion' | keyof VersionAsRead>;
export type CalendarDefinition = Definition<PublishCalendarRequest>;
export type RuleSetDefinition = Definition<PublishRuleSetRequest>;

/** A version of a calendar or a rule set. It never changes: a correction is the next version. */
export interface Versioned<Definition> {
  id: string;
  /** 1, 2, 3 … without gaps. */
  version: number;
  definition: Definition;
  publishedAt: Date;
  publishedBy: string;
}

/**
 * The definition in a request, which may be a version as it was read, and the version that it was made from.
 * @throws DomainError `<noun>.another` when it was read of another one
 */
function definitionIn<Request extends VersionAsRead & { expectedVersion?: number }>(
  noun: 'calendar' | 'rule-set',
  id: string,
  request: Request,
): { definition: Definition<Request>; madeFrom: number | undefined } {
  const { expectedVersion, id: idAsRead, version, publishedAt: _at, publishedBy: _by, ...definition } = request;
  if (idAsRead !== undefined && idAsRead !== id)
    throw wrongFields(
      `${noun}.another`,
      `Nội dung gửi là của "${idAsRead}", còn địa chỉ là của "${id}".`,
      `The body was read of "${idAsRead}", and the address is that of "${id}".`,
      [fieldError('id', 'not-the-address', `phải là "${id}" hoặc để trống`, `must be "${id}" or absent`)],
    );
  return { definition, madeFrom: expectedVersion ?? version };
}

/**
 * Whether `definition` says anything new: what the latest version says already makes no new version.
 * @throws DomainError `<noun>.changed-meanwhile` when the latest version is not the one that the caller started from.
 */
function isNews(
  noun: 'calendar' | 'rule-set',
  definition: object,
  latest: Versioned<object> | undefined,
  expectedVersion: number | undefined,
): boolean {
  if (latest && sameJson(definition, latest.definition)) return false;
  expectUnchanged(noun, 'version', latest?.version ?? 0, expectedVersion);
  return true;
}

/**
 * The definition of a calendar's next version; undefined when the latest one says the same.
 * @throws DomainError `conflict` when another version came in between, `precondition` with all that contradicts itself
 * or leaves out days of the version before.
 */
export function nextCalendar(
  id: string,
  input: PublishCalendarRequest,
  latest: Versioned<CalendarDefinition> | undefined,
): CalendarDefinition | undefined {
  const { definition, madeFrom } = definitionIn('calendar', id, input);
  if (!isNews('calendar', definition, latest, madeFrom)) return undefined;
  const problems = [...spanProblems(definition), ...(latest ? coverageProblems(definition, latest) : [])];
  if (problems.length === 0) problems.push(...countingProblems(id, definition));
  if (problems.length > 0)
    throw wrongFields('calendar.invalid', 'Lịch chưa đúng.', 'The calendar is invalid.', problems);
  return definition;
}

/**
 * The definition of a rule set's next version; undefined when the latest one says the same.
 * @throws DomainError `conflict` when another version came in between, `precondition` with what contradicts itself.
 */
export function nextRuleSet(
  id: string,
  input: PublishRuleSetRequest,
  latest: Versioned<RuleSetDefinition> | undefined,
): RuleSetDefinition | undefined {
  const { definition, madeFrom } = definitionIn('rule-set', id, input);
  if (!isNews('rule-set', definition, latest, madeFrom)) return undefined;
  const problems = ruleSetProblems(definition);
  if (problems.length > 0)
    throw wrongFields('rule-set.invalid', 'Bộ quy tắc chưa đúng.', 'The rule set is invalid.', problems);
  return definition;
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

export const sameJson = (a: unknown, b: unknown): boolean =>
  JSON.stringify(normalised(a)) === JSON.stringify(normalised(b));

const LONGEST_SPAN_YEARS = 50;

/** A calendar is laid out day by day wherever it is used: a span beyond every use would only cost memory. */
function spanProblems({ coversFrom, coversTo }: CalendarDefinition): FieldError[] {
  const years = Number(coversTo.slice(0, 4)) - Number(coversFrom.slice(0, 4));
  if (years <= LONGEST_SPAN_YEARS) return [];
  return [
    fieldError(
      'coversTo',
      'span',
      `không được quá ${LONGEST_SPAN_YEARS} năm sau coversFrom`,
      `must not be more than ${LONGEST_SPAN_YEARS} years after coversFrom`,
    ),
  ];
}

/**
 * A version speaks for all days for which the one before it speaks: deadlines count from days long past to days far ahead,
 * and where the newer version knew them no longer, they could not be counted any more.
 */
function coverageProblems(calendar: CalendarDefinition, before: Versioned<CalendarDefinition>): FieldError[] {
  const {
    version,
    definition: { coversFrom, coversTo },
  } = before;
  const found: FieldError[] = [];
  if (calendar.coversFrom > coversFrom)
    found.push(
      fieldError(
        'coversFrom',
        'coversAsBefore',
        `không được sau ${coversFrom}, ngày bắt đầu của phiên bản ${version}: hạn đã hẹn theo những ngày đó sẽ không tính được nữa`,
        `must not be after ${coversFrom}, where version ${version} begins: deadlines that use those days could no longer be computed`,
      ),
    );
  if (calendar.coversTo < coversTo)
    found.push(
      fieldError(
        'coversTo',
        'coversAsBefore',
        `không được trước ${coversTo}, ngày kết thúc của phiên bản ${version}: hạn đã hẹn theo những ngày đó sẽ không tính được nữa`,
        `must not be before ${coversTo}, where version ${version} ends: deadlines that use those days could no longer be computed`,
      ),
    );
  return found;
}

function countingProblems(id: string, definition: CalendarDefinition): FieldError[] {
  try {
    compileCalendar({ ...definition, id, version: 1 });
    return [];
  } catch (error) {
    if (!(error instanceof CalendarDefinitionError)) throw error;
    return error.problems.map(({ path, message }) =>
      fieldError(path, 'calendar', `không dùng được: ${message}`, message),
    );
  }
}

export function ruleSetProblems(ruleSet: RuleSetDefinition): FieldError[] {
  const found: FieldError[] = [];
  const { kind, minutes, time } = ruleSet.countingStart;
  if (ruleSet.effectiveTo !== undefined && ruleSet.effectiveTo < ruleSet.effectiveFrom)
    found.push(fieldError('effectiveTo', 'notBeforeStart', 'ở trước effectiveFrom', 'is before effectiveFrom'));
  if (kind === 'LAST_MINUTES_OF_OFFICE' && !(minutes !== undefined && minutes > 0))
    found.push(
      fieldError(
        'countingStart.minutes',
        'required',
        'phải là số phút lớn hơn 0',
        'must be a number of minutes above 0',
      ),
    );
  if (kind === 'AFTER_LOCAL_TIME' && time === undefined)
    found.push(
      fieldError('countingStart.time', 'required', 'phải nêu giờ, như 15:00', 'must state a time of day such as 15:00'),
    );
  if (ruleSet.supplement && ruleSet.supplement.longestDays < ruleSet.supplement.leastDays)
    found.push(
      fieldError(
        'supplement.longestDays',
        'notBelowLeast',
        'không được nhỏ hơn supplement.leastDays',
        'must not be less than supplement.leastDays',
      ),
    );
  const { consultation } = ruleSet;
  if (consultation && consultation.silence !== 'NEVER' && !consultation.legalBasis)
    found.push(
      fieldError(
        'consultation.legalBasis',
        'required',
        'phải nêu văn bản quy định im lặng là đồng ý',
        'must name the law by which silence is consent',
      ),
    );
  return found;
}
