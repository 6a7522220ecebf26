/**
 * The projection stands in two schemas of the same tables, so that it can be rebuilt while reports are read: one serves,
 * the other is filled from the beginning of the events, then they change places. Migrations apply to both.
 */
export const GENERATIONS = ['blue', 'green'] as const;
export type Generation = (typeof GENERATIONS)[number];

/** Name of the schema that holds a generation's tables; safe to put into SQL as it stands. */
export function schemaOf(generation: Generation): string {
  return `projection_${generation}`;
}

/** Tables whose content comes from events and from nothing else. */
export const PROJECTION_TABLES = [
  'dossiers',
  'dossier_clock_spans',
  'feedback_steps',
  'survey_answers',
  'agencies',
  'fields',
  'procedures',
  'projection_marks',
  'projection_progress',
] as const;
