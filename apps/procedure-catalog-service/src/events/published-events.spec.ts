import {
  eventDefinition,
  GOLDEN_EVENTS,
  type CompetenceData,
  type ProcedurePublished,
  type ProcessApproved,
} from '@motcua/contracts';
import { validateSync } from 'class-validator';
import type { PublishedVersion } from '../domain/procedure.js';
import { processesApproved, publishedEvent, type CatalogFact } from './published-events.js';

const at = new Date('2026-08-20T02:15:00.000Z');
const data = (type: string) => GOLDEN_EVENTS.get(type)!.data as never;
const { procedureId, code, version, decision, competence, ...said } = data(
  'procedure.published',
) as ProcedurePublished & { competence: CompetenceData };
const process = data('process.approved') as ProcessApproved;
const published: PublishedVersion = {
  version,
  decision,
  cases: [
    {
      caseCode: process.caseCode,
      name: process.caseName,
      budget: process.budget,
      supplementMode: process.supplementMode,
      steps: process.steps,
    },
  ],
  content: { ...said, ...competence } as unknown as PublishedVersion['content'],
};
const calendar = data('calendar.published') as { id: string; version: number };
const ruleSet = data('rule-set.published') as { id: string; version: number };
const abolished = data('procedure.abolished') as { procedureId: string; code: string; decision: typeof decision };

/** Without what the event carries of its own. */
function definitionOf<T extends { id: string; version: number }>(value: T): never {
  const { id: _id, version: _version, ...definition } = value;
  return definition as never;
}

const facts: [type: string, fact: CatalogFact][] = [
  ['procedure.published', { kind: 'PROCEDURE_PUBLISHED', at, aggregateVersion: 1, procedureId, code, published }],
  [
    'process.approved',
    {
      kind: 'PROCESS_APPROVED',
      at,
      aggregateVersion: 2,
      process: processesApproved(procedureId, code, published)[0]!,
    },
  ],
  ['procedure.abolished', { kind: 'PROCEDURE_ABOLISHED', at, aggregateVersion: 2, ...abolished }],
  ['agency.registered', { kind: 'AGENCY_REGISTERED', at, aggregateVersion: 1, agency: data('agency.registered') }],
  ['agency.changed', { kind: 'AGENCY_CHANGED', at, aggregateVersion: 2, agency: data('agency.changed') }],
  [
    'calendar.published',
    {
      kind: 'CALENDAR_PUBLISHED',
      at,
      aggregateVersion: calendar.version,
      id: calendar.id,
      calendar: definitionOf(calendar),
    },
  ],
  [
    'rule-set.published',
    {
      kind: 'RULE_SET_PUBLISHED',
      at,
      aggregateVersion: ruleSet.version,
      id: ruleSet.id,
      ruleSet: definitionOf(ruleSet),
    },
  ],
];

describe('what the catalog announces is what the contracts promise', () => {
  it.each(facts)('%s', (type, fact) => {
    const { payload, time } = publishedEvent(fact);
    expect(eventDefinition(payload)?.type).toBe(type);
    expect(validateSync(payload, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
    expect(JSON.parse(JSON.stringify(payload))).toEqual(data(type));
    expect(time).toBe(at);
  });

  it('where nobody is competent is announced as that, not left out', () => {
    const { everyAgencyOf: _, ...content } = { ...published.content, agencyCodes: [] };
    const { payload } = publishedEvent({
      kind: 'PROCEDURE_PUBLISHED',
      at,
      aggregateVersion: 1,
      procedureId,
      code,
      published: { ...published, content },
    });
    expect(payload).toMatchObject({ competence: { agencyCodes: [], everyAgencyOf: [] }, instant: false });
  });

  it('a case without steps has no process to announce', () => {
    const [only] = published.cases;
    expect(processesApproved(procedureId, code, { ...published, cases: [{ ...only!, steps: [] }] })).toEqual([]);
  });

  it('nothing that is not in the contract goes out with an agency', () => {
    const agency = { ...(data('agency.registered') as object), revision: 7 } as never;
    const { payload, aggregateId } = publishedEvent({ kind: 'AGENCY_CHANGED', at, aggregateVersion: 7, agency });
    expect(payload).not.toHaveProperty('revision');
    expect(aggregateId).toBe((data('agency.registered') as { code: string }).code);
  });
});
