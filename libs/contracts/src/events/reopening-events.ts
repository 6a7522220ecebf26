import { REOPENING_FINDERS, type ReopeningFinder } from '../codes/reopening.js';
import { Flag, Instant, Integer, OneOf } from '../fields/field.js';
import { RESOLUTION_OUTCOMES, type ResolutionOutcome } from '../rest/dossier/dossier-requests.js';
import { PUNCTUALITIES, type DossierPunctuality } from '../codes/punctuality.js';
import { DossierEvent, Flags } from './dossier-events.js';
import { DomainEvent } from './event-definition.js';
import { TOPICS } from './topics.js';

const topic = TOPICS.dossiers;

@DomainEvent({
  topic,
  type: 'dossier.reopened',
  summary:
    'The result was found wrong and is corrected at the cost of the agency (Decree 61/2018 Art. 21); the dossier has ended when it ended and as it was judged then',
})
export class DossierReopened extends DossierEvent {
  @OneOf(REOPENING_FINDERS, { description: 'Who found it', enumName: 'ReopeningFinder' }) foundBy: ReopeningFinder;
  @Instant({
    description: 'Until when it is to be corrected; absent where the calendar does not reach',
    optional: true,
  })
  correctBy?: string;
}

@DomainEvent({ topic, type: 'dossier.result-corrected', summary: 'The wrong result was replaced by a corrected one' })
export class DossierResultCorrected extends DossierEvent {
  @OneOf(RESOLUTION_OUTCOMES, { description: 'What the corrected result says', enumName: 'ResolutionOutcome' })
  outcome: ResolutionOutcome;
  @Flag({
    description:
      'Whether it says the opposite of the first one: granted instead of refused, or refused instead of granted',
  })
  reversed: boolean;
  @OneOf(PUNCTUALITIES, {
    description: 'How the correction kept its own time limit; never instead of the punctuality of the dossier',
    enumName: 'Punctuality',
  })
  kept: DossierPunctuality;
  @Integer({
    description:
      'Working minutes from the reopening to the correction, all of them of the agency; absent where no calendar tells',
    optional: true,
    minimum: 0,
  })
  minutes?: number;
  @Flags() flags?: string[];
}

@DomainEvent({
  topic,
  type: 'dossier.correction-delivered',
  summary: 'The corrected result was handed over to an applicant who had been given the wrong one',
})
export class DossierCorrectionDelivered extends DossierEvent {}
