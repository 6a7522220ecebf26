import { canonicalJson, DomainError } from '@motcua/contracts';
import { requireWhole } from './check-edition.js';
import type { Edition } from './edition.js';
import type { Unit } from './check-facts.js';
import { resultOf, type IndexResult } from './result.js';

/** All that a ranking follows from, and the ranking: whoever has the file can make it again without the platform. */
export interface Ranking {
  edition: Edition;
  units: Unit[];
  result: IndexResult;
}

/**
 * The one text of a ranking: members and units in a fixed order, a line feed at the end. Two rankings are equal if and only if these
 * texts are, byte for byte.
 * @param about what stands beside them in the file, such as where the facts come from; the result does not follow from it
 * @throws DomainError for a faulty edition or faulty facts
 */
export function rankingFile(edition: Edition, units: Unit[], about: object = {}): string {
  requireWhole(edition);
  const ordered = [...units].sort((a, b) => (a.code < b.code ? -1 : 1));
  const ranking: Ranking = { edition, units: ordered, result: resultOf(edition, ordered) };
  return `${canonicalJson({ ...about, ...ranking })}\n`;
}

/**
 * Makes the ranking of a file again.
 * @returns the text as it should be, whether the file is that text, and the edition, which the reader has to know as the published one
 * @throws SyntaxError for what is not JSON; DomainError for what is no ranking, a faulty edition or faulty facts
 */
export function makeAgain(file: string): { made: string; same: boolean } & Pick<Ranking, 'edition' | 'units'> {
  const { edition, units, result: _result, ...about } = (JSON.parse(file) ?? {}) as Partial<Ranking>;
  if (!edition || !Array.isArray(edition.groups) || !Array.isArray(edition.nodes) || !Array.isArray(units)) {
    throw noRanking();
  }
  const made = madeFrom(edition, units, about);
  return { made, same: made === file, edition, units };
}

/** A file may hold anything; what the engine cannot even read is no ranking. */
function madeFrom(edition: Edition, units: Unit[], about: object): string {
  try {
    return rankingFile(edition, units, about);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw noRanking();
  }
}

function noRanking(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'index.no-ranking',
    message: {
      vi: 'Tệp không phải tệp xếp hạng: thiếu, hoặc không đọc được, bộ tiêu chí hoặc số liệu của các đơn vị.',
      en: 'The file is no ranking: the edition or the facts of the units are missing or cannot be read.',
    },
  });
}
