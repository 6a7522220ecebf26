import { DomainError, type FieldError, type LocalizedText } from '@motcua/contracts';
import type { LocalDate } from '@motcua/working-time';
import type { Agencies } from '../domain/agencies.js';
import { hasSteps, type Procedure, type ProcessSteps } from '../domain/dossier.js';
import type { CompetenceFlag } from '../domain/legacy-dossier.js';
import type { Agency, PublishedCase, PublishedProcedure, ReferenceData } from './ports.js';

export interface Intake extends Agencies {
  procedureCode: string;
  /** The day of the submission or of the receipt. */
  on: LocalDate;
}

/** Most agencies that a refusal names. */
const NAMED_AT_MOST = 5;

/**
 * The procedure as it is in force on the day of an intake, for an agency that may settle it: it exists on that day, and the
 * publishing decision names it as competent. Its own counter takes it in, or one that the catalog says receives for it: only such a
 * receipt starts a deadline (Decree 118/2025 Art. 17).
 * @throws DomainError `precondition`: `agency.not-in-force`, `procedure.not-in-force`, `procedure.competence-unknown`,
 * `agency.not-competent`, `agency.may-not-receive`; `unavailable` when that cannot be told
 */
export async function receivable(referenceData: ReferenceData, intake: Intake): Promise<PublishedProcedure> {
  const procedure = await settleable(referenceData, intake);
  await expectReceiver(referenceData, intake);
  return procedure;
}

async function settleable(
  referenceData: ReferenceData,
  { agencyCode, procedureCode, on }: Intake,
): Promise<PublishedProcedure> {
  const { agency, procedure } = await referenceData.intake(agencyCode, procedureCode, on);
  if (!agency || !existsOn(agency, on)) throw await notInForce(referenceData, agencyCode, agency, on);
  if (!procedure) throw procedureNotInForce(procedureCode);
  if (isNamed(agency, procedure)) return procedure;
  const competent = await competentFor(referenceData, procedure, on);
  if (competent.length === 0) throw competenceUnknown(procedureCode);
  if (!competent.some(({ code }) => code === agencyCode)) throw notCompetent(agencyCode, procedureCode, competent);
  return procedure;
}

/** Who receives for whom is catalog data, never the counter's or the applicant's choice. */
async function expectReceiver(
  referenceData: ReferenceData,
  { agencyCode, receivingAgencyCode, on }: Intake,
): Promise<void> {
  if (receivingAgencyCode === agencyCode) return;
  await expectInForce(referenceData, receivingAgencyCode, on, 'receivingAgencyCode');
  const possible = await referenceData.receivesFor(receivingAgencyCode, on);
  if (!possible.some(({ code }) => code === agencyCode)) throw mayNotReceive(receivingAgencyCode, agencyCode, possible);
}

async function notInForce(
  referenceData: ReferenceData,
  agencyCode: string,
  agency: Agency | undefined,
  on: LocalDate,
  path = 'agencyCode',
): Promise<DomainError> {
  const heir = agency && (await referenceData.heirOf(agencyCode, on));
  return agencyNotInForce(agencyCode, heir === agencyCode ? undefined : heir, path);
}

/**
 * @param path of the field that names it
 * @throws DomainError `precondition` `agency.not-in-force` for one that does not exist on that day: it names the successor
 */
export async function expectInForce(
  referenceData: ReferenceData,
  agencyCode: string,
  on: LocalDate,
  path?: string,
): Promise<void> {
  const agency = await referenceData.agency(agencyCode);
  if (!agency || !existsOn(agency, on)) throw await notInForce(referenceData, agencyCode, agency, on, path);
}

/**
 * How a legacy record contradicts what the catalog says of competence; undefined where it does not, and for a day of which
 * the catalog says nothing. The record is kept as it is.
 * @param on when the legacy system received it
 */
export async function competenceFlag(
  referenceData: ReferenceData,
  agency: Agency,
  procedure: PublishedProcedure,
  on: LocalDate,
): Promise<CompetenceFlag | undefined> {
  if (on < procedure.effectiveOn || isNamed(agency, procedure)) return undefined;
  const competent = await competentFor(referenceData, procedure, on);
  if (competent.length === 0) return 'COMPETENCE_UNKNOWN';
  return competent.some(({ code }) => code === agency.code) ? undefined : 'NOT_COMPETENT';
}

/** Whether the decision names the agency or its level. */
function isNamed({ code, level }: Agency, { competence }: PublishedProcedure): boolean {
  if (!competence) return false;
  return competence.agencyCodes.includes(code) || competence.everyAgencyOf.some((named) => named === level);
}

/** All that are competent: the successors of agencies that are named and have ended among them. */
async function competentFor(
  referenceData: ReferenceData,
  { competence }: PublishedProcedure,
  on: LocalDate,
): Promise<Pick<Agency, 'code' | 'name'>[]> {
  if (!competence || competence.agencyCodes.length + competence.everyAgencyOf.length === 0) return [];
  return referenceData.competentAgencies(competence, on);
}

