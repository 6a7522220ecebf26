import {
  foldedCode,
  MOST_CONSULTED,
  type ConsultationPosition,
  type ConsultationRulesData,
  type LocalizedText,
} from '@motcua/contracts';
import { CalendarCoverageError, elapsedWorkingTime, sayInstant, type WorkingCalendar } from '@motcua/working-time';
import {
  alreadyOpen,
  askedTooMany,
  askedTwice,
  closed,
  extendedOnce,
  ofOthers,
  ownRequest,
  refusal,
  silenceIsNoConsent,
  unknown,
} from './consultation-refusals.js';
import { consultationsOf, isSilent, openConsultations, unansweredConsultations } from './consultation-tasks.js';
import type { ConsultationTask, CountedDossier, Dossier } from './dossier.js';
import type {
  Actor,
  ConsultationAnswered,
  ConsultationExpired,
  ConsultationExtended,
  ConsultationRequested,
  ConsultationTransferred,
  ConsultationWithdrawn,
  Consulted,
} from './dossier-events.js';
import { transition } from './lifecycle.js';
import { openSteps } from './tasks.js';
import { inOrder } from './time-order.js';
import type { Succession } from './transfer.js';

export interface ConsultationRequest {
  /** Another agency, or a unit of the own one. */
  consulted: Consulted;
  content: string;
  papers: readonly string[];
  answerBy: Date;
  /** Whether the letter says that silence is consent. */
  silenceIsConsent: boolean;
}

/** Asked again at most once. */
const MOST_REQUESTS = 2;

/**
 * Another agency, or another unit of the own one, is asked for its opinion: what, and until when (Decree 61/2018 Art. 19.5). The due
 * date of the dossier does not move. Whether silence is consent is settled here, by the rule set that the dossier is stamped with:
 * what the lead could add later would judge others. The silence of an own unit is never consent, or an agency could agree with itself.
 *
 * Nobody asks itself: neither the own agency, nor a unit that has a step of the dossier to do, nor the unit of who asks. One agency or
 * unit is asked at most twice, withdrawn or not, so that the lead cannot pass its own time on to others without end.
 * @throws DomainError from any state but IN_PROGRESS, and for a dossier of a legacy system; `precondition` `consultation.own-agency`,
 * `consultation.own-unit`, `consultation.unit-of-other`, `consultation.asked-twice`, `consultation.silence-is-no-consent`, and those
 * of `expectTimeToAnswer`; `conflict` `consultation.already-open`.
 */
