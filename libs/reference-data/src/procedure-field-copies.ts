import type { ProcedurePublished } from '@motcua/contracts';
import type { Queries } from './reference-copies.js';
import { ProcedureFieldEntity } from './entities.js';

/** Copies of the fields of published procedures, where no more of a procedure is needed. */
export class ProcedureFieldCopies {
  async fieldOf(queries: Queries, procedureCode: string): Promise<string | undefined> {
    const row = await queries.getRepository(ProcedureFieldEntity).findOneBy({ code: procedureCode });
    return row?.field_code;
  }

  async keep(queries: Queries, { code, fieldCode }: ProcedurePublished): Promise<void> {
    await queries.getRepository(ProcedureFieldEntity).upsert({ code, field_code: fieldCode }, ['code']);
  }
}
