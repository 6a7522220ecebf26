import type { FrozenAdjustment } from '@motcua/contracts';
import { localDate } from '@motcua/working-time';
import { added, deltasOf, nonZero, standingDeltasOf, type CellDeltas } from '../reports/standing.js';
import type { ReportDefinition } from '../reports/definitions.js';
import { lastDayOf } from '../reports/period.js';
import type { ChangedDossier, PeriodEnds } from './counted-dossiers.js';

type Line = Omit<FrozenAdjustment, 'agency' | 'field'> & { agency: string; field: string };

/** What changes in one place: a dossier that counts elsewhere now leaves the one and comes to the other. */
function partsOf(
  dossier: ChangedDossier,
): (Pick<ChangedDossier, 'was' | 'now'> & { at: { agency: string; field: string } })[] {
  const { was, now, wasAt, nowAt } = dossier;
  if (wasAt && nowAt && wasAt.agency === nowAt.agency && wasAt.field === nowAt.field) return [{ was, now, at: nowAt }];
  return [...(wasAt ? [{ was, now: [], at: wasAt }] : []), ...(nowAt ? [{ was: [], now, at: nowAt }] : [])];
}

/** The adjustment lines of a period: by the day on which it was learnt, by agency and field. */
export function adjustmentLines(period: PeriodEnds, changed: ChangedDossier[], definition: ReportDefinition): Line[] {
  const lines = new Map<string, Line>();
  for (const dossier of changed) {
    const learntOn = dossier.learntAt && localDate(dossier.learntAt);
    for (const { at, ...change } of partsOf(dossier)) {
      const key = JSON.stringify([learntOn ?? '', at.agency, at.field]);
      const line = lines.get(key) ?? {
        firstDay: localDate(period.from),
        lastDay: lastDayOf(period),
        ...(learntOn === undefined ? {} : { learntOn }),
        ...at,
        dossiers: 0,
        cells: {},
        standing: {},
      };
      lines.set(key, {
        ...line,
        dossiers: line.dossiers + 1,
        cells: added(line.cells, deltasOf(change)) as Record<string, number>,
        standing: added(line.standing, standingDeltasOf(change, definition)) as Record<string, number>,
      });
    }
  }
  return [...lines]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => ({
      ...line,
      cells: nonZero(line.cells) as Record<string, number>,
      standing: nonZero(line.standing) as Record<string, number>,
    }));
}

/** What lines add to the figures of a report, in one agency or field or in all. */
export function standingDeltas(lines: Line[], where: Partial<Pick<Line, 'agency' | 'field'>> = {}): CellDeltas {
  return lines
    .filter((line) => (where.agency ?? line.agency) === line.agency && (where.field ?? line.field) === line.field)
    .reduce<CellDeltas>((sum, { standing }) => added(sum, standing), {});
}
