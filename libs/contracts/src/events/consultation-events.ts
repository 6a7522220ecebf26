import { CONSULTATION_POSITIONS, type ConsultationPosition } from '../rest/dossier/consultations.js';
import { Flag, Instant, Integer, OneOf, Text } from '../fields/field.js';
import { DossierEvent } from './dossier-events.js';
import { DomainEvent } from './event-definition.js';
import { SILENCE_RULES, type SilenceRule } from './reference-data-events.js';
import { TOPICS } from './topics.js';

/** What all events of a consultation say; what was asked and answered stays with the dossier. */
class ConsultationEvent extends DossierEvent {
  @Integer({ description: 'Which consultation of the dossier', minimum: 1 }) consultation: number;
  @Text({ description: 'Agency that is asked, as it is after this event', maxLength: 35, example: 'H41.27.05' })
  consultedAgencyCode: string;
  @Text({ description: 'Unit that is asked, of the own agency', optional: true, maxLength: 100 })
  consultedUnit?: string;
}

const topic = TOPICS.dossiers;

@DomainEvent({
  topic,
  type: 'dossier.consultation-requested',
  summary: 'Another agency, or another unit, was asked for its opinion; the due date of the dossier does not move',
})
export class DossierConsultationRequested extends ConsultationEvent {
  @Instant({ description: 'Until when it is to answer' }) answerBy: string;
  @OneOf(SILENCE_RULES, { description: 'What the rule set says of silence', enumName: 'SilenceRule' })
  silence: SilenceRule;
  @Flag({ description: 'Whether silence is consent here' }) silenceIsConsent: boolean;
  @Integer({ description: 'The consultation that it asks again', optional: true, minimum: 1 }) again?: number;
}

@DomainEvent({
  topic,
  type: 'dossier.consultation-answered',
  summary: 'Who was asked for an opinion answered; late, this does not change that its silence was recorded',
})
export class DossierConsultationAnswered extends ConsultationEvent {
  @OneOf(CONSULTATION_POSITIONS, { description: 'Position', enumName: 'ConsultationPosition' })
  position: ConsultationPosition;
  @Flag({ description: 'Whether it came after the limit' }) late: boolean;
}

@DomainEvent({
  topic,
  type: 'dossier.consultation-extended',
  summary: 'Who is asked for an opinion got more time, once',
})
export class DossierConsultationExtended extends ConsultationEvent {
  @Instant({ description: 'Until when it is to answer now' }) answerBy: string;
  @Instant({ description: 'Until when it was to answer before' }) previousAnswerBy: string;
}

@DomainEvent({
  topic,
  type: 'dossier.consultation-withdrawn',
  summary: 'The opinion is not needed any more; from here on the time is that of the agency that has the dossier',
})
export class DossierConsultationWithdrawn extends ConsultationEvent {}

@DomainEvent({
  topic,
  type: 'dossier.consultation-expired',
  summary: 'The limit passed without an answer: consent where silence is consent, else silence. Recorded by the system',
})
export class DossierConsultationExpired extends ConsultationEvent {
  @Instant({ description: 'The limit that passed' }) limit: string;
  @Flag({ description: 'Whether its silence is consent' }) consent: boolean;
}

@DomainEvent({
  topic,
  type: 'dossier.consultation-transferred',
  summary: 'The agency that is asked has ended, and its successor is to answer',
})
export class DossierConsultationTransferred extends ConsultationEvent {
  @Text({ description: 'The agency that was asked', maxLength: 35, example: 'H41.14' }) fromAgencyCode: string;
}
