/** One topic per aggregate type; its key is the aggregate's id. Kept without a retention limit. */
export const TOPICS = {
  procedures: 'procedure-events.v1',
  agencies: 'agency-events.v1',
  calendars: 'calendar-events.v1',
  ruleSets: 'rule-set-events.v1',
  dossiers: 'dossier-events.v1',
  feedback: 'feedback-events.v1',
  surveys: 'survey-events.v1',
  producers: 'producer-events.v1',
} as const;
export type Topic = (typeof TOPICS)[keyof typeof TOPICS];

/** The topics that a service writes and reads. */
export interface TopicUse {
  publishes: readonly string[];
  consumes: readonly string[];
}

/**
 * Writers and readers of each topic, by the service's name, which is also its consumer group and its Kafka user. The
 * only declaration: subscriptions, accepted outbox events and Kafka rights follow from it.
 */
export const TOPIC_USE = {
  'procedure-catalog-service': {
    publishes: [TOPICS.procedures, TOPICS.agencies, TOPICS.calendars, TOPICS.ruleSets, TOPICS.producers],
    consumes: [],
  },
  'dossier-service': {
    publishes: [TOPICS.dossiers, TOPICS.producers],
    consumes: [TOPICS.procedures, TOPICS.agencies, TOPICS.calendars, TOPICS.ruleSets],
  },
  'feedback-service': {
    publishes: [TOPICS.feedback, TOPICS.surveys, TOPICS.producers],
    consumes: [TOPICS.dossiers, TOPICS.agencies, TOPICS.calendars, TOPICS.procedures],
  },
  'reporting-service': {
    publishes: [],
    consumes: [
      TOPICS.dossiers,
      TOPICS.feedback,
      TOPICS.surveys,
      TOPICS.agencies,
      TOPICS.calendars,
      TOPICS.procedures,
      TOPICS.producers,
    ],
  },
  gateway: { publishes: [], consumes: [TOPICS.dossiers] },
} as const satisfies Record<string, TopicUse>;
