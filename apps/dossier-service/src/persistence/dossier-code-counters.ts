import { localDate } from '@motcua/working-time';
import { v4 as uuid } from 'uuid';
import { codeStem, LEAST_DIGITS } from '../domain/dossier-code.js';

/**
 * The code that the next number of an agency and a day makes. The number is known only inside the statement that commits
 * the change, which takes it last and puts the code in the place of the stand-in (ADR 68).
 */
export class NextCode {
  /** Random, so that no other text of the statement contains it. */
  readonly standIn = uuid();

  constructor(
    private readonly agencyCode: string,
    private readonly at: Date,
  ) {}

  /**
   * An INSERT that takes the number and returns the code; it passes over numbers that legacy dossiers bear. The counter stays
   * locked until the end of the transaction, which gives the number back if it does not commit.
   * @param add takes a value and gives its placeholder
   * @param locked a query that has one row once the dossier itself is locked: acceptances of an agency must not queue behind
   *   one whose dossier somebody else holds
   */
  taking(add: (value: unknown) => string, locked: string): string {
    const agency = `${add(this.agencyCode)}::text`;
    const day = `${add(localDate(this.at))}::date`;
    const stem = `${add(codeStem(this.agencyCode, this.at))}::text`;
    const code = (number: string) =>
      `${stem} || lpad(${number}::text, greatest(${LEAST_DIGITS}, length(${number}::text)), '0')`;
    // OFFSET 0 keeps the planner from joining all dossiers: the first number or the second is free as a rule.
    const freeAfter = (last: string) => `(
      SELECT number FROM (SELECT generate_series(${last} + 1, 2147483647) AS number) AS following
      WHERE NOT EXISTS (SELECT FROM dossiers borne
        WHERE folded_code(borne.code) = folded_code(${code('number')}) OFFSET 0) LIMIT 1)`;
    const seen = `coalesce((SELECT last_number FROM dossier_code_counters
      WHERE agency_code = ${agency} AND counted_on = ${day}), 0)`;
    return `INSERT INTO dossier_code_counters AS counter (agency_code, counted_on, last_number)
      SELECT ${agency}, ${day}, ${freeAfter(seen)} FROM ${locked}
      ON CONFLICT (agency_code, counted_on) DO UPDATE SET last_number = ${freeAfter('counter.last_number')}
      RETURNING ${code('last_number')} AS code`;
  }
}
