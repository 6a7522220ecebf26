import type { AgencyRegistered, ChangeAgencyRequest, CloseAgencyRequest, FieldError } from '@motcua/contracts';
import {
  CalendarDefinitionError,
  compileCalendar,
  localDate,
  startOfLocalDay,
  type LocalDate,
} from '@motcua/working-time';
import { conflict, fieldError, wrongFields } from './refusals.js';
import { sameJson, type CalendarDefinition, type Versioned } from './versioned.js';

export interface Agency extends AgencyRegistered {
  /** Counts its changes; the aggregate version of its last event. */
  revision: number;
}

/** What happens to an agency, with the agency after it. */
export interface AgencyEvent {
  kind: 'REGISTERED' | 'CHANGED' | 'CLOSED';
  at: Date;
  agency: Agency;
}

export type EndedAgency = Pick<Agency, 'code' | 'successorCode'>;

/** The agencies before and after one that ends. */
export interface Succession {
  /** The agency that it names, the one that this names, and so on; empty when the first is not registered. */
  successors: Agency[];
  /** The agencies that name it, those that name these, and so on. */
  predecessors: Agency[];
}

/** What an agency refers to, as far as it is there. */
export interface AgencyContext {
  /** Whether the agency above it is registered; true when it names none. */
  parentKnown: boolean;
  /** The latest version of its calendar. */
  calendar?: Versioned<CalendarDefinition>;
  /** Of the agencies for which it receives, those that are not registered. */
  unknownAgencies: ReadonlySet<string>;
}

/** Provinces have communes and no districts below them from 1 July 2025 on: agencies of districts are history. */
const LAST_DISTRICT_DAY = '2025-06-30';

/** @throws DomainError `precondition` when dates or level contradict each other, or it is its own parent. */
export function checkAgency(agency: AgencyRegistered): void {
  const problems: FieldError[] = [];
  if (agency.validTo !== undefined && agency.validTo < agency.validFrom)
    problems.push(
      fieldError(
        'validTo',
        'notBeforeValidFrom',
        `ở trước ngày bắt đầu ${agency.validFrom}`,
        `is before the first day ${agency.validFrom}`,
      ),
    );
  if (agency.level === 'DISTRICT' && (agency.validTo === undefined || agency.validTo > LAST_DISTRICT_DAY))
    problems.push(
      fieldError(
        'validTo',
        'districtEnded',
        `cấp huyện đã kết thúc: ngày cuối không được sau ${LAST_DISTRICT_DAY}`,
        `the district level has ended: the last day must not be after ${LAST_DISTRICT_DAY}`,
      ),
    );
  if (agency.parentCode === agency.code)
    problems.push(
      fieldError('parentCode', 'notItself', 'không thể là chính cơ quan này', 'must not be the agency itself'),
    );
  if (agency.successorCode === agency.code)
    problems.push(
      fieldError('successorCode', 'notItself', 'không thể là chính cơ quan này', 'must not be the agency itself'),
    );
  if (agency.successorCode !== undefined && agency.validTo === undefined)
    problems.push(
      fieldError(
        'successorCode',
        'needsLastDay',
        'chỉ nêu cho cơ quan có ngày kết thúc: hãy nêu cả validTo',
        'is for an agency that ends: state validTo too',
      ),
    );
  const own = agency.receivesFor?.agencyCodes.indexOf(agency.code) ?? -1;
  if (own >= 0)
    problems.push(
      fieldError(
        `receivesFor.agencyCodes[${own}]`,
        'notItself',
        'không cần nêu chính cơ quan này: cơ quan nào cũng tiếp nhận hồ sơ của mình',
        'must not be the agency itself, which receives its own dossiers anyway',
      ),
    );
  refuse(problems);
}

const dayAfter = (day: LocalDate): LocalDate => localDate(new Date(startOfLocalDay(day).getTime() + 86_400_000));

const refuseSuccessor = (problem: string, vi: string, en: string): void =>
  refuse([fieldError('successorCode', problem, vi, en)]);

/**
 * Holds an agency that ends to this: from the day after, somebody has its dossiers, and those that others handed or will
 * hand to it. Open dossiers would otherwise vanish from every list: an agency could name one that is gone, name itself by
 * a detour, or end before the agency that named it.
 * @throws DomainError `precondition` naming `successorCode`
 */