export function requestConsultation(
  dossier: Dossier,
  input: ConsultationRequest,
  by: Actor,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [ConsultationRequested] {
  const { from, to } = transition(dossier, 'request-consultation');
  const at = inOrder(dossier, now);
  const { consulted, content, papers, answerBy } = input;
  expectOthers(from, consulted, by);
  const earlier = consultationsOf(from).filter((one) => isSame(one, consulted));
  const open = earlier.find(({ closing }) => !closing);
  if (open) throw alreadyOpen(open);
  if (earlier.length >= MOST_REQUESTS) throw askedTwice(earlier);
  const { ruleSet, consultation: rules } = from.acceptance.basis;
  if (earlier.length === 0) expectNotTooMany(from, rules);
  expectTimeToAnswer(from, answerBy, calendar, at, at);
  if (input.silenceIsConsent && (rules.silence === 'NEVER' || consulted.unit !== undefined)) {
    throw silenceIsNoConsent(consulted.unit !== undefined, ruleSet.id);
  }
  return [
    {
      type: 'consultation-requested',
      at,
      status: to,
      consultation: from.tasks.length + 1,
      consulted,
      content,
      papers,
      answerBy,
      silence: { silence: rules.silence, legalBasis: rules.legalBasis },
      ruleSet,
      declared: input.silenceIsConsent,
      silenceIsConsent: consulted.unit === undefined && (rules.silence === 'BY_LAW' || input.silenceIsConsent),
      again: earlier.at(-1)?.number,
    },
  ];
}

function expectOthers(dossier: CountedDossier, { agencyCode, unit }: Consulted, by: Actor): void {
  const isOwn = agencyCode === dossier.agencyCode;
  if (!isOwn && unit !== undefined) {
    throw refusal('consultation.unit-of-other', 'unit', {
      vi: 'chỉ dùng cho bộ phận của chính cơ quan chủ trì; cơ quan khác tự phân công người trả lời',
      en: 'is only for a unit of the own agency; another agency says itself who answers',
    });
  }
  if (isOwn && unit === undefined) {
    throw refusal('consultation.own-agency', 'agencyCode', {
      vi: 'là chính cơ quan đang giải quyết hồ sơ; hãy nêu cơ quan khác, hoặc một bộ phận của cơ quan trong trường unit',
      en: 'is the agency that has the dossier; name another one, or a unit of the agency in `unit`',
    });
  }
  if (unit === undefined) return;
  // A counter that received it for this agency has units of its own, which may be called the same.
  const own = openSteps(dossier).filter(({ task }) => task.agencyCode === dossier.agencyCode);
  const busy = [by.unit, ...own.map(({ step }) => step.unit)];
  if (busy.some((other) => other !== undefined && foldedCode(other) === foldedCode(unit))) {
    throw refusal('consultation.own-unit', 'unit', {
      vi: 'là bộ phận của người hỏi hoặc đang giữ một bước của hồ sơ; hãy nêu bộ phận khác',
      en: 'is the unit of who asks, or has a step of the dossier to do; name another one',
    });
  }
}

/** Who was asked counts once, also when asked again or withdrawn: a lead that asks everybody decides nothing itself. */
function expectNotTooMany(dossier: CountedDossier, { mostAsked = MOST_CONSULTED }: ConsultationRulesData): void {
  const asked = consultationsOf(dossier).filter(({ consultation }) => consultation.again === undefined);
  if (asked.length >= mostAsked) throw askedTooMany(asked, mostAsked);
}

function isSame(task: ConsultationTask, { agencyCode, unit }: Consulted): boolean {
  return task.agencyCode === agencyCode && foldedCode(task.unit ?? '') === foldedCode(unit ?? '');
}

/**
 * A limit lies within office hours, and leaves time: nobody is late from the beginning, and the time of others has an end.
 * @param since when it was asked; the longest time includes an extension
 * @throws DomainError `precondition` `consultation.time-too-short`, `consultation.time-too-long`, `consultation.outside-office-hours`,
 * `calendar.day-not-covered`
 */
function expectTimeToAnswer(
  { acceptance }: CountedDossier,
  answerBy: Date,
  calendar: WorkingCalendar | undefined,
  since: Date,
  at: Date,
): void {
  const { leastHours, longestDays } = acceptance.basis.consultation;
  const path = 'answerBy';
  if (answerBy.getTime() - at.getTime() < MINUTE_MS) {
    throw refusal('consultation.time-too-short', path, leastTime(leastHours));
  }
  try {
    if (!calendar) throw new Error('a dossier that was accepted here has a calendar');
    if (!isWithinOfficeHours(calendar, answerBy)) {
      throw refusal('consultation.outside-office-hours', path, {
        vi: 'phải nằm trong giờ làm việc',
        en: 'must lie within office hours',
      });
    }
    if (since.getTime() === at.getTime() && elapsedWorkingTime(calendar, at, answerBy).minutes < leastHours * 60) {
      throw refusal('consultation.time-too-short', path, leastTime(leastHours));
    }
    if (elapsedWorkingTime(calendar, since, answerBy).workingDays > longestDays) {
      throw refusal('consultation.time-too-long', path, {
        vi: `không được quá ${longestDays} ngày làm việc kể từ khi gửi lấy ý kiến`,
        en: `must not be more than ${longestDays} working days after the request`,
      });
    }
  } catch (error) {
    if (!(error instanceof CalendarCoverageError)) throw error;
    throw refusal('calendar.day-not-covered', path, {
      vi: `nằm ngoài lịch làm việc đã công bố (đến ngày ${error.date})`,
      en: `lies outside the published calendar (${error.date})`,
    });
  }
}

const MINUTE_MS = 60_000;

const leastTime = (hours: number): LocalizedText => ({
  vi: `phải cách thời điểm gửi ít nhất ${hours} giờ làm việc`,
  en: `must leave at least ${hours} working hours`,
});

/** The minute before it is worked, so that the end of the office is within it and its beginning is not. */
function isWithinOfficeHours(calendar: WorkingCalendar, at: Date): boolean {
  return elapsedWorkingTime(calendar, new Date(at.getTime() - MINUTE_MS), at).minutes > 0;
}

export interface ConsultationAnswer {
  /** The number of the consultation. */
  consultation: number;
  position: ConsultationPosition;
  opinion: string;
}

/**
 * Who is asked answers: an officer of that agency, or of that unit of the own one, and never who asked. After silence was recorded an
 * answer is kept and marked late: it does not rewrite what was recorded at the limit.
 * @throws DomainError where nothing is to be answered; `forbidden` `consultation.of-others` for one of another agency or unit,
 * `consultation.own-request`; `conflict` `consultation.closed`.
 */
export function answerConsultation(
  dossier: Dossier,
  { consultation, position, opinion }: ConsultationAnswer,
  by: Actor,
  now: Date,
): [ConsultationAnswered] {
  const asked = consultationsOf(dossier).find(({ number }) => number === consultation);
  const isOwn = asked !== undefined && isAskedOf(asked, by);
  if (isOwn && !unansweredConsultations(dossier).includes(asked)) throw closed(asked);
  const { to } = transition(dossier, 'answer-consultation');
  if (!isOwn) throw ofOthers(askedOf(dossier, by));
  const at = inOrder(dossier, now);
  if (asked.consultation.askedBy === by.account) throw ownRequest();
  const late = isSilent(asked);
  return [{ type: 'consultation-answered', at, status: to, ...ofTask(asked), position, opinion, late }];
}

/** Whether somebody may answer one of them. */
export function mayAnswerSome(dossier: Dossier, by: Pick<Actor, 'account' | 'agency' | 'unit'>): boolean {
  return askedOf(dossier, by).some(({ consultation }) => consultation.askedBy !== by.account);
}

function askedOf(dossier: Dossier, by: Pick<Actor, 'agency' | 'unit'>): ConsultationTask[] {
  return unansweredConsultations(dossier).filter((task) => isAskedOf(task, by));
}

function isAskedOf({ agencyCode, unit }: ConsultationTask, by: Pick<Actor, 'agency' | 'unit'>): boolean {
  if (by.agency !== agencyCode) return false;
  return unit === undefined || (by.unit !== undefined && foldedCode(by.unit) === foldedCode(unit));
}

/**
 * Who is asked gets more time: once, before the limit, and within the longest time of the rule set, counted from the request.
 * @throws DomainError where none is open; `not-found` `consultation.unknown`; `conflict` `consultation.closed`,
 * `consultation.extended-once`; those of `expectTimeToAnswer`.
 */
export function extendConsultation(
  dossier: Dossier,
  { consultation, answerBy, reason }: { consultation: number; answerBy: Date; reason: string },
  calendar: WorkingCalendar | undefined,
  now: Date,
): [ConsultationExtended] {
  const { from, to } = transition(dossier, 'extend-consultation');
  const at = inOrder(dossier, now);
  const asked = openOne(from, consultation);
  if (asked.consultation.extendedFrom) throw extendedOnce();
  const { openedAt, dueAt: previousAnswerBy } = asked;
  if (answerBy <= previousAnswerBy) {
    throw refusal('consultation.time-too-short', 'answerBy', {
      vi: `phải sau thời hạn hiện tại ${sayInstant(previousAnswerBy).vi}`,
      en: `must be after the present limit ${sayInstant(previousAnswerBy).en}`,
    });
  }
  expectTimeToAnswer(from, answerBy, calendar, openedAt, at);
  return [{ type: 'consultation-extended', at, status: to, ...ofTask(asked), answerBy, previousAnswerBy, reason }];
}

/**
 * The opinion is not needed any more. Not after the limit: the silence that was recorded stays.
 * @throws DomainError where none is open; `not-found` `consultation.unknown`; `conflict` `consultation.closed`.
 */
export function withdrawConsultation(
  dossier: Dossier,
  { consultation, reason }: { consultation: number; reason: string },
  now: Date,
): [ConsultationWithdrawn] {
  const { from, to } = transition(dossier, 'withdraw-consultation');
  const at = inOrder(dossier, now);
  return [{ type: 'consultation-withdrawn', at, status: to, ...ofTask(openOne(from, consultation)), reason }];
}

/**
 * The limits that have passed without an answer, each recorded as consent, or as silence. Nobody asks for it: the write path records
 * it before anything else happens to the dossier, so that neither the lead nor who is asked can come before it or put it off.
 * A limit on a day that a later calendar made a day off passes with the next working day (Civil Code Art. 148.5).
 */
export function expireConsultations(
  dossier: Dossier,
  calendar: WorkingCalendar | undefined,
  now: Date,
): ConsultationExpired[] {
  const open = openConsultations(dossier).filter(({ dueAt }) => dueAt < now);
  if (open.length === 0 || !calendar) return [];
  return open.flatMap((asked) => {
    const { dueAt } = asked;
    const stands = isWithinOfficeHours(calendar, dueAt);
    if (!stands && elapsedWorkingTime(calendar, dueAt, now).workingDays < 1) return [];
    const { to } = transition(dossier, 'expire-consultation');
    const at = inOrder(dossier, now);
    const consent = asked.consultation.silenceIsConsent;
    const limit = stands ? dueAt : at;
    return [{ type: 'consultation-expired', at, status: to, ...ofTask(asked), limit, consent }];
  });
}

/** What an agency that has ended was asked and has not answered is its successor's to answer. */
export function transferConsultations(
  dossier: Dossier,
  { from: fromAgencyCode, to: agencyCode }: Succession,
  now: Date,
): ConsultationTransferred[] {
  return (
    openConsultations(dossier)
      // What the agency asks of its own units goes with the dossier.
      .filter((asked) => asked.agencyCode === fromAgencyCode && asked.unit === undefined)
      .map((asked) => {
        const { to } = transition(dossier, 'transfer-consultation');
        const at = inOrder(dossier, now);
        return {
          type: 'consultation-transferred',
          at,
          status: to,
          consultation: asked.number,
          consulted: { agencyCode },
          fromAgencyCode,
        };
      })
  );
}

function ofTask({ number, agencyCode, unit }: ConsultationTask): { consultation: number; consulted: Consulted } {
  return { consultation: number, consulted: { agencyCode, ...(unit !== undefined && { unit }) } };
}

function openOne(dossier: Dossier, consultation: number): ConsultationTask {
  const asked = consultationsOf(dossier).find(({ number }) => number === consultation);
  if (asked && !asked.closing) return asked;
  if (asked) throw closed(asked);
  throw unknown(
    consultation,
    openConsultations(dossier).map(({ number }) => number),
  );
}
