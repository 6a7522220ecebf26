import { eventDefinition, GOLDEN_EVENTS, type DossierFacts } from '@motcua/contracts';
import { validateSync } from 'class-validator';
import type { Dossier } from '../domain/dossier.js';
import type { DossierEvent } from '../domain/dossier-events.js';
import { basis, procedure } from '../testing/reference-data.js';
import { publishedEvent } from './published-events.js';

/** The dossier that published facts describe. */
function dossierOf(facts: DossierFacts): Dossier {
  return {
    id: facts.dossierId,
    version: 2,
    origin: 'LIVE',
    status: facts.status,
    code: facts.code,
    agencyCode: facts.agencyCode,
    procedure: {
      ...procedure(),
      id: facts.procedureId,
      code: facts.procedureCode,
      version: facts.procedureVersion,
      fieldCode: facts.fieldCode,
      caseCode: 'mac-dinh',
    },
    channel: facts.channel,
    subjectType: facts.subjectType,
    submittedAt: new Date('2026-08-20T01:30:00Z'),
    acceptedAt: facts.acceptedAt ? new Date(facts.acceptedAt) : undefined,
    pauses: [],
    deadline: facts.dueAt ? { state: 'RUNNING', dueAt: new Date(facts.dueAt) } : undefined,
    supplementRequests: 0,
    stepsCompleted: 0,
    lastEventAt: new Date('2026-08-20T01:30:00Z'),
  };
}

const written = 'Nguyễn Văn An, 040090000001, thiếu giấy chứng sinh';

/** What happened, for every event that is published; with texts that must not get out. */
function happened(type: string, data: any): Partial<DossierEvent> & { type: DossierEvent['type'] } {
  const dueAt = data.dossier.dueAt && new Date(data.dossier.dueAt);
  switch (type) {
    case 'dossier.accepted':
      return { type: 'accepted', code: data.dossier.code, basis: basis(), deadline: { state: 'RUNNING', dueAt } };
    case 'dossier.refused':
      return { type: 'refused', reason: written };
    case 'dossier.forwarded':
      return { type: 'forwarded', stepCode: data.stepCode, unit: data.unit, late: true, forwardBy: dueAt };
    case 'dossier.step-completed': {
      const { stepCode, unit, nextStepCode, nextUnit } = data;
      return { type: 'step-completed', stepCode, unit, nextStepCode, nextUnit };
    }
    case 'dossier.supplement-requested':
      return {
        type: 'supplement-requested',
        items: [written],
        reason: written,
        requestNumber: data.requestNumber,
        repeated: false,
        pausesClock: data.pausesClock,
        mode: 'RESTART',
        provideUntil: new Date(data.provideUntil),
        returnTo: 'IN_PROGRESS',
      };
    case 'dossier.supplement-provided':
      return { type: 'supplement-provided', mode: data.mode };
    case 'dossier.resolved':
      return { type: 'resolved', outcome: data.outcome, reason: written };
    case 'dossier.withdrawn':
      return { type: 'withdrawn', reason: written };
    case 'dossier.stopped':
      return { type: 'stopped', reason: written };
    case 'dossier.due-changed':
      return {
        type: 'deadline-changed',
        cause: data.cause,
        basis: { ...basis(), calendar: { id: data.calendarId, version: data.calendarVersion } },
        previous: { state: 'RUNNING', dueAt: new Date(data.previousDueAt) },
        deadline: { state: 'RUNNING', dueAt },
      };
    case 'dossier.imported':
      return {
        type: 'imported',
        legacySystem: data.legacySystem,
        legacyId: data.legacyId,
        endedAt: new Date(data.endedAt),
        steps: Array.from({ length: data.stepCount }, () => ({ name: written, officer: written, at: new Date(0) })),
        flags: data.flags,
      };
    default:
      return { type: type.replace('dossier.', '') as 'submitted' };
  }
}

const golden = [...GOLDEN_EVENTS.values()].filter((event) => event.type.startsWith('dossier.'));

describe('What others learn of a dossier', () => {
  it.each(golden.map((event) => [event.type, event.data] as const))('%s is its golden example', (type, data: any) => {
    const event = { at: new Date(), status: data.dossier.status, ...happened(type, data) } as DossierEvent;
    const payload = publishedEvent(event, withBudget(dossierOf(data.dossier), data.budget));
    expect(JSON.parse(JSON.stringify(payload))).toEqual(data);
    expect(eventDefinition(payload)?.type).toBe(type);
    expect(validateSync(payload, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
    expect(JSON.stringify(payload)).not.toContain('Nguyễn');
  });

  it('covers every event of the contract', () => {
    expect(golden).toHaveLength(13);
  });
});

function withBudget(dossier: Dossier, budget: Dossier['procedure']['budget']): Dossier {
  return budget ? { ...dossier, procedure: { ...dossier.procedure, budget } } : dossier;
}
