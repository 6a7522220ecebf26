import type { EntityManager } from 'typeorm';
import type { SoughtPart, SoughtText, SoughtWord } from '../domain/search-query.js';

/**
 * A procedure that answers a search, and how well: from the least coverage to 1, everything found in the name. Below the least
 * coverage stands what is only of the field or the agency whose name is sought.
 */
export interface FoundProcedure {
  id: string;
  coverage: number;
}

/** The least part of what was sought that an answer holds: below it a list would hold whatever shares a word. */
export const LEAST_COVERAGE = 0.5;

const IN_NAME_WITHOUT_MARKS = 0.7;
/** By more below the least coverage than the longest name takes off a rank. */
const IN_FIELD_OR_AGENCY = 0.4;
const BEGINS_ONLY = 0.8;
/** Below the least coverage, so that no version answers whose words all stand apart. */
const APART = 0.45;
/** What was typed goes before what an everyday word is taken to mean. */
const MEANT = 0.95;

/** More than these nobody pages through. */
const MOST_FOUND = 10_000;

/**
 * The procedures that answer a search. A sought word counts by how rare it is in the catalog (inverse document frequency): in
 * full where it stands beside its neighbour as it was typed, by less than half where it stands apart, for a word of Vietnamese is
 * mostly two syllables.
 * @param terms the column of `procedures` that is searched, or an expression that is indexed
 */
export async function searchProcedures(
  manager: EntityManager,
  sought: SoughtText,
  terms: string,
): Promise<FoundProcedure[]> {
  if (sought.parts.length === 0) return [];
  const { query, parameters } = new SearchStatement(sought, await weightsOf(manager, sought, terms), terms);
  return (await manager.query(query, parameters)) as FoundProcedure[];
}

type WeightOf = (word: SoughtWord) => number;

/** How much a word says: its inverse document frequency, as a natural logarithm. */
async function weightsOf(manager: EntityManager, { parts, marked }: SoughtText, terms: string): Promise<WeightOf> {
  const counted = (word: SoughtWord) => (marked ? word.exact : word.folded);
  const words = [...new Set(parts.flatMap(({ ways }) => ways.flat()).map(counted))];
  const rows = (await manager.query(
    `SELECT word, (SELECT count(*) FROM procedures WHERE ${terms} @@ quote_literal(word)::tsquery)::float8 AS found,
       (SELECT count(*) FROM procedures)::float8 AS every
     FROM unnest($1::text[]) AS word`,
    [words],
  )) as { word: string; found: number; every: number }[];
  const weights = new Map(rows.map(({ word, found, every }) => [word, Math.log((every + 1) / (found + 1)) + 0.1]));
  return (word) => weights.get(counted(word))!;
}

class SearchStatement {
  readonly query: string;
  readonly parameters: string[] = [];

  constructor(
    private readonly sought: SoughtText,
    private readonly weightOf: WeightOf,
    terms: string,
  ) {
    const { parts } = sought;
    const weights = parts.map(({ typed }) => sum(typed.map(weightOf)));
    const all = sum(weights);
    const shares = weights.map((weight) => weight / all);
    const coverage = parts.map((part, i) => `${shares[i]!}::float8 * ${this.part(part)}`).join(' + ');
    const telling = this.telling(shares);
    const { typed } = sought;
    const withBoth = [...telling, typed].map((words) => `(${words.map(alone).join(' & ')})`);
    const together = telling.map((words) => `(${words.length === 1 ? alone(words[0]!) : pair(words[0]!, words[1]!)})`);
    const calledSo = `(${typed.map(inFieldOrAgency).join(' <-> ')})`;
    // The index knows which words a text has, and not where. OFFSET has each computed once: the terms are unpacked once for a row,
    // and the coverage is not spread into what uses it.
    this.query = `SELECT id, CASE WHEN coverage >= ${LEAST_COVERAGE} THEN coverage ELSE ${IN_FIELD_OR_AGENCY} END AS coverage FROM (
        SELECT id, ${coverage} AS coverage, ${this.test(calledSo)} AS called_so FROM (
          SELECT id, ${terms} || '' AS terms FROM procedures WHERE ${terms} @@ ${this.bound(any(withBoth))} OFFSET 0
        ) AS candidates WHERE terms @@ ${this.bound(any([...together, calledSo]))} OFFSET 0
      ) AS ranked WHERE coverage >= ${LEAST_COVERAGE} OR called_so ORDER BY 2 DESC, id LIMIT ${MOST_FOUND}`;
  }

