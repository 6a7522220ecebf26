import type { Role } from '@motcua/contracts';
import type { ColumnsOf } from '@motcua/platform';
import { EntitySchema } from 'typeorm';

/** An officer as the token said last when acting for an agency. */
export interface OfficerRow {
  account: string;
  agency_code: string;
  unit: string | null;
  name: string | null;
  title: string | null;
  /** Null: not known. */
  roles: Role[] | null;
  seen_at: Date;
}

const officerColumns: ColumnsOf<OfficerRow> = {
  account: { type: 'text', primary: true },
  agency_code: { type: 'text' },
  unit: { type: 'text', nullable: true },
  name: { type: 'text', nullable: true },
  title: { type: 'text', nullable: true },
  roles: { type: 'text', array: true, nullable: true },
  seen_at: { type: 'timestamptz' },
};

export const OfficerEntity = new EntitySchema<OfficerRow>({ name: 'officers', columns: officerColumns });
