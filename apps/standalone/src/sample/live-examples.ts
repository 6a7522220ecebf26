import type { DossierStepView } from '@motcua/contracts';
import type { LiveExample, LiveExamples } from '@motcua/gateway';
import type { SampleCatalog } from './catalog/sample-catalog.js';
import { justAfter, type SampleDossier, type SampleOffice } from './dossier-acts.js';
import type { SampleFeedback } from './feedback-acts.js';
import { EDITION_DRAFTS } from './edition-acts.js';
import { SET_ASIDE } from './set-aside-submissions.js';
import { officeDayAfter } from './sample-time.js';
import { LEGACY_EXAMPLE, PROCEDURE_IMPORT_ID, type SampleImports } from './import-acts.js';

/** What the sample data made, by which the examples of the documentation can be filled in. */
export interface SampleFacts {
  asOf: Date;
  office: SampleOffice;
  catalog: SampleCatalog;
  dossiers: readonly SampleDossier[];
  feedback: readonly SampleFeedback[];
  imports: SampleImports;
  /** The step at which a dossier of the first office is, by the name of its story. */
  steps: Readonly<Record<string, DossierStepView | undefined>>;
  /** When the dossier `to-apologise` is due. */
  dueAt?: string;
  /** ETag of the draft of an edition that is to be published. */
  draftTag: string;
  /** Handed out and not yet used. */
  surveyToken: string;
}

/**
 * The values and the person with which every operation can be tried as it stands. Each action has a dossier or a feedback item of
 * its own, so that trying one leaves the examples of the others as they were.
 */
export function liveExamples(facts: SampleFacts): LiveExamples {
  return {
    ...catalogExamples(facts),
    ...dossierExamples(facts),
    ...feedbackExamples(facts),
    ...reportExamples(facts),
    ...nationalPortalExamples(facts),
  };
}

function catalogExamples({ catalog, asOf, office }: SampleFacts): LiveExamples {
  const control = 'control-1';
  const draft = catalog.procedures.find(({ publication }) => !publication)?.entry;
  const published = catalog.procedures.filter(({ publication }) => publication);
  const some = published[0]!.entry.code;
  // The last one, which no sample dossier is about.
  const toAbolish = published.at(-1)!.entry.code;
  const today = localDate(asOf);
  const id = { parameters: { id: some } };
  const version = { parameters: { id: some, version: 1 } };
  const agency = { parameters: { code: office.agencyCode } };
  return {
    catalog_enterProcedure: { as: control, body: { code: '1.009999', name: 'Thủ tục thử nghiệm' } },
    catalog_reviseProcedureDraft: { as: control, parameters: { id: draft?.code }, body: { ...draft } },
    catalog_publishProcedure: {
      as: control,
      parameters: { id: draft?.code },
      body: {
        fieldCode: draft?.fieldCode,
        acknowledgedDifference: 'Rút ngắn theo Kế hoạch cải cách của tỉnh',
        // Whatever has been done to the draft since.
        expectedRevision: null,
      },
    },
    catalog_abolishProcedure: {
      as: control,
      parameters: { id: toAbolish },
      body: { decision: { number: '2301/QĐ-UBND', signedOn: today, effectiveOn: today } },
    },
    catalog_getProcedure: id,
    catalog_listProcedureVersions: id,
    catalog_getProcedureVersion: version,
    catalog_getPublishedProcedureVersion: version,
    catalog_getPublishedProcedure: { parameters: { code: some } },
    catalog_listProcedureImports: { as: control },
    catalog_importProcedures: { as: control },
    catalog_getProcedureImport: { as: control, parameters: { id: PROCEDURE_IMPORT_ID } },
    catalog_listProcedureImportLines: { as: control, parameters: { id: PROCEDURE_IMPORT_ID } },
    catalog_setEverydayPhrase: { as: control },
    catalog_registerAgency: {
      as: control,
      body: { code: 'H41.27.06', name: 'Ủy ban nhân dân phường Thành Vinh', level: 'COMMUNE' },
    },
    catalog_changeAgency: { as: control, ...agency, body: { parentCode: null, expectedRevision: null } },
    catalog_closeAgency: {
      as: control,
      parameters: { code: 'H41.27.05' },
      body: { validTo: '2027-12-31', expectedRevision: null },
    },
    catalog_getAgency: agency,
    catalog_getCalendar: { parameters: { id: 'vn' } },
    catalog_getCalendarVersion: { parameters: { id: 'vn', version: 1 } },
    catalog_publishCalendar: { as: control, parameters: { id: 'vn-mau' } },
    catalog_getRuleSet: { parameters: { id: 'nd-118-2025' } },
    catalog_getRuleSetVersion: { parameters: { id: 'nd-118-2025', version: 1 } },
    catalog_publishRuleSet: { as: control, parameters: { id: 'mau' } },
  };
}

