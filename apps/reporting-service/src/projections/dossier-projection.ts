import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '@motcua/contracts';
import type { EntityManager } from 'typeorm';
import {
  AgencySpanEntity,
  ClockSpanEntity,
  DossierEntity,
  FlagEntity,
  TimeShareEntity,
  type DossierRow,
} from '../persistence/entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import { inEachSchema, type ProjectionSchema } from '../persistence/projection-tables.js';
import { dossierChange, flagsOf, timeSharesOf, type DossierChange, type DossierEventData } from './dossier-change.js';

/** Writes what events say of dossiers into the tables that reports are read from. */
@Injectable()
export class DossierProjection {
  /** Applies `events` in their order: one statement for all first changes of a dossier, one for all second ones … */
  async apply(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<DossierEventData>[],
  ): Promise<void> {
    for (const wave of wavesOf(events)) await manager.query(APPLY[schema], [JSON.stringify(wave)]);
    const flags = events.flatMap(flagsOf);
    // Events come at least once.
    if (flags.length > 0) await manager.query(FLAG[schema], [JSON.stringify(flags)]);
    const shares = events.flatMap(timeSharesOf);
    if (shares.length > 0) await manager.query(CHARGE[schema], [JSON.stringify(shares)]);
  }
}

/**
 * A statement can change a row once, so the nth change of a dossier goes into the nth wave. A change that repeats the one
 * before it (forwarding, a step) would write nothing and is left out.
 */
function wavesOf(events: EventEnvelope<DossierEventData>[]): DossierChange[][] {
  const waves: DossierChange[][] = [];
  const seen = new Map<string, { wave: number; change: DossierChange }>();
  for (const event of events) {
    const change = dossierChange(event);
    if (!change) continue;
    const last = seen.get(change.dossier_id);
    // Most have one change in a batch: what they amount to is compared only where there are two.
    if (last && effectOf(last.change) === effectOf(change)) continue;
    const wave = last ? last.wave + 1 : 0;
    seen.set(change.dossier_id, { wave, change });
    (waves[wave] ??= []).push(change);
  }
  return waves;
}

function effectOf(change: DossierChange): string {
  return JSON.stringify({ ...change, at: undefined, learnt_at: undefined });
}

const DOSSIERS = tableInEachSchema(DossierEntity);
const CLOCK_SPANS = tableInEachSchema(ClockSpanEntity);
const AGENCY_SPANS = tableInEachSchema(AgencySpanEntity);

const FACTS = [
  'field_code',
  'procedure_id',
  'procedure_code',
  'procedure_version',
  'channel',
  'subject_type',
] satisfies (keyof DossierRow)[];

/** Whether a change sets the clock anew: an end leaves it as it stood, and after the end it stands still. */
function clockChanges(change: 'c' | 'excluded'): string {
  return `(${change}.ended_at IS NULL AND d.accepted_at IS NOT NULL AND d.ended_at IS NULL
    AND (${change}.clock, ${change}.due_at) IS DISTINCT FROM (d.clock, d.due_at))`;
}

/** Whether a change brings the dossier to another agency: after the end it stays where it ended, whoever hands the result over. */
function agencyChanges(change: 'c'): string {
  return `(d.ended_at IS NULL AND ${change}.agency_code <> d.agency_code)`;
}

/**
 * One statement per wave. The clock of most dossiers never changes, so its present span lies in the dossier's own row
 * and only spans that are over get rows of their own; forwarding and steps change nothing and write nothing.
 *
 * Facts never go back in time here: an instant before the present span (a clock that was put back) counts as its start.
 * Every reference to `d` sees the row as it was before the statement.
 */
