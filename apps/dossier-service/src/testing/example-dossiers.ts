import type { SupplementMode } from '@motcua/contracts';
import { scenario } from '@motcua/testing';
import type { WorkingCalendar } from '@motcua/working-time';
import { withdraw, stop } from '../domain/ending.js';
import type { Dossier } from '../domain/dossier.js';
import type { DossierEvent, FirstEvent } from '../domain/dossier-events.js';
import { begin, evolve } from '../domain/evolve.js';
import { accept, refuse, submit } from '../domain/intake.js';
import type { DossierAction } from '../domain/lifecycle.js';
import { takeOver } from '../domain/legacy-dossier.js';
import { completeStep, deliver, forward, resolve } from '../domain/processing.js';
import { setDeadlineAnew } from '../domain/calendar-change.js';
import { expireSupplement, provideSupplement, requestSupplement } from '../domain/supplement.js';
import { basis, compiled2026, local, procedure } from './reference-data.js';

/** A decision waiting for its dossier: `ask(accept, …)`. */
export type Ask = (dossier: Dossier) => DossierEvent[];

/** Given these events, when this is asked, then this happens. */
export const aDossier = scenario<Dossier | undefined, Ask, DossierEvent>({
  initial: undefined,
  evolve: (dossier, event) => (dossier ? evolve(dossier, event) : begin(event as FirstEvent)),
  decide: (dossier, ask) => ask(dossier!),
});

export const ID = '0198c2a4-7a00-7000-8000-000000000001';
const calendar: WorkingCalendar = compiled2026();

/** Every action with harmless input, at an instant. */
export function asking(action: DossierAction, at: Date): Ask {
  switch (action) {
    case 'submit':
      return () => submit({ ...submission(), online: true }, at);
    case 'accept':
      return (dossier) => accept(dossier, { code: 'H41.14-260820-0001', basis: basis(), calendar }, at);
    case 'refuse':
      return (dossier) => refuse(dossier, { reason: 'không thuộc thẩm quyền' }, at);
    case 'forward':
      return (dossier) => forward(dossier, calendar, at);
    case 'complete-step':
      return (dossier) =>
        completeStep(dossier, { stepCode: dossier.procedure.steps[dossier.stepsCompleted]?.code ?? 'none' }, at);
    case 'request-supplement':
      return (dossier) =>
        requestSupplement(
          dossier,
          { items: ['giấy chứng sinh'], reason: 'thiếu', provideUntil: new Date(at.getTime() + 86_400_000) },
          at,
        );
    case 'provide-supplement':
      return (dossier) => provideSupplement(dossier, calendar, at);
    case 'expire-supplement':
      return (dossier) => expireSupplement(dossier, calendar, at);
    case 'resolve':
      return (dossier) => resolve(dossier, { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' }, at);
    case 'deliver':
      return (dossier) => deliver(dossier, at);
    case 'withdraw':
      return (dossier) => withdraw(dossier, { reason: 'nộp nhầm' }, calendar, at);
    case 'stop':
      return (dossier) => stop(dossier, { reason: 'theo đề nghị' }, calendar, at);
    case 'set-deadline-anew':
      return (dossier) => setDeadlineAnew(dossier, { calendar, version: 2 }, at);
  }
}

function submission(mode?: SupplementMode) {
  return {
    id: ID,
    agencyCode: 'H41.14',
    procedure: procedure(mode),
    channel: 'DIRECT' as const,
    subjectType: 'CITIZEN' as const,
  };
}

/** What happens to a dossier in turn, by local times: `lived(['submit', '2026-08-20 09:00'], …)`. */
export function lived(...steps: [action: DossierAction, at: string][]): DossierEvent[] {
  return livedWith(undefined, ...steps);
}

/** The same on a procedure whose sector law sets the supplement mode. */
export function livedWith(
  mode: SupplementMode | undefined,
  ...steps: [action: DossierAction, at: string][]
): DossierEvent[] {
  const events: DossierEvent[] = [];
  let dossier: Dossier | undefined;
  for (const [action, at] of steps) {
    const made =
      action === 'submit'
        ? submit({ ...submission(mode), online: true }, local(at))
        : asking(action, local(at))(dossier!);
    for (const event of made) dossier = dossier ? evolve(dossier, event) : begin(event as FirstEvent);
    events.push(...made);
  }
  return events;
}

/** The dossier that events made. */
export function after(events: DossierEvent[]): Dossier {
  const [first, ...rest] = events;
  return rest.reduce(evolve, begin(first as FirstEvent));
}

/** An open dossier of a legacy system. */
export function importedDossier(): Dossier {
  return begin(
    takeOver(
      {
        id: ID,
        legacySystem: 'old',
        legacyId: 'case-1',
        agencyCode: 'H41.14',
        procedure: { ...procedure(), caseCode: 'imported', budget: undefined, steps: [] },
        channel: 'OTHER',
        subjectType: 'CITIZEN',
        receivedAt: local('2026-01-05 09:00'),
        dueAt: local('2026-01-09 17:00'),
        steps: [],
      },
      local('2026-08-20 09:00'),
    )[0],
  );
}
