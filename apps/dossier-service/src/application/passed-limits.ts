import type { WorkingCalendar } from '@motcua/working-time';
import { expireConsultations } from '../domain/consultation.js';
import type { Dossier } from '../domain/dossier.js';
import { signed, type ConsultationExpired } from '../domain/dossier-events.js';
import { evolve } from '../domain/evolve.js';
import { CLOCK } from './actor.js';

/**
 * What time has brought about by now, and the dossier after it. The write path records it before whatever else is decided, so that
 * nobody's request comes before a limit that has passed.
 */
export function afterLimits(
  before: Dossier,
  calendar: WorkingCalendar | undefined,
  now: Date,
): { passed: ConsultationExpired[]; dossier: Dossier } {
  const passed = expireConsultations(before, calendar, now);
  const dossier = passed.reduce((standing, event) => evolve(standing, signed(event, CLOCK)), before);
  return { passed, dossier };
}