function dossierExamples({ catalog, dossiers, office, imports, steps, dueAt, asOf }: SampleFacts): LiveExamples {
  const dossier = (story: string): SampleDossier | undefined =>
    dossiers.find((one) => one.office.agencyCode === office.agencyCode && one.story.name === story);
  const on = (story: string, as: string = office.officer): LiveExample => ({
    as,
    parameters: { id: dossier(story)?.id },
  });
  const theirs = dossiers.find((one) => one.office.asks === office.agencyCode && one.story.name === 'to-extend');
  const { daysOff } = catalog.calendars[0]!.version;
  const later = (days: number): string => officeDayAfter(asOf, days, daysOff).toISOString();
  return {
    dossier_submitDossier: {
      as: office.officer,
      body: {
        procedureCode: '2.000635',
        agencyCode: office.agencyCode,
        requestContent: 'Xin cấp bản sao Giấy khai sinh',
      },
    },
    dossier_listDossiers: { as: office.officer },
    dossier_countDossiersByUnit: { as: office.officer },
    dossier_searchDossiers: { as: office.officer, body: SOUGHT },
    dossier_listDossierChanges: { as: office.officer },
    dossier_getDossierProgress: { parameters: { code: dossier('past-due')?.code } },
    dossier_getDossier: on('late'),
    dossier_getDossierHistory: on('late'),
    dossier_explainDossierDeadline: on('supplemented'),
    dossier_getDossierReceipt: on('late'),
    dossier_getDossierTimeUse: on('late'),
    dossier_getDossierControlSheet: on('late'),
    dossier_getDossierApology: on('late'),
    dossier_acceptDossier: on('to-accept'),
    dossier_refuseDossier: on('to-refuse'),
    dossier_forwardDossier: on('to-forward'),
    dossier_correctIntakeData: on('past-due'),
    dossier_completeStep: { ...on('to-complete-step'), body: { stepCode: steps['to-complete-step']?.code } },
    dossier_sendBackStep: {
      ...on('to-send-back', office.head),
      body: { stepCode: steps['to-send-back']?.code, toStepCode: null },
    },
    dossier_recallDossier: on('to-take-back'),
    dossier_claimTask: { ...on('to-take-up'), body: { task: steps['to-take-up']?.number } },
    dossier_assignTask: {
      ...on('to-assign', office.head),
      body: { task: steps['to-assign']?.number, assignee: office.officer },
    },
    dossier_releaseTask: { ...on('to-give-back'), body: { task: steps['to-give-back']?.number } },
    dossier_requestSupplement: { ...on('to-supplement'), body: { provideUntil: inAMonth(asOf) } },
    dossier_provideSupplement: on('waiting', 'citizen-an'),
    dossier_checkSupplement: on('supplemented'),
    dossier_expireSupplement: on('waiting-expired'),
    dossier_listDossierConsultations: on('to-extend'),
    dossier_requestConsultation: { ...on('to-consult'), body: { agencyCode: office.asks, answerBy: later(8) } },
    dossier_answerConsultation: {
      as: office.officer,
      parameters: { id: theirs?.id },
      body: { consultation: theirs?.consultation },
    },
    dossier_extendConsultation: {
      ...on('to-extend'),
      body: { consultation: dossier('to-extend')?.consultation, answerBy: later(11) },
    },
    dossier_withdrawConsultation: {
      ...on('to-recall'),
      body: { consultation: dossier('to-recall')?.consultation },
    },
    dossier_resolveDossier: on('to-resolve', office.head),
    dossier_deliverDossier: on('to-deliver'),
    dossier_reopenDossier: on('to-reopen', office.head),
    dossier_correctResult: on('to-correct', office.head),
    dossier_deliverCorrection: on('to-deliver-again'),
    dossier_withdrawDossier: on('to-withdraw', 'citizen-an'),
    dossier_stopDossier: on('to-stop'),
    dossier_apologise: { ...on('to-apologise', office.head), body: { newDueAt: dueAt && justAfter(dueAt) } },
    dossier_listDossierImports: { as: 'ops-1' },
    dossier_importDossiers: { as: 'ops-1', lines: LEGACY_EXAMPLE },
    dossier_getDossierImport: { as: 'ops-1', parameters: { id: imports.dossierImportId } },
  };
}

