/**
 * The projection stands in two schemas of the same tables, so that it can be rebuilt while reports are read: one serves,
 * the other is filled from the beginning of the events, then they change places. Migrations apply to both.
 */
export const GENERATIONS = ['blue', 'green'] as const;
export type Generation = (typeof GENERATIONS)[number];
export type ProjectionSchema = `projection_${Generation}`;

/** Name of the schema that holds a generation's tables; safe to put into SQL as it stands. */
export function schemaOf(generation: Generation): ProjectionSchema {
  return `projection_${generation}`;
}

export function inEachSchema<T>(make: (schema: ProjectionSchema) => T): Record<ProjectionSchema, T> {
  return { projection_blue: make('projection_blue'), projection_green: make('projection_green') };
}
