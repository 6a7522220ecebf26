import type { ApologyState, ListDossiersQuery } from '@motcua/contracts';
import type { Parameters } from '@motcua/platform';
import { startOfLocalDay } from '@motcua/working-time';
import type { Scope } from '../application/caller-scope.js';
import { typedCode, type TypedCode } from '../domain/dossier-code.js';
import { OPEN_STATUSES } from '../domain/dossier.js';
import { agencyOfPart, inEitherPart, scopePredicate } from './scope-predicate.js';

const DAY_MS = 86_400_000;
/** States of open dossiers, as SQL lists them. */
export const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

/**
 * What the lifecycle lets correct of a person's data: in these states, as the index on them names them, and of a delivered result that is
 * to be corrected, which the index on reopened dossiers has.
 */
const CORRECTABLE = `(d.status NOT IN ('DELIVERED', 'WITHDRAWN', 'STOPPED', 'REFUSED_INTAKE') AND d.data_problems <> '{}'
  OR d.reopened_at IS NOT NULL AND d.corrected_at IS NULL AND d.data_problems <> '{}')`;

/** When it is due as one order that holds every dossier: without a date, last. Indexed under this very expression. */
export const DUE = "coalesce(d.due_at, 'infinity')";
export const LAST = 'infinity';

/**
 * The length of the time limit by the clock: from the receipt, or from where it began anew, to the due date, without the waiting that was
 * subtracted.
 */
const TIME_LIMIT = `(SELECT d.due_at
    - greatest(d.accepted_at, max((p ->> 'to')::timestamptz) FILTER (WHERE p ->> 'mode' = 'RESTART'))
    - coalesce(sum((p ->> 'to')::timestamptz - (p ->> 'from')::timestamptz) FILTER (WHERE p ->> 'mode' = 'SUBTRACT'), '0')
  FROM jsonb_array_elements(d.pauses) p)`;

/**
 * What is asked for within a scope. A unit is of one agency: of the one that asks, or that one names who reads the province. What
 * stands there is of that agency in either part, as `byUnit` counts it, unless one part is asked for. So is a code: who reads it
 * from a receipt does not know which of the two the own agency is.
 */
export function within(
  scope: Scope,
  query: ListDossiersQuery,
  now: Date,
  apologiesDueUntil: Date | undefined,
  parameters: Parameters,
): string[] {
  const own = agencyOfPart(scope);
  const unitOf = query.unit ? (own ?? query.agencyCode ?? undefined) : undefined;
  const isNamed = unitOf !== undefined && own === undefined;
  const filtered = isNamed ? { ...query, agencyCode: undefined } : query;
  const either = query.part ? undefined : (unitOf ?? (query.code ? own : undefined));
  return [
    ...(either === undefined ? [] : [inEitherPart(either, parameters)]),
    ...(either !== undefined && own !== undefined ? [] : [scopePredicate(scope, parameters)]),
    ...filters(filtered, now, apologiesDueUntil, parameters, unitOf),
  ];
}

/**
 * The conditions of a query on `dossiers d`, without its scope, order and queue of tasks.
 * @param unitOf the agency whose unit is meant: two agencies of a dossier may each have one of that name; undefined: any
 */
