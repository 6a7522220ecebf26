import { PUNCTUALITIES, type DossierPunctuality } from '../../codes/punctuality.js';
import {
  REOPENING_FINDERS,
  REOPENING_STATES,
  type ReopeningFinder,
  type ReopeningState,
} from '../../codes/reopening.js';
import { Flag, Instant, OneOf, Text } from '../../fields/field.js';
import { RESOLUTION_OUTCOMES, type ResolutionOutcome } from './dossier-requests.js';

export class ReopenDossierRequest {
  @OneOf(REOPENING_FINDERS, {
    description: 'Who found that the result is wrong: the applicant, the agency itself, or an inspection',
    enumName: 'ReopeningFinder',
    example: 'APPLICANT',
  })
  foundBy: ReopeningFinder;
  @Text({
    description: 'What is wrong with the result',
    maxLength: 2000,
    example: 'Sai số tờ bản đồ trên giấy chứng nhận so với hồ sơ địa chính',
  })
  reason: string;
}

export class CorrectResultRequest {
  @OneOf(RESOLUTION_OUTCOMES, {
    description: 'What the corrected result says: granted, or refused after assessment',
    enumName: 'ResolutionOutcome',
    example: 'APPROVED',
  })
  outcome: ResolutionOutcome;
  @Text({
    description: 'Why it is refused; needed with NOT_ELIGIBLE, not allowed with APPROVED',
    maxLength: 2000,
    optional: true,
    example: undefined,
  })
  reason?: string;
}

/** The reopening of a dossier in a list. */
export class ListedReopeningView {
  @OneOf(REOPENING_STATES, {
    description: 'How far the correction has come',
    enumName: 'ReopeningState',
    example: 'TO_CORRECT',
  })
  state: ReopeningState;
  @Instant({
    description: 'Until when it is to be corrected; absent where the calendar did not reach',
    optional: true,
    example: '2026-09-01T10:00:00.000Z',
  })
  correctBy?: string;
  @Flag({ description: 'Whether the correction is past its time limit now, or came after it', example: false })
  late: boolean;
}

/** A result that was found wrong. The end of the dossier, and how it was judged, stay beside it as they were. */
export class DossierReopeningView extends ListedReopeningView {
  @Instant({ description: 'Reopened at', example: '2026-08-27T03:00:00.000Z' }) at: string;
  @OneOf(REOPENING_FINDERS, { description: 'Who found it', enumName: 'ReopeningFinder', example: 'APPLICANT' })
  foundBy: ReopeningFinder;
  @Instant({ description: 'Corrected at', optional: true, example: undefined }) correctedAt?: string;
  @OneOf(RESOLUTION_OUTCOMES, {
    description: 'What the corrected result says; `outcome` of the dossier is what the first one said',
    optional: true,
    enumName: 'ResolutionOutcome',
    example: undefined,
  })
  outcome?: ResolutionOutcome;
  @OneOf(PUNCTUALITIES, {
    description: 'How the correction kept its own time limit, once it was made',
    optional: true,
    enumName: 'Punctuality',
    example: undefined,
  })
  kept?: DossierPunctuality;
  @Instant({ description: 'The corrected result was handed over at', optional: true, example: undefined })
  deliveredAt?: string;
}
