import type { ColumnsOf } from '@motcua/platform';
import { EntitySchema } from 'typeorm';
import type { TermKind } from '../domain/person-search.js';

export interface SearchRow {
  id: string;
  reader: string;
  reader_agency: string;
  reader_roles: string[];
  terms: TermKind[];
  hits: number;
  searched_at: Date;
}

const searchColumns: ColumnsOf<SearchRow> = {
  id: { type: 'uuid', primary: true },
  reader: { type: 'text' },
  reader_agency: { type: 'text' },
  reader_roles: { type: 'text', array: true },
  terms: { type: 'text', array: true },
  hits: { type: 'integer' },
  searched_at: { type: 'timestamptz', insert: false },
};

export const SearchEntity = new EntitySchema<SearchRow>({ name: 'person_searches', columns: searchColumns });