export function filters(
  query: ListDossiersQuery,
  now: Date,
  apologiesDueUntil: Date | undefined,
  parameters: Parameters,
  unitOf: string | undefined,
): string[] {
  const conditions: string[] = [];
  const equal = (column: string, value: unknown): void => {
    if (value !== undefined && value !== null) conditions.push(`d.${column} = ${parameters.add(value)}`);
  };
  const same = (column: string, code: string | null | undefined): void => {
    if (code) conditions.push(`folded_code(d.${column}) = folded_code(${parameters.add(code)})`);
  };
  equal('agency_code', query.agencyCode);
  equal('procedure_code', query.procedureCode);
  equal('channel', query.channel);
  if (query.code) conditions.push(written(typedCode(query.code), parameters));
  same('legacy_system', query.legacySystem);
  same('legacy_id', query.legacyId);
  if (query.status) conditions.push(`d.status = ANY (${parameters.add(query.status.split(','))}::text[])`);
  if (query.submittedFrom) {
    conditions.push(`d.submitted_at >= ${parameters.add(startOfLocalDay(query.submittedFrom))}`);
  }
  if (query.submittedTo) {
    const end = new Date(startOfLocalDay(query.submittedTo).getTime() + DAY_MS);
    conditions.push(`d.submitted_at < ${parameters.add(end)}`);
  }
  if (query.dueBefore) {
    conditions.push(`${DUE} < ${parameters.add(new Date(query.dueBefore))} AND d.status IN (${OPEN})`);
  }
  if (query.remainingPercent) {
    const at = parameters.add(now);
    conditions.push(
      `${DUE} >= ${at} AND ${DUE} < '${LAST}' AND d.status IN (${OPEN})
       AND (d.due_at - ${at}::timestamptz) * 100 <= ${parameters.add(query.remainingPercent)}::integer * ${TIME_LIMIT}`,
    );
  }
  if (query.unit) {
    const ofAgency = unitOf === undefined ? '' : `AND t.agency_code = ${parameters.add(unitOf)}`;
    conditions.push(`EXISTS (SELECT FROM dossier_tasks t
      WHERE t.dossier_id = d.id AND t.kind = 'STEP' AND t.outcome IS NULL ${ofAgency}
        AND folded_code(t.unit) = folded_code(${parameters.add(query.unit)}))`);
  }
  if (query.queue === 'INTAKE') conditions.push(`d.status = 'SUBMITTED'`);
  if (query.dataProblem) conditions.push(CORRECTABLE);
  if (query.overdue === 'true') conditions.push(`${DUE} < ${parameters.add(now)} AND d.status IN (${OPEN})`);
  if (query.overdue === 'false') conditions.push(`NOT (${DUE} < ${parameters.add(now)} AND d.status IN (${OPEN}))`);
  if (query.apology) conditions.push(apologyPredicate(query.apology, now, apologiesDueUntil, parameters));
  if (query.reopening)
    conditions.push(`d.reopened_at IS NOT NULL AND ${reopenedPredicate(query.reopening, now, parameters)}`);
  return conditions;
}

function written({ codes, tail }: TypedCode, parameters: Parameters): string {
  const one = codes.map((code) => `folded_code(d.code) = folded_code(${parameters.add(code)})`);
  const end = tail === undefined ? [] : [`code_tail(d.code) = ${parameters.add(tail)}`];
  return `(${[...one, ...end].join(' OR ')})`;
}

/** Which dossiers have this apology, as `apologyOwed` says of one; the arms are the predicates of indexes. */
function apologyPredicate(
  apology: NonNullable<ListDossiersQuery['apology']>,
  now: Date,
  dueUntil: Date | undefined,
  parameters: Parameters,
): string {
  const at = parameters.add(now);
  if (apology === 'DUE') {
    const until = parameters.add(dueUntil);
    return `d.apologised_at IS NULL AND ${DUE} >= ${at} AND ${DUE} <= ${until} AND d.status IN (${OPEN})`;
  }
  return `${WHEN_OWED[apology]} AND ((${DUE} < ${at} AND d.status IN (${OPEN})) OR coalesce(d.judged_at, d.ended_at) > d.due_at)`;
}

/** Which of the reopened dossiers are in this state, as `reopeningState` says of one. */
function reopenedPredicate(
  reopening: NonNullable<ListDossiersQuery['reopening']>,
  now: Date,
  parameters: Parameters,
): string {
  switch (reopening) {
    case 'ANY':
      return 'true';
    case 'TO_CORRECT':
      return 'd.corrected_at IS NULL';
    case 'TO_DELIVER':
      return 'd.corrected_at IS NOT NULL AND d.correction_delivered_at IS NULL';
    case 'SETTLED':
      return 'd.correction_delivered_at IS NOT NULL';
    case 'LATE':
      return `coalesce(d.corrected_at, ${parameters.add(now)}) > d.correct_by`;
  }
}

const WHEN_OWED: Record<ApologyState, string> = {
  IN_TIME: 'NOT d.apology_late',
  LATE: 'd.apology_late',
  MISSING: `d.apologised_at IS NULL AND d.origin = 'LIVE'`,
  UNKNOWN: `d.apologised_at IS NULL AND d.origin = 'IMPORTED'`,
};