export function checkSuccession(
  agency: Pick<Agency, 'code' | 'validTo' | 'successorCode'>,
  { successors, predecessors }: Succession,
): void {
  checkSuccessor(agency, successors);
  checkPredecessors(successors.at(-1) ?? agency, predecessors);
}

function checkSuccessor(
  { code, validTo, successorCode }: Pick<Agency, 'code' | 'validTo' | 'successorCode'>,
  successors: Agency[],
): void {
  if (successorCode === undefined || validTo === undefined) return;
  const [successor] = successors;
  if (!successor)
    return refuseSuccessor('registered', `${successorCode} chưa được đăng ký`, `${successorCode} is not registered`);
  const from = dayAfter(validTo);
  if (successor.validTo !== undefined && successor.validTo < from)
    return refuseSuccessor(
      'notClosed',
      `${successorCode} đã kết thúc ngày ${successor.validTo}: hãy nêu cơ quan còn hoạt động từ ngày ${from}`,
      `${successorCode} ended on ${successor.validTo}: name an agency that exists from ${from} on`,
    );
  if (successor.validFrom > from)
    return refuseSuccessor(
      'exists',
      `${successorCode} chỉ bắt đầu từ ngày ${successor.validFrom}: hãy nêu cơ quan đã hoạt động vào ngày ${from}`,
      `${successorCode} begins on ${successor.validFrom}: name an agency that exists on ${from}`,
    );
  if (successors.some((later) => later.code === code)) {
    const circle = [code, ...successors.map((later) => later.code)].join(' → ');
    refuseSuccessor(
      'noCircle',
      `tạo thành vòng kế thừa ${circle}: hãy nêu cơ quan ngoài vòng này`,
      `makes a circle of successors, ${circle}: name an agency outside it`,
    );
  }
}

/**
 * Every dossier handed on ends up at the last successor. That one is there when the last of the predecessors ends.
 * @param last the agency that ends, where it names no successor
 */
function checkPredecessors({ code, validTo }: Pick<Agency, 'code' | 'validTo'>, predecessors: Agency[]): void {
  const [latest] = predecessors
    .flatMap((predecessor) =>
      predecessor.validTo === undefined ? [] : [{ code: predecessor.code, from: dayAfter(predecessor.validTo) }],
    )
    .sort((a, b) => b.from.localeCompare(a.from));
  if (!latest || validTo === undefined || validTo >= latest.from) return;
  refuseSuccessor(
    'namedByOthers',
    `${latest.code} giao hồ sơ cho cơ quan này từ ngày ${latest.from}, nhưng ${code} kết thúc ngày ${validTo}: hãy nêu cơ quan kế thừa hoạt động từ ngày đó, hoặc cho cơ quan này kết thúc không sớm hơn ngày đó`,
    `${latest.code} hands its dossiers to this agency from ${latest.from} on, and ${code} ends on ${validTo}: name a successor that exists from then on, or end this agency no sooner`,
  );
}

/**
 * The agencies that have ended and whose successors, one after the other, have ended too: nobody has their dossiers.
 * @param ended every agency that has ended
 */
export function endedForGood(ended: EndedAgency[]): Set<string> {
  const successorOf = new Map(ended.map(({ code, successorCode }) => [code, successorCode]));
  const livesOn = (code: string): boolean => {
    const seen = new Set<string>();
    let at: string | undefined = code;
    while (at !== undefined && successorOf.has(at) && !seen.has(at)) {
      seen.add(at);
      at = successorOf.get(at);
    }
    return at !== undefined && !successorOf.has(at);
  };
  return new Set([...successorOf.keys()].filter((code) => !livesOn(code)));
}

/**
 * An agency and those that have ended and handed it their dossiers, one after the other.
 * @param ended every agency that has ended
 */
export function handedTo(code: string, ended: EndedAgency[]): Set<string> {
  const found = new Set([code]);
  // A set that grows while it is walked is walked to its end.
  for (const at of found) for (const before of ended) if (before.successorCode === at) found.add(before.code);
  return found;
}