  private part({ ways }: SoughtPart): string {
    const found = ways.map((way, i) => (i === 0 ? this.way(way) : `${MEANT}::float8 * ${this.way(way)}`));
    return found.length === 1 ? found[0]! : `greatest(${found.join(', ')})`;
  }

  private way(words: SoughtWord[]): string {
    const all = sum(words.map(this.weightOf));
    const found = words.map((word, i) => {
      const share = this.weightOf(word) / all;
      const neighbours = [words[i - 1], words[i + 1]].filter((other) => other !== undefined);
      if (neighbours.length === 0) return `${share}::float8 * ${this.hit(word)}`;
      const beside = neighbours.map((other) =>
        this.test(other === words[i - 1] ? pair(other, word) : pair(word, other)),
      );
      return `${share}::float8 * ${this.hit(word)} * CASE WHEN ${beside.join(' OR ')} THEN 1::float8 ELSE ${APART} END`;
    });
    return `(${found.join(' + ')})`;
  }

  private hit(word: SoughtWord): string {
    const tests: [query: string, worth: number][] = [];
    if (this.sought.marked) tests.push([`'${word.exact}':A`, 1]);
    tests.push([`'${word.folded}':A`, this.sought.marked && word.exact !== word.folded ? IN_NAME_WITHOUT_MARKS : 1]);
    if (word.unfinished) tests.push([`'${word.folded}':*A`, BEGINS_ONLY]);
    tests.push([`'${word.folded}'`, IN_FIELD_OR_AGENCY]);
    return `CASE ${tests.map(([query, worth]) => `WHEN ${this.test(query)} THEN ${worth}::float8`).join(' ')} ELSE 0 END`;
  }

  /**
   * What a version has at least one of if it answers: words that are a way of their own, and pairs. Those that say so little that
   * all of them together do not make up the least coverage are left out: their lists are the long ones.
   */
  private telling(shares: number[]): SoughtWord[][] {
    let most = 0;
    const features = this.sought.parts.flatMap(({ ways }, i) => {
      const worths = ways.map((way) => {
        const all = sum(way.map(this.weightOf));
        return way.map((word) => (shares[i]! * this.weightOf(word)) / all);
      });
      most += ways.every((way) => way.length === 1) ? 0 : APART * shares[i]!;
      return ways.flatMap((way, j) =>
        way.length === 1
          ? [{ words: way, worth: shares[i]! }]
          : way.slice(1).map((word, k) => ({
              words: [way[k]!, word],
              worth: (1 - APART) * (worths[j]![k]! + worths[j]![k + 1]!),
            })),
      );
    });
    const rarestLast = features.sort((a, b) => a.worth - b.worth);
    return rarestLast.filter(({ worth }) => (most += worth) >= LEAST_COVERAGE).map(({ words }) => words);
  }

  private test(query: string): string {
    return `terms @@ ${this.bound(query)}`;
  }

  /** The words hold letters, digits and points only, so that quoting them is enough. */
  private bound(query: string): string {
    const known = this.parameters.indexOf(query);
    return `$${known < 0 ? this.parameters.push(query) : known + 1}::tsquery`;
  }
}

function pair(first: SoughtWord, second: SoughtWord): string {
  return `'${first.folded}':A <-> '${second.folded}':${second.unfinished ? '*' : ''}A`;
}

function inFieldOrAgency(word: SoughtWord): string {
  return `'${word.exact}':${word.unfinished ? '*' : ''}B`;
}

function alone(word: SoughtWord): string {
  return `'${word.folded}'${word.unfinished ? ':*' : ''}`;
}

function any(queries: string[]): string {
  return [...new Set(queries)].join(' | ');
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
