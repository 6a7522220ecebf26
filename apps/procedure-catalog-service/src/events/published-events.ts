import {
  AgencyChanged,
  AgencyRegistered,
  CalendarPublished,
  ProcedureAbolished,
  ProcedurePublished,
  ProcessApproved,
  RuleSetPublished,
  type DecisionData,
  instanceOf,
} from '@motcua/contracts';
import type { OutgoingEvent } from '@motcua/messaging';
import { namedCompetence } from '../domain/competence.js';
import { approvedSteps } from '../domain/internal-process.js';
import type { PublishedVersion } from '../domain/procedure.js';
import type { CalendarDefinition, RuleSetDefinition } from '../domain/versioned.js';

/** What happened in the catalog and others must learn of. */
export type CatalogFact = { at: Date; aggregateVersion: number } & (
  | { kind: 'PROCEDURE_PUBLISHED'; procedureId: string; code: string; published: PublishedVersion }
  | { kind: 'PROCESS_APPROVED'; process: ProcessApproved }
  | { kind: 'PROCEDURE_ABOLISHED'; procedureId: string; code: string; decision: DecisionData }
  | { kind: 'AGENCY_REGISTERED' | 'AGENCY_CHANGED'; agency: AgencyRegistered }
  | { kind: 'CALENDAR_PUBLISHED'; id: string; calendar: CalendarDefinition }
  | { kind: 'RULE_SET_PUBLISHED'; id: string; ruleSet: RuleSetDefinition }
);

type Announced = Pick<OutgoingEvent, 'aggregateId'> & { event: new () => object; data: object };

/** The payload of `procedure.published`: also what a service gets whose copy is missing. */
export function procedurePublished(procedureId: string, code: string, published: PublishedVersion): ProcedurePublished {
  const { name, fieldCode, fieldName, online, levels, instant = false } = published.content;
  const { version, decision } = published;
  // What a process says beyond time and order is told by its own event alone: it will be approved apart one day.
  const cases = published.cases.map((process) => ({
    ...process,
    steps: process.steps.map(({ code, name, unit, budget }) => ({ code, name, unit, budget })),
  }));
  const competence = namedCompetence(published.content);
  return {
    procedureId,
    code,
    name,
    version,
    fieldCode,
    fieldName,
    decision,
    cases,
    online,
    levels,
    competence,
    instant,
  };
}

/** The payloads of `process.approved`: one for each case that has steps. */
export function processesApproved(
  procedureId: string,
  procedureCode: string,
  { version, decision, cases }: PublishedVersion,
): ProcessApproved[] {
  return cases
    .filter(({ steps }) => steps.length > 0)
    .map(({ caseCode, name, budget, supplementMode, steps }) => ({
      procedureId,
      procedureCode,
      procedureVersion: version,
      caseCode,
      caseName: name,
      decision,
      budget,
      supplementMode,
      steps: approvedSteps({ steps }),
    }));
}

function announced(fact: CatalogFact): Announced {
  switch (fact.kind) {
    case 'PROCEDURE_PUBLISHED': {
      const data = procedurePublished(fact.procedureId, fact.code, fact.published);
      return { event: ProcedurePublished, aggregateId: fact.procedureId, data };
    }
    case 'PROCESS_APPROVED':
      return { event: ProcessApproved, aggregateId: fact.process.procedureId, data: fact.process };
    case 'PROCEDURE_ABOLISHED': {
      const { procedureId, code, decision } = fact;
      return { event: ProcedureAbolished, aggregateId: procedureId, data: { procedureId, code, decision } };
    }
    case 'AGENCY_REGISTERED':
    case 'AGENCY_CHANGED': {
      const { code, name, level, parentCode, calendarId, officeHours, validFrom, validTo, successorCode, receivesFor } =
        fact.agency;
      const dates = { validFrom, validTo, successorCode };
      const data = { code, name, level, parentCode, calendarId, officeHours, ...dates, receivesFor };
      return { event: fact.kind === 'AGENCY_REGISTERED' ? AgencyRegistered : AgencyChanged, aggregateId: code, data };
    }
    case 'CALENDAR_PUBLISHED': {
      const { name, coversFrom, coversTo, daysOff, makeUpDays, officeHours } = fact.calendar;
      const version = fact.aggregateVersion;
      const data = { id: fact.id, version, name, coversFrom, coversTo, daysOff, makeUpDays, officeHours };
      return { event: CalendarPublished, aggregateId: fact.id, data };
    }
    case 'RULE_SET_PUBLISHED':
      return {
        event: RuleSetPublished,
        aggregateId: fact.id,
        data: { id: fact.id, version: fact.aggregateVersion, ...fact.ruleSet },
      };
  }
}

/** Absent members are left out rather than null or undefined, and nested parts become what the contract names. */
const withoutAbsent = (data: object): object => JSON.parse(JSON.stringify(data)) as object;

/** What the catalog announces: the only place where its facts become contracts that others read. */
export function publishedEvent(fact: CatalogFact): OutgoingEvent {
  const { event, aggregateId, data } = announced(fact);
  return {
    payload: instanceOf(event, withoutAbsent(data)),
    aggregateId,
    aggregateVersion: fact.aggregateVersion,
    time: fact.at,
  };
}
