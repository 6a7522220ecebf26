import { Instant, Integer, NestedList, Text, TextList } from '../fields/field.js';
import { DomainEvent } from './event-definition.js';
import { TOPICS } from './topics.js';

export class PublishedPosition {
  @Text({ description: 'Topic', maxLength: 200, example: 'dossier-events.v1' }) topic: string;
  @Integer({ description: 'Partition', minimum: 0, example: 0 }) partition: number;
  @Text({ description: "The topic's identity; an emptied broker has another", maxLength: 200 }) incarnation: string;
  @Integer({ description: 'Position after the last record', minimum: 0, example: 10_011 }) position: number;
}

@DomainEvent({
  topic: TOPICS.producers,
  type: 'producer.watermark-advanced',
  summary: 'A service has published every fact dated before an instant; said also when there was none',
})
export class ProducerWatermarkAdvanced {
  @Text({ description: 'Service', maxLength: 100, example: 'dossier-service' }) service: string;
  @Instant({ description: 'Facts dated before this instant, by the clock of the service, lie before the positions' })
  until: string;
  @TextList({ description: 'The topics that it writes', maxItems: 100 }) topics: string[];
  @NestedList(() => PublishedPosition, {
    description: 'How long each partition was then; a topic without records is left out',
    maxItems: 10_000,
  })
  positions: PublishedPosition[];
}