function existsOn({ validFrom, validTo }: Pick<Agency, 'validFrom' | 'validTo'>, on: LocalDate): boolean {
  return validFrom <= on && (validTo === undefined || validTo >= on);
}

/**
 * The case of a procedure on which a dossier can be opened: the one that is named, or the only one.
 * @throws DomainError `procedure.instant`, or `procedure.case-unknown` with the cases that there are
 */
export function caseOf(published: PublishedProcedure, caseCode: string | undefined): Procedure {
  const cases = casesOf(published);
  const chosen = caseCode ? cases.find((one) => one.caseCode === caseCode) : cases.length === 1 ? cases[0] : undefined;
  if (!chosen) {
    const known = namesOf(cases);
    throw caseRefused('invalid', 'procedure.case-unknown', {
      vi: `Chọn một trường hợp của thủ tục: ${known}.`,
      en: `Choose a case of the procedure: ${known}.`,
    });
  }
  return procedureOf(published, chosen);
}

/**
 * The case by which a dossier is received. It was chosen at the submission, and an agency that could change it would choose
 * its own time limit: another one can be named only where the version in force has no longer that of the submission.
 * @param named by the counter that receives it
 * @throws DomainError `procedure.instant`; `procedure.case-unknown` for a case that the version has not, `procedure.case-gone`
 * where none is named in the place of one that it has no longer, `procedure.case-settled` where one is named and none is needed
 */
export function caseOnReceipt(
  published: PublishedProcedure,
  submitted: Procedure,
  named: string | undefined,
): Procedure {
  const kept = casesOf(published).find((one) => one.caseCode === submitted.caseCode);
  if (kept && (named === undefined || named === kept.caseCode)) return procedureOf(published, kept);
  if (kept) {
    throw caseRefused('precondition', 'procedure.case-settled', {
      vi: `Hồ sơ nộp theo trường hợp ${kept.caseCode}, phiên bản thủ tục đang có hiệu lực vẫn có trường hợp này nên không đổi được. Nếu người nộp chọn sai, hãy từ chối tiếp nhận và hướng dẫn nộp lại.`,
      en: `The dossier was submitted as case ${kept.caseCode}, which the version in force still has, so it stays. If the applicant chose wrongly, refuse the dossier and have it submitted again.`,
    });
  }
  if (named !== undefined) return caseOf(published, named);
  const known = namesOf(casesOf(published));
  throw caseRefused('precondition', 'procedure.case-gone', {
    vi: `Phiên bản ${published.version} của thủ tục đang có hiệu lực không còn trường hợp ${submitted.caseCode}. Khi tiếp nhận, hãy nêu caseCode là một trong: ${known}.`,
    en: `Version ${published.version} of the procedure, which is in force, no longer has case ${submitted.caseCode}. Name in caseCode of the acceptance one of: ${known}.`,
  });
}

type CaseWithSteps = PublishedCase & { steps: ProcessSteps };

function casesOf({ code, cases, instant }: PublishedProcedure): CaseWithSteps[] {
  const open = instant ? [] : cases.filter(hasSteps);
  if (open.length === 0) throw settledAtOnce(code);
  return open;
}

function procedureOf({ id, code, version, fieldCode }: PublishedProcedure, chosen: CaseWithSteps): Procedure {
  return { id, code, version, fieldCode, ...chosen };
}

function namesOf(cases: readonly CaseWithSteps[]): string {
  return cases.map((one) => one.caseCode).join(', ');
}

/** Decree 61/2018 Art. 17.4: what is settled on receipt has no internal process that a dossier could pass through. */
function settledAtOnce(procedureCode: string): DomainError {
  return refusal('procedure.instant', 'procedureCode', {
    message: {
      vi: `Thủ tục ${procedureCode} được giải quyết ngay khi tiếp nhận, không qua các bước xử lý; hệ thống chưa nhận hồ sơ của thủ tục này. Đề nghị giải quyết trực tiếp tại Bộ phận Một cửa.`,
      en: `Procedure ${procedureCode} is settled at once, without steps, and its dossiers cannot be submitted here yet. Have it settled at the one-stop counter.`,
    },
    field: { vi: 'được giải quyết ngay', en: 'is settled at once' },
  });
}

const NOT_IN_FORCE: LocalizedText = { vi: 'không có hiệu lực', en: 'is not in force' };

/** @param heir who has its dossiers where it has ended */
function agencyNotInForce(agencyCode: string, heir: string | undefined, path: string): DomainError {
  return refusal('agency.not-in-force', path, {
    message: {
      vi: `Cơ quan ${agencyCode} không có hiệu lực vào ngày này, hoặc không tồn tại.${heir ? ` Hồ sơ của cơ quan này do cơ quan kế thừa ${heir} tiếp nhận và giải quyết.` : ''}`,
      en: `Agency ${agencyCode} is not in force today, or does not exist.${heir ? ` Its successor ${heir} receives and settles its dossiers.` : ''}`,
    },
    field: NOT_IN_FORCE,
  });
}

