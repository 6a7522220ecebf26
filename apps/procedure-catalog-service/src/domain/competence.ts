import type { CompetenceData, CompetenceGap, LocalizedText } from '@motcua/contracts';
import type { ProcedureContent } from './procedure-content.js';

/** Who may settle dossiers of a procedure, and why nobody may. */
export interface Competence extends CompetenceData {
  gap?: CompetenceGap;
}

/**
 * Only what a decision names: the level in a source's record says at which level a procedure is handled, never by which of
 * its agencies.
 */
export function namedCompetence({
  agencyCodes,
  everyAgencyOf = [],
}: Pick<ProcedureContent, 'agencyCodes' | 'everyAgencyOf'>): CompetenceData {
  return { agencyCodes: [...new Set(agencyCodes)], everyAgencyOf };
}

/**
 * Who is competent by a version that is published now: whom the decision names, else the draft, else whom the version before
 * named. The national record of a procedure names nobody of the province: published anew, it would silently take no dossiers.
 * @param said what the decision says of it; an empty list takes away what was
 */
export function competenceByDecision(
  said: Partial<CompetenceData>,
  draft: Pick<ProcedureContent, 'agencyCodes' | 'everyAgencyOf'>,
  before: CompetenceData | undefined,
): CompetenceData {
  const { agencyCodes = draft.agencyCodes, everyAgencyOf = draft.everyAgencyOf ?? [] } = said;
  const silent = said.agencyCodes === undefined && said.everyAgencyOf === undefined;
  const none = agencyCodes.length === 0 && everyAgencyOf.length === 0;
  return silent && none && before ? before : { agencyCodes, everyAgencyOf };
}

/** @param gone agencies that have ended and whose dossiers nobody has */
export function competenceOf(
  content: Pick<ProcedureContent, 'agencyCodes' | 'everyAgencyOf'>,
  gone: ReadonlySet<string>,
): Competence {
  const named = namedCompetence(content);
  const { agencyCodes, everyAgencyOf } = named;
  if (everyAgencyOf.length > 0 || agencyCodes.some((code) => !gone.has(code))) return named;
  return { ...named, gap: agencyCodes.length === 0 ? 'NO_AGENCY_NAMED' : 'AGENCIES_CLOSED' };
}

export const GAP_REASONS: Record<CompetenceGap, LocalizedText> = {
  NO_AGENCY_NAMED: {
    vi: 'Chưa nêu cơ quan có thẩm quyền giải quyết nên thủ tục chỉ để tra cứu, chưa tiếp nhận hồ sơ. Hãy nêu các cơ quan đó, hoặc cấp mà mọi cơ quan đều có thẩm quyền, trong bản dự thảo rồi công bố.',
    en: 'No competent agency is named, so the procedure can be read and takes no dossiers. Name agencyCodes or everyAgencyOf in a draft and publish it.',
  },
  AGENCIES_CLOSED: {
    vi: 'Mọi cơ quan có thẩm quyền đã kết thúc mà không có cơ quan kế thừa nên thủ tục chưa tiếp nhận hồ sơ. Hãy nêu cơ quan kế thừa, hoặc công bố phiên bản có cơ quan khác.',
    en: 'Every competent agency has ended without a successor, so the procedure takes no dossiers. Name a successor, or publish a version with other agencies.',
  },
};
