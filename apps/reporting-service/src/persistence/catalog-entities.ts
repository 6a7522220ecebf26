import type { AgencyRegistered, PublishedPosition } from '@motcua/contracts';
import type { ColumnsOf } from '@motcua/platform';
import { projectionEntity } from './projection-entity.js';

/*
 * What the projection keeps of the catalog, and how far it has come.
 */

/** A row of `agencies`. */
export interface AgencyRow {
  code: string;
  level: AgencyRegistered['level'];
  parent_code: string | null;
  valid_from: string;
  valid_to: string | null;
}

const agencyColumns: ColumnsOf<AgencyRow> = {
  code: { type: 'text', primary: true },
  level: { type: 'text' },
  parent_code: { type: 'text', nullable: true },
  valid_from: { type: 'date' },
  valid_to: { type: 'date', nullable: true },
};

export const AgencyEntity = projectionEntity<AgencyRow>('agencies', agencyColumns);

/** A row of `names`. */
export interface NameRow {
  kind: 'AGENCY' | 'FIELD' | 'PROCEDURE';
  code: string;
  from_at: Date;
  name: string;
}

const nameColumns: ColumnsOf<NameRow> = {
  kind: { type: 'text', primary: true },
  code: { type: 'text', primary: true },
  from_at: { type: 'timestamptz', primary: true },
  name: { type: 'text' },
};

export const NameEntity = projectionEntity<NameRow>('names', nameColumns);

/** A row of `watermarks`. */
export interface WatermarkRow {
  producer: string;
  version: number;
  until_at: Date;
  topics: string[];
  positions: PublishedPosition[];
}

const watermarkColumns: ColumnsOf<WatermarkRow> = {
  producer: { type: 'text', primary: true },
  version: { type: 'integer', primary: true },
  until_at: { type: 'timestamptz' },
  topics: { type: 'jsonb' },
  positions: { type: 'jsonb' },
};

export const WatermarkEntity = projectionEntity<WatermarkRow>('watermarks', watermarkColumns);

/** A row of `calendars`. */
export interface CalendarRow {
  id: string;
  version: number;
  from_at: Date;
}

const calendarColumns: ColumnsOf<CalendarRow> = {
  id: { type: 'text', primary: true },
  version: { type: 'integer', primary: true },
  from_at: { type: 'timestamptz' },
};

export const CalendarEntity = projectionEntity<CalendarRow>('calendars', calendarColumns);

/** A row of `projection_marks`, which only instances of an earlier version write. */
export interface MarkRow {
  topic: string;
  events: string;
  last_event_id: string;
  last_recorded_at: Date;
}

const markColumns: ColumnsOf<MarkRow> = {
  topic: { type: 'text', primary: true },
  events: { type: 'bigint' },
  last_event_id: { type: 'uuid' },
  last_recorded_at: { type: 'timestamptz' },
};

export const MarkEntity = projectionEntity<MarkRow>('projection_marks', markColumns);

/** A row of `projection_progress`. */
export interface ProgressRow extends MarkRow {
  slot: number;
}

const progressColumns: ColumnsOf<ProgressRow> = { ...markColumns, slot: { type: 'integer', primary: true } };

export const ProgressEntity = projectionEntity<ProgressRow>('projection_progress', progressColumns);
