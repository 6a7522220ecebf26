import {
  AgencyChanged,
  AgencyRegistered,
  CalendarPublished,
  ProcedureAbolished,
  ProcedurePublished,
  RuleSetPublished,
} from '@motcua/contracts';
import type { OutgoingEvent } from '@motcua/messaging';
import { plainToInstance } from 'class-transformer';
import type { CatalogFact } from '../application/ports.js';
import type { PublishedVersion } from '../domain/procedure.js';

type Announced = Pick<OutgoingEvent, 'aggregateId'> & { event: new () => object; data: object };

/** The payload of `procedure.published`: also what a service gets whose copy is missing. */
export function procedurePublished(procedureId: string, code: string, published: PublishedVersion): ProcedurePublished {
  const { name, fieldCode, fieldName, online } = published.content;
  const { version, decision, cases } = published;
  return { procedureId, code, name, version, fieldCode, fieldName, decision, cases, online };
}

function announced(fact: CatalogFact): Announced {
  switch (fact.kind) {
    case 'PROCEDURE_PUBLISHED': {
      const data = procedurePublished(fact.procedureId, fact.code, fact.published);
      return { event: ProcedurePublished, aggregateId: fact.procedureId, data };
    }
    case 'PROCEDURE_ABOLISHED': {
      const { procedureId, code, decision } = fact;
      return { event: ProcedureAbolished, aggregateId: procedureId, data: { procedureId, code, decision } };
    }
    case 'AGENCY_REGISTERED':
    case 'AGENCY_CHANGED': {
      const { code, name, level, parentCode, calendarId, officeHours, validFrom, validTo } = fact.agency;
      const data = { code, name, level, parentCode, calendarId, officeHours, validFrom, validTo };
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
    payload: plainToInstance(event, withoutAbsent(data)),
    aggregateId,
    aggregateVersion: fact.aggregateVersion,
    time: fact.at,
  };
}
