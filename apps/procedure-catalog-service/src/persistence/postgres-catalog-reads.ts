import type {
  AgencyList,
  AgencyView,
  CalendarList,
  CalendarVersionView,
  ImportLinePage,
  ListAgenciesQuery,
  ListImportLinesQuery,
  ListProceduresQuery,
  ProcedureDetail,
  ProcedureImportList,
  ProcedureImportReport,
  ProcedurePage,
  ProcedureVersionView,
  PublishedProcedureView,
  RuleSetList,
  RuleSetVersionView,
} from '@motcua/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CatalogReads, type ProcedureKey, type ReadLanguage, type Sight } from '../application/catalog-reads.js';
import * as imports from './import-reads.js';
import * as procedures from './procedure-reads.js';
import * as reference from './reference-data-reads.js';

/** Reads of the catalog on PostgreSQL: of what is committed, or within a transaction of what it sees. */
@Injectable()
export class PostgresCatalogReads extends CatalogReads {
  constructor(@Inject(DataSource) private readonly reader: Pick<EntityManager, 'query'>) {
    super();
  }

  listProcedures(query: ListProceduresQuery, sight: Sight): Promise<ProcedurePage> {
    return procedures.listProcedures(this.reader, query, sight);
  }

  getProcedure(key: ProcedureKey, sight: Sight): Promise<ProcedureDetail> {
    return procedures.getProcedure(this.reader, key, sight);
  }

  listVersions(key: ProcedureKey, sight: Sight): Promise<ProcedureVersionView[]> {
    return procedures.listVersions(this.reader, key, sight);
  }

  getVersion(key: ProcedureKey, version: number, sight: Sight): Promise<ProcedureVersionView> {
    return procedures.getVersion(this.reader, key, version, sight);
  }

  getPublished(key: ProcedureKey, which: { version: number } | { on: string }): Promise<PublishedProcedureView> {
    return procedures.getPublished(this.reader, key, which);
  }

  async listAgencies(query: ListAgenciesQuery): Promise<AgencyList> {
    return { items: await reference.listAgencies(this.reader, query) };
  }

  getAgency(code: string): Promise<AgencyView> {
    return reference.getAgency(this.reader, code);
  }

  async listCalendars(): Promise<CalendarList> {
    return { items: await reference.listCalendars(this.reader) };
  }

  getCalendar(id: string, version?: number): Promise<CalendarVersionView> {
    return reference.getCalendar(this.reader, id, version);
  }

  async listRuleSets(on?: string): Promise<RuleSetList> {
    return { items: await reference.listRuleSets(this.reader, on) };
  }

  getRuleSet(id: string, version?: number): Promise<RuleSetVersionView> {
    return reference.getRuleSet(this.reader, id, version);
  }

  async listImports(): Promise<ProcedureImportList> {
    return { items: await imports.listImports(this.reader) };
  }

  getImport(id: string): Promise<ProcedureImportReport> {
    return imports.getImport(this.reader, id);
  }

  listImportLines(id: string, query: ListImportLinesQuery, language: ReadLanguage): Promise<ImportLinePage> {
    return imports.listImportLines(this.reader, id, query, language);
  }
}