function applyStatement(schema: ProjectionSchema): string {
  const dossiers = DOSSIERS[schema];
  const accepted = 'd.accepted_at IS NULL AND excluded.accepted_at IS NOT NULL';
  const ends = 'd.ended_at IS NULL AND excluded.ended_at IS NOT NULL';
  const submitted = 'd.submitted_at IS NULL AND excluded.submitted_at IS NOT NULL';
  const intakeEnds = 'd.intake_end IS NULL AND excluded.intake_end IS NOT NULL';
  const apologised = 'd.apologised_at IS NULL AND excluded.apologised_at IS NOT NULL';
  const reopened = 'd.reopened_at IS NULL AND excluded.reopened_at IS NOT NULL';
  const corrected = 'd.corrected_at IS NULL AND excluded.corrected_at IS NOT NULL';
  const clockIsSet = `d.accepted_at IS NULL OR ${clockChanges('excluded')}`;
  const factsOf = (row: string) => `(${FACTS.map((fact) => `${row}.${fact}`).join(', ')})`;
  const onceEnded = (column: keyof DossierRow) => `CASE WHEN ${ends} THEN excluded.${column} ELSE d.${column} END`;
  return `
    WITH change AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS c (
        at timestamptz, ${dossiers.without('counted_ended_at', 'clock_from', 'agency_from').declarations})
    ), over AS (
      ${CLOCK_SPANS[schema].insertingFrom(
        `FROM change c JOIN ${dossiers.name} d USING (dossier_id)
         WHERE ${clockChanges('c')} AND c.at > d.clock_from`,
        { dossier_id: 'd.dossier_id', from_at: 'd.clock_from', until_at: 'c.at', clock: 'd.clock', due_at: 'd.due_at' },
      )}
    ), had AS (
      ${AGENCY_SPANS[schema].insertingFrom(
        `FROM change c JOIN ${dossiers.name} d USING (dossier_id)
         WHERE ${agencyChanges('c')}
           AND greatest(c.at, c.accepted_at) > coalesce(d.agency_from, d.accepted_at, d.submitted_at, '-infinity')`,
        { dossier_id: 'd.dossier_id', until_at: 'greatest(c.at, c.accepted_at)', agency_code: 'd.agency_code' },
      )} RETURNING dossier_id, until_at
    )
    ${dossiers.insertingFrom(
      'FROM change LEFT JOIN had USING (dossier_id) ORDER BY dossier_id',
      {
        agency_from: 'had.until_at',
        intake_ended_at: `CASE WHEN intake_end IS NULL THEN 'infinity' ELSE greatest(intake_ended_at, submitted_at) END`,
        counted_ended_at: `CASE WHEN ended_at IS NULL THEN 'infinity' ELSE greatest(ended_at, accepted_at) END`,
        clock: `CASE WHEN accepted_at IS NOT NULL THEN coalesce(clock, 'RUNNING') END`,
        clock_from: 'CASE WHEN accepted_at IS NOT NULL THEN greatest(at, accepted_at) END',
      },
      'd',
    )}
    ON CONFLICT (dossier_id) DO UPDATE SET ${dossiers.replacing({
      code: 'coalesce(excluded.code, d.code)',
      agency_code: 'CASE WHEN d.ended_at IS NULL THEN excluded.agency_code ELSE d.agency_code END',
      agency_from: 'greatest(excluded.agency_from, d.agency_from)',
      submitted_at: 'coalesce(d.submitted_at, excluded.submitted_at)',
      intake_ended_at: `CASE WHEN ${intakeEnds} THEN greatest(excluded.intake_ended_at, d.submitted_at) ELSE d.intake_ended_at END`,
      intake_end: 'coalesce(d.intake_end, excluded.intake_end)',
      refused_at: 'coalesce(d.refused_at, excluded.refused_at)',
      accepted_at: 'coalesce(d.accepted_at, excluded.accepted_at)',
      ended_at: 'coalesce(d.ended_at, excluded.ended_at)',
      counted_ended_at: `CASE WHEN ${ends} THEN greatest(excluded.ended_at, d.accepted_at, excluded.accepted_at)
        ELSE d.counted_ended_at END`,
      ended_kind: onceEnded('ended_kind'),
      ended_due_at: onceEnded('ended_due_at'),
      punctuality: onceEnded('punctuality'),
      appointed_punctuality: onceEnded('appointed_punctuality'),
      apology: onceEnded('apology'),
      apologised_at: 'coalesce(d.apologised_at, excluded.apologised_at)',
      apology_late: 'coalesce(d.apology_late, excluded.apology_late)',
      appointed_at: 'coalesce(d.appointed_at, excluded.appointed_at)',
      reopened_at: 'coalesce(d.reopened_at, excluded.reopened_at)',
      reopening_found_by: 'coalesce(d.reopening_found_by, excluded.reopening_found_by)',
      correct_by: 'coalesce(d.correct_by, excluded.correct_by)',
      corrected_at: 'coalesce(d.corrected_at, excluded.corrected_at)',
      correction_kept: 'coalesce(d.correction_kept, excluded.correction_kept)',
      result_reversed: 'coalesce(d.result_reversed, excluded.result_reversed)',
      clock: `CASE WHEN ${clockIsSet} THEN excluded.clock ELSE d.clock END`,
      clock_from: `CASE WHEN ${clockIsSet} THEN greatest(excluded.clock_from, d.clock_from) ELSE d.clock_from END`,
      due_at: `CASE WHEN ${clockIsSet} THEN excluded.due_at ELSE d.due_at END`,
    })}
    WHERE (${submitted}) OR (${apologised}) OR (${reopened}) OR (${corrected}) OR (${intakeEnds}) OR (${accepted}) OR (${ends}) OR ${clockChanges('excluded')}
      OR (${factsOf('excluded')} IS DISTINCT FROM ${factsOf('d')})
      OR (d.ended_at IS NULL AND excluded.agency_code <> d.agency_code)`;
}

const APPLY = inEachSchema(applyStatement);

const FLAGS = tableInEachSchema(FlagEntity);
const FLAG = inEachSchema(
  (schema) => `WITH flagged AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS f (${FLAGS[schema].declarations}))
    ${FLAGS[schema].insertingFrom('FROM flagged', {})} ON CONFLICT DO NOTHING`,
);

const TIME_SHARES = tableInEachSchema(TimeShareEntity);
const CHARGE = inEachSchema(
  (schema) => `WITH charged AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS s (${TIME_SHARES[schema].declarations}))
    ${TIME_SHARES[schema].insertingFrom('FROM charged', {})} ON CONFLICT DO NOTHING`,
);
