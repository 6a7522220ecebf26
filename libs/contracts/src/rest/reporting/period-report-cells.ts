import { FEEDBACK_REFUSAL_REASONS } from '../../events/feedback-events.js';
/**
 * Every number of a period report, by the name that also selects its dossiers. reporting-service defines what each
 * counts.
 */
export const PERIOD_REPORT_CELLS = [
  'total',
  'carriedOver',
  'received',
  'received.direct',
  'received.online',
  'received.post',
  'received.other',
  'ended',
  'ended.early',
  'ended.onTime',
  'ended.late',
  'ended.unknown',
  'inProgress',
  'inProgress.within',
  'inProgress.pastDue',
  'inProgress.paused',
  'inProgress.unknown',
  'refusedAtIntake',
  // Of these, what was imported.
  'imported',
  'imported.carriedOver',
  'imported.received',
  'imported.received.online',
  'imported.ended',
  'imported.ended.early',
  'imported.ended.onTime',
  'imported.ended.late',
  'imported.ended.unknown',
  'imported.inProgress',
  'imported.inProgress.within',
  'imported.inProgress.pastDue',
  'imported.inProgress.paused',
  'imported.inProgress.unknown',
] as const;
export type PeriodReportCell = (typeof PERIOD_REPORT_CELLS)[number];

/** Every number of intake in a period report: from submission to acceptance, or to another end before it. */
export const INTAKE_CELLS = [
  'intake',
  'intake.waitingBefore',
  'intake.submitted',
  'intake.accepted',
  'intake.refused',
  'intake.expired',
  'intake.withdrawn',
  'intake.withdrawn.byApplicant',
  'intake.withdrawn.byCounter',
  'intake.withdrawn.unknown',
  'intake.stopped',
  'intake.waitingAfter',
] as const;
export type IntakeCell = (typeof INTAKE_CELLS)[number];

/** What of requests for supplements a period report counts apart. */
export const SUPPLEMENT_REPORT_CELLS = ['afterWindow', 'repeated', 'answeredByAsker', 'waitingAfterRepeated'] as const;
export type SupplementReportCell = (typeof SUPPLEMENT_REPORT_CELLS)[number];

/** Every number of apologies for lateness in a period report, and of what was promised beside the due date by law. */
export const APOLOGY_REPORT_CELLS = [
  'owed',
  'inTime',
  'late',
  'missing',
  'unknown',
  'reappointed',
  'endedAfterAppointment',
  'pastAppointment',
] as const;
export type ApologyReportCell = (typeof APOLOGY_REPORT_CELLS)[number];

/** Every number of corrections of wrong results in a period report: from the reopening to the corrected result. */
export const CORRECTION_CELLS = [
  'corrections',
  'corrections.waitingBefore',
  'corrections.reopened',
  'corrections.reopened.byApplicant',
  'corrections.reopened.byAgency',
  'corrections.reopened.byInspection',
  'corrections.reopened.endedInTime',
  'corrections.corrected',
  'corrections.corrected.inTime',
  'corrections.corrected.late',
  'corrections.corrected.unknown',
  'corrections.corrected.reversed',
  'corrections.waitingAfter',
  'corrections.waitingAfter.pastDue',
] as const;
export type CorrectionCell = (typeof CORRECTION_CELLS)[number];

/** The clocks of a feedback item: each has its time limit. */
export const FEEDBACK_CLOCKS = ['respond', 'forward', 'answer', 'answerFiler', 'publish'] as const;
export type FeedbackClock = (typeof FEEDBACK_CLOCKS)[number];

/** How a clock stands at the end of a period; what ended in it is ON TIME or LATE. */
export const FEEDBACK_CLOCK_STATES = ['onTime', 'late', 'running', 'pastDue', 'unknown'] as const;
export type FeedbackClockState = (typeof FEEDBACK_CLOCK_STATES)[number];

/** Every number of a feedback report. */
export const FEEDBACK_REPORT_CELLS = [
  'carriedOver',
  'filed',
  'receivedByForwarding',
  'accepted',
  'refused',
  ...FEEDBACK_REFUSAL_REASONS.map((reason) => `refused.${reason}` as const),
  'forwarded',
  'answered',
  'open',
  'open.overdue',
  'published',
  'limits',
  'limits.kept',
  'limits.missed',
  ...FEEDBACK_CLOCKS.flatMap((clock) => [clock, ...FEEDBACK_CLOCK_STATES.map((state) => `${clock}.${state}` as const)]),
] as const;
export type FeedbackReportCell = (typeof FEEDBACK_REPORT_CELLS)[number];
