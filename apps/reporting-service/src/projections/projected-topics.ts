import { TOPICS } from '@motcua/contracts';

/** Every topic that the projection is made of, and what a rebuild reads again from the beginning. */
export const PROJECTED_TOPICS: string[] = [
  TOPICS.dossiers,
  TOPICS.feedback,
  TOPICS.surveys,
  TOPICS.agencies,
  TOPICS.procedures,
];
