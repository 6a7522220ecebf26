import type { EditionKind } from '@motcua/contracts';
import type { ColumnsOf } from '@motcua/platform';
import { EntitySchema } from 'typeorm';
import type { Edition } from '../domain/edition.js';

/** A row of `reform_index.editions`. */
export interface EditionRow {
  code: string;
  kind: EditionKind;
  name: string;
  content: Edition;
  hash: string;
  drafted_at: Date;
  drafted_by: string;
  published_at: Date | null;
  published_by: string | null;
  supersedes: string | null;
}

const editionColumns: ColumnsOf<EditionRow> = {
  code: { type: 'text', primary: true },
  kind: { type: 'text' },
  name: { type: 'text' },
  content: { type: 'jsonb' },
  hash: { type: 'text' },
  drafted_at: { type: 'timestamptz' },
  drafted_by: { type: 'text' },
  published_at: { type: 'timestamptz', nullable: true },
  published_by: { type: 'text', nullable: true },
  supersedes: { type: 'text', nullable: true },
};

export const EditionEntity = new EntitySchema<EditionRow>({
  name: 'editions',
  schema: 'reform_index',
  columns: editionColumns,
});

export const reformIndexEntities = [EditionEntity];
