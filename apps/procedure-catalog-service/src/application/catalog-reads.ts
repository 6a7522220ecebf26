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

/** A procedure by its id or by the code that people read. */
export type ProcedureKey = { id: string } | { code: string };

export type ReadLanguage = 'vi' | 'en';

/** How much of a procedure its reader may see: everyone what is published, the province's own roles drafts too. */
export type Sight = 'PUBLISHED' | 'ALL';

/** What can be read of the catalog. `get…` throws DomainError `not-found`. */
export abstract class CatalogReads {
  abstract listProcedures(query: ListProceduresQuery, sight: Sight): Promise<ProcedurePage>;
  abstract getProcedure(key: ProcedureKey, sight: Sight): Promise<ProcedureDetail>;
  abstract listVersions(key: ProcedureKey, sight: Sight): Promise<ProcedureVersionView[]>;
  abstract getVersion(key: ProcedureKey, version: number, sight: Sight): Promise<ProcedureVersionView>;
  /** A published version as its event announced it: by number, or the one in force on a day. */
  abstract getPublished(
    key: ProcedureKey,
    which: { version: number } | { on: string },
  ): Promise<PublishedProcedureView>;

  abstract listAgencies(query: ListAgenciesQuery): Promise<AgencyList>;
  abstract getAgency(code: string): Promise<AgencyView>;

  abstract listCalendars(): Promise<CalendarList>;
  /** @param version absent for the latest. */
  abstract getCalendar(id: string, version?: number): Promise<CalendarVersionView>;

  /** Each in its latest version; with a day, only those in force on it. */
  abstract listRuleSets(on?: string): Promise<RuleSetList>;
  abstract getRuleSet(id: string, version?: number): Promise<RuleSetVersionView>;

  abstract listImports(): Promise<ProcedureImportList>;
  abstract getImport(id: string): Promise<ProcedureImportReport>;
  abstract listImportLines(id: string, query: ListImportLinesQuery, language: ReadLanguage): Promise<ImportLinePage>;
}