/** A search for the person alone: without the filters of a list, of which some exclude each other. */
const SOUGHT = { apology: null, consultedOn: null, dataProblem: null, overdue: null, purpose: null, queue: null };

/** Still far enough ahead when the sample has run for some weeks. */
function inAMonth(asOf: Date): string {
  return new Date(asOf.getTime() + 30 * 86_400_000).toISOString();
}

function feedbackExamples({ dossiers, feedback, office, surveyToken }: SampleFacts): LiveExamples {
  const named = (name: string): SampleFeedback | undefined =>
    feedback.find((one) => one.office.agencyCode === office.agencyCode && one.name === name);
  const on = (name: string): LiveExample => ({ as: office.head, parameters: { id: named(name)?.id } });
  const resolved = dossiers.find(
    (one) => one.office.agencyCode === office.agencyCode && one.story.name === 'to-deliver',
  );
  return {
    feedback_fileFeedback: { as: 'citizen-an', body: { dossierCode: resolved?.code, procedureCode: null } },
    feedback_listFeedback: { as: office.head },
    feedback_getFeedback: on('published'),
    feedback_getFeedbackFiler: { as: office.head, parameters: { id: named('to-answer')?.id, purpose: 'CONTACT' } },
    feedback_listFeedbackHistory: on('published'),
    feedback_explainFeedbackDeadlines: on('to-answer'),
    feedback_acceptFeedback: on('to-accept'),
    feedback_refuseFeedback: on('to-refuse'),
    feedback_forwardFeedback: on('to-forward'),
    feedback_answerFeedback: on('to-answer'),
    feedback_publishFeedback: on('to-publish'),
    feedback_getPublishedFeedback: { parameters: { code: named('published')?.code } },
    feedback_issueSurveyToken: { as: 'citizen-an', parameters: { dossier: resolved?.code } },
    feedback_answerSurvey: { body: { token: surveyToken } },
    feedback_listSurveyAnswers: { as: office.head },
  };
}