/**
 * Holds an agency to what it refers to: the agency above it, those for which it receives, its calendar, and its own office hours as that calendar
 * can be counted by.
 * @throws DomainError `precondition` with the path of what is wrong.
 */
export function checkAgencyContext(
  agency: AgencyRegistered,
  { parentKnown, calendar, unknownAgencies }: AgencyContext,
): void {
  const problems = unregistered('receivesFor.agencyCodes', agency.receivesFor?.agencyCodes ?? [], unknownAgencies);
  if (!parentKnown)
    problems.push(
      fieldError(
        'parentCode',
        'registered',
        `${agency.parentCode} chưa được đăng ký`,
        `${agency.parentCode} is not registered`,
      ),
    );
  if (!calendar)
    problems.push(
      fieldError(
        'calendarId',
        'published',
        `lịch ${agency.calendarId} chưa được công bố`,
        `calendar ${agency.calendarId} is not published`,
      ),
    );
  else
    try {
      const { id, version, definition } = calendar;
      compileCalendar({ ...definition, id, version }, agency.officeHours ?? []);
    } catch (error) {
      if (!(error instanceof CalendarDefinitionError)) throw error;
      for (const { path, message } of error.problems)
        problems.push(fieldError(path, 'officeHours', `không dùng được: ${message}`, message));
    }
  refuse(problems);
}

function refuse(problems: FieldError[]): void {
  if (problems.length > 0)
    throw wrongFields('agency.invalid', 'Thông tin cơ quan chưa đúng.', 'The agency is invalid.', problems);
}

/** @throws DomainError `precondition` naming each of `agencyCodes` that is among `unknown`. */
export function expectRegistered(agencyCodes: string[], unknown: ReadonlySet<string>): void {
  if (unknown.size === 0) return;
  throw wrongFields(
    'agency.unknown',
    'Có cơ quan chưa được đăng ký.',
    'One or more agencies are not registered.',
    unregistered('agencyCodes', agencyCodes, unknown),
  );
}

function unregistered(path: string, codes: string[], unknown: ReadonlySet<string>): FieldError[] {
  return codes.flatMap((code, i) =>
    unknown.has(code)
      ? [fieldError(`${path}[${i}]`, 'registered', `${code} chưa được đăng ký`, `${code} is not registered`)]
      : [],
  );
}

/** The agency with what the request changes; undefined when it changes nothing. */
export function changeAgency(agency: Agency, change: ChangeAgencyRequest): Agency | undefined {
  const { expectedRevision: _, ...changes } = change;
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const changed: Agency = { ...agency, ...given };
  if (changed.officeHours?.length === 0) changed.officeHours = undefined;
  const { agencyCodes = [], everyAgencyOf = [] } = changed.receivesFor ?? {};
  if (agencyCodes.length + everyAgencyOf.length === 0) changed.receivesFor = undefined;
  checkAgency(changed);
  return sameJson(changed, agency) ? undefined : { ...changed, revision: agency.revision + 1 };
}

/**
 * The agency ended on its last day; undefined when that was said already. A successor may be named later, once: who could
 * name another would hand dossiers that are already late to somebody else.
 * @throws DomainError `conflict` when it has another end or successor already, `precondition` when the day is before its first.
 */
export function closeAgency(agency: Agency, { validTo, successorCode }: CloseAgencyRequest): Agency | undefined {
  if (agency.validTo !== undefined && agency.validTo !== validTo)
    throw conflict(
      'agency.closed',
      `Cơ quan ${agency.code} đã kết thúc ngày ${agency.validTo}.`,
      `Agency ${agency.code} ended on ${agency.validTo}.`,
    );
  const named = agency.successorCode;
  if (named !== undefined && successorCode !== undefined && successorCode !== named)
    throw conflict(
      'agency.successor-named',
      `Cơ quan kế thừa của ${agency.code} là ${named}; không đổi được nữa.`,
      `The successor of agency ${agency.code} is ${named} and cannot be changed.`,
      { details: { successorCode: named } },
    );
  if (agency.validTo === validTo && (successorCode ?? named) === named) return undefined;
  const closed = { ...agency, validTo, successorCode: successorCode ?? named, revision: agency.revision + 1 };
  checkAgency(closed);
  return closed;
}
