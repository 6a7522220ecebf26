/** One topic per aggregate type; its key is the aggregate's id. Kept without a retention limit. */
export const TOPICS = {
  procedures: 'procedure-events.v1',
  agencies: 'agency-events.v1',
  calendars: 'calendar-events.v1',
  ruleSets: 'rule-set-events.v1',
  dossiers: 'dossier-events.v1',
  feedback: 'feedback-events.v1',
  surveys: 'survey-events.v1',
} as const;
export type Topic = (typeof TOPICS)[keyof typeof TOPICS];