function reportExamples({ asOf, draftTag }: SampleFacts): LiveExamples {
  const month = reportMonthOf(localDate(asOf));
  const period = { preset: 'month', ...month };
  const report = { as: 'reform-1', parameters: period };
  return {
    reporting_getPeriodReport: report,
    reporting_listPeriodReportDossiers: { as: 'reform-1', parameters: { ...period, cell: 'received' } },
    reporting_listCorrectionReportDossiers: {
      as: 'reform-1',
      parameters: { ...period, cell: 'corrections.reopened' },
    },
    reporting_listIntakeDossiers: { as: 'reform-1', parameters: { ...period, cell: 'intake.submitted' } },
    reporting_listApologyReportDossiers: { as: 'reform-1', parameters: { ...period, cell: 'owed' } },
    reporting_listSupplementReportDossiers: { as: 'reform-1', parameters: { ...period, cell: 'repeated' } },
    reporting_getLatenessReport: report,
    reporting_listLatenessDossiers: { as: 'reform-1', parameters: { ...period, party: 'UNIT' } },
    reporting_getFeedbackReport: report,
    reporting_listFeedbackReportItems: { as: 'reform-1', parameters: { ...period, cell: 'filed' } },
    reporting_getSatisfactionReport: report,
    // One to two minutes after the start: by then every service has said how far it has published.
    reporting_freezeReport: { as: 'control-1', body: { preset: 'month', ...monthBefore(month) } },
    reporting_listFrozenReports: { as: 'control-1' },
    reporting_getFrozenReport: { as: 'control-1', parameters: { preset: 'month', number: 1 } },
    reporting_getProjectionStatus: { as: 'ops-1' },
    reporting_rebuildProjections: { as: 'ops-1' },
    reporting_listEditions: { as: 'reform-1' },
    reporting_getEdition: { as: 'reform-1' },
    reporting_getEditionDifference: {
      as: 'reform-1',
      parameters: { code: EDITION_DRAFTS.toRevise, from: EDITION_DRAFTS.from },
    },
    reporting_listMetrics: { as: 'reform-1' },
    reporting_getEditionResults: {
      as: 'reform-1',
      parameters: { code: 'tt-01-2018-chin-chi-so', ...period },
    },
    reporting_draftEdition: { as: 'reform-1' },
    reporting_reviseEdition: {
      as: 'reform-1',
      parameters: { code: EDITION_DRAFTS.toRevise },
      body: { code: EDITION_DRAFTS.toRevise },
    },
    reporting_publishEdition: {
      as: 'reform-1',
      parameters: { code: EDITION_DRAFTS.toPublish, 'If-Match': draftTag },
    },
  };
}

function nationalPortalExamples({ dossiers, office }: SampleFacts): LiveExamples {
  const accepted = dossiers.find((one) => one.office.agencyCode === office.agencyCode && one.story.name === 'late');
  const operations = { as: 'ops-1' };
  const one = { ...operations, parameters: { dossierId: accepted?.id } };
  return {
    gateway_listNationalSends: operations,
    gateway_getNationalSend: one,
    gateway_resendNationalSend: one,
    gateway_resendNationalSends: operations,
    gateway_requestNationalReconciliation: operations,
    gateway_listNationalReconciliations: operations,
    gateway_getNationalReconciliation: operations,
    gateway_listNationalDifferences: operations,
    gateway_listNationalSubmissions: operations,
    gateway_retryNationalSubmissions: operations,
    gateway_getNationalSubmission: { ...operations, parameters: { portalCode: SET_ASIDE.toRetry } },
    gateway_retryNationalSubmission: { ...operations, parameters: { portalCode: SET_ASIDE.toRetry } },
    gateway_refuseNationalSubmission: { as: 'control-1', parameters: { portalCode: SET_ASIDE.toRefuse } },
    gateway_getNationalSyncState: operations,
    gateway_requestNationalSync: operations,
    gateway_getNationalCodeTable: operations,
  };
}

/** The month whose reports hold `day`: from the 15th on it is the next one (Decree 09/2019/NĐ-CP Art. 12). */
export function reportMonthOf(day: string): { year: number; month: number } {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  if (date < 15) return { year, month };
  return month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 };
}

/** The month whose report can be signed while this one goes on. */
function monthBefore({ year, month }: { year: number; month: number }): { year: number; month: number } {
  return month === 1 ? { year: year - 1, month: 12 } : { year, month: month - 1 };
}

/** `yyyy-MM-dd` in Asia/Ho_Chi_Minh. */
function localDate(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}
