import type { ListAgenciesQuery, ListImportLinesQuery, ListProceduresQuery } from '@motcua/contracts';
import type { Page } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Scope } from '../application/caller-scope.js';
import {
  CatalogReads,
  type AnnouncedProcedure,
  type ImportReport,
  type ListedProcedure,
  type RecordedLine,
} from '../application/catalog-reads.js';
import {
  EverydayPhrases,
  type ProcedureKey,
  type ProcedureVersion,
  type ProcedureWithVersions,
} from '../application/ports.js';
import type { Agency } from '../domain/agency.js';
import { searchedPhrases } from '../domain/everyday-phrases.js';
import { soughtText } from '../domain/search-query.js';
import type { CalendarDefinition, RuleSetDefinition, Versioned } from '../domain/versioned.js';
import * as imports from './import-reads.js';
import { CALENDARS, getVersion, RULE_SETS } from './postgres-versions.js';
import * as procedures from './procedure-reads.js';
import { getProcedureRows, procedureWithVersions } from './procedure-rows.js';
import * as reference from './reference-data-reads.js';

@Injectable()
export class PostgresCatalogReads implements CatalogReads {
  private readonly manager: EntityManager;

  constructor(
    dataSource: DataSource,
    private readonly phrases: EverydayPhrases,
  ) {
    this.manager = dataSource.manager;
  }

  async listProcedures(query: ListProceduresQuery, scope: Scope, on: LocalDate): Promise<Page<ListedProcedure>> {
    const sought = soughtText(query.q ?? '', searchedPhrases(query.q ? await this.phrases.list() : []));
    return procedures.listProcedures(this.manager, { ...query, sought }, scope, on);
  }

  async getProcedure(key: ProcedureKey, scope: Scope, on: LocalDate): Promise<ProcedureWithVersions> {
    return procedureWithVersions(await getProcedureRows(this.manager, key, scope, on));
  }

  listVersions(key: ProcedureKey, scope: Scope): Promise<ProcedureVersion[]> {
    return procedures.listVersions(this.manager, key, scope);
  }

  getVersion(key: ProcedureKey, version: number, scope: Scope): Promise<ProcedureVersion> {
    return procedures.getVersion(this.manager, key, version, scope);
  }

  getPublished(key: ProcedureKey, which: { version: number } | { on: string }): Promise<AnnouncedProcedure> {
    return procedures.getPublished(this.manager, key, which);
  }

  listAgencies(query: ListAgenciesQuery): Promise<Agency[]> {
    return reference.listAgencies(this.manager, query);
  }

  getAgency(code: string): Promise<Agency> {
    return reference.getAgency(this.manager, code);
  }

  listCalendars(): Promise<Versioned<CalendarDefinition>[]> {
    return reference.listCalendars(this.manager);
  }

  getCalendar(id: string, version?: number): Promise<Versioned<CalendarDefinition>> {
    return getVersion(this.manager, CALENDARS, id, version);
  }

  listRuleSets(on?: string): Promise<Versioned<RuleSetDefinition>[]> {
    return reference.listRuleSets(this.manager, on);
  }

  getRuleSet(id: string, version?: number): Promise<Versioned<RuleSetDefinition>> {
    return getVersion(this.manager, RULE_SETS, id, version);
  }

  listImports(): Promise<ImportReport[]> {
    return imports.listImports(this.manager);
  }

  getImport(id: string): Promise<ImportReport> {
    return imports.getImport(this.manager, id);
  }

  listImportLines(id: string, query: ListImportLinesQuery): Promise<Page<RecordedLine>> {
    return imports.listImportLines(this.manager, id, query);
  }
}