function procedureNotInForce(procedureCode: string): DomainError {
  return refusal('procedure.not-in-force', 'procedureCode', {
    message: {
      vi: `Thủ tục ${procedureCode} không có hiệu lực vào ngày này, hoặc không tồn tại. Hồ sơ đã nộp thì từ chối tiếp nhận (Mẫu 03) và hướng dẫn người nộp.`,
      en: `Procedure ${procedureCode} is not in force today, or does not exist. Refuse a dossier that was submitted already (Form 03), and tell the applicant what holds now.`,
    },
    field: NOT_IN_FORCE,
  });
}

function competenceUnknown(procedureCode: string): DomainError {
  return refusal('procedure.competence-unknown', 'procedureCode', {
    message: {
      vi: `Thủ tục ${procedureCode} chưa có cơ quan nào có thẩm quyền giải quyết trong danh mục nên chưa tiếp nhận được hồ sơ. Bộ phận kiểm soát thủ tục hành chính cần nêu các cơ quan đó rồi công bố.`,
      en: `The catalog names no agency that is competent for procedure ${procedureCode} today, so it takes no dossiers. Procedure control has to name the agencies and publish it.`,
    },
    field: { vi: 'chưa có cơ quan có thẩm quyền', en: 'has no competent agency' },
  });
}

function notCompetent(
  agencyCode: string,
  procedureCode: string,
  competent: readonly Pick<Agency, 'code' | 'name'>[],
): DomainError {
  const { codes, vi, en } = named(competent);
  return refusal('agency.not-competent', 'agencyCode', {
    message: {
      vi: `Cơ quan ${agencyCode} không có thẩm quyền giải quyết thủ tục ${procedureCode}. Cơ quan có thẩm quyền: ${vi}. Hãy hướng dẫn nộp tại đó.`,
      en: `Agency ${agencyCode} is not competent for procedure ${procedureCode}. Competent: ${en}. Have the dossier submitted there.`,
    },
    field: { vi: 'không có thẩm quyền', en: 'is not competent' },
    details: { competentAgencyCodes: codes },
  });
}

/** @param possible for whom it receives besides itself */
function mayNotReceive(
  receivingAgencyCode: string,
  agencyCode: string,
  possible: readonly Pick<Agency, 'code' | 'name'>[],
): DomainError {
  const { codes, vi, en } = named(possible);
  // Either can be the wrong one of the two; an officer names only the competent one.
  const said = {
    message: {
      vi: `Bộ phận Một cửa của cơ quan ${receivingAgencyCode} không tiếp nhận hồ sơ cho cơ quan ${agencyCode}. ${possible.length > 0 ? `Ngoài hồ sơ của mình, nơi này tiếp nhận cho: ${vi}` : 'Nơi này chỉ tiếp nhận hồ sơ của mình'}. Hãy hướng dẫn nộp tại cơ quan ${agencyCode}.`,
      en: `The counter of agency ${receivingAgencyCode} does not receive dossiers for agency ${agencyCode}. ${possible.length > 0 ? `Besides its own it receives for: ${en}` : 'It receives its own only'}. Have the dossier submitted at agency ${agencyCode}.`,
    },
    field: { vi: `không tiếp nhận cho cơ quan ${agencyCode}`, en: `does not receive for agency ${agencyCode}` },
    details: { receivesForAgencyCodes: codes },
  };
  const received = {
    vi: `không do cơ quan ${receivingAgencyCode} tiếp nhận`,
    en: `is an agency for which ${receivingAgencyCode} does not receive`,
  };
  return refusal('agency.may-not-receive', 'receivingAgencyCode', said, { path: 'agencyCode', message: received });
}

/** The first of some agencies, as a message says them. */
function named(agencies: readonly Pick<Agency, 'code' | 'name'>[]): LocalizedText & { codes: string[] } {
  const some = agencies.slice(0, NAMED_AT_MOST);
  const more = agencies.length - some.length;
  const listed = some.map(({ code, name }) => `${name} (${code})`).join(', ');
  return {
    codes: some.map(({ code }) => code),
    vi: `${listed}${more > 0 ? ` và ${more} cơ quan khác` : ''}`,
    en: `${listed}${more > 0 ? ` and ${more} more` : ''}`,
  };
}

function refusal(
  code: string,
  path: string,
  said: { message: LocalizedText; field: LocalizedText; details?: Record<string, unknown> },
  ...alsoWrong: FieldError[]
): DomainError {
  const fields: FieldError[] = [{ path, message: said.field }, ...alsoWrong];
  return new DomainError({ kind: 'precondition', code, message: said.message, fields, details: said.details });
}

function caseRefused(kind: 'invalid' | 'precondition', code: string, message: LocalizedText): DomainError {
  return new DomainError({ kind, code, message, fields: [{ path: 'caseCode', message }] });
}
