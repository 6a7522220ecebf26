export type { Queries } from '@motcua/reference-data';
