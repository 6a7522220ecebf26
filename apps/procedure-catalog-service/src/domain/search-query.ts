import { wordsOf, type SearchWord } from './search-text.js';

/** Words of every day, and the words of the catalog that a person means by them. */
export interface EverydayPhrase {
  phrase: string;
  means: string[];
}

/** One of the words that are looked for. */
export interface SoughtWord extends SearchWord {
  /** The person may still be typing it: words that begin with it are meant as well. */
  unfinished: boolean;
}

/** A part of what was typed: any of the ways to say it will do, each a row of words. */
export interface SoughtPart {
  typed: SoughtWord[];
  ways: SoughtWord[][];
}

export interface SoughtText {
  parts: SoughtPart[];
  /** All words in their order, as a field or an agency is called. */
  typed: SoughtWord[];
  /** Whether the person types marks: `làm` is then another word than `lâm`. */
  marked: boolean;
}

/** More words say nothing more and cost a comparison each. */
const MOST_WORDS = 12;
const MOST_WAYS = 5;

/**
 * Words around what a person means; left out unless there are no others. Typed without marks most of them may be other words
 * (`can` is `cần` or `căn`), and then none is left out.
 */
const FILLERS = wordsOf(`
  làm xin muốn cần phải bị được đi lúc khi tôi em mình cho của ở tại thì gì nào sao thế cách đâu bao nhiêu như
  hướng dẫn thủ tục giúp với về để có và là hỏi
`);

/** Without its marks one syllable is as many words: `doi` is `đổi`, `đội` and `đời`. */
function needsMarks([first, second]: SearchWord[]): boolean {
  return second === undefined && first?.exact !== first?.folded;
}

/** @param everyday later ones go before earlier ones with the same words */
export function soughtText(query: string, everyday: readonly EverydayPhrase[]): SoughtText {
  const all = wordsOf(query);
  const marked = all.some(({ exact, folded }) => exact !== folded);
  const key = ({ exact, folded }: SearchWord) => (marked ? exact : folded);
  const typing = /[\p{L}\p{N}]$/u.test(query);
  const sought = (found: SearchWord[]): SoughtWord[] => found.map((word) => ({ ...word, unfinished: false }));
  const typed = all.slice(0, MOST_WORDS).map((word, at) => ({ ...word, unfinished: typing && at === all.length - 1 }));
  const fillers = new Set(marked ? FILLERS.map(key) : []);
  const phrases = new Map(
    everyday.flatMap(({ phrase, means }) => {
      const words = wordsOf(phrase);
      return marked || !needsMarks(words) ? [[words.map(key).join(' '), means] as const] : [];
    }),
  );
  const longest = Math.max(0, ...[...phrases.keys()].map((phrase) => phrase.split(' ').length));

  const parts: SoughtPart[] = [];
  let run: SoughtWord[] = [];
  const endRun = () => {
    const meant = run.filter((word) => !fillers.has(key(word)));
    if (meant.length > 0) parts.push({ typed: meant, ways: [meant] });
    run = [];
  };
  for (let at = 0; at < Math.min(all.length, MOST_WORDS);) {
    const length = lengthOfPhrase(at);
    if (length === 0) {
      run.push(typed[at]!);
      at += 1;
      continue;
    }
    endRun();
    const phrase = sought(all.slice(at, at + length));
    const means = phrases.get(phrase.map(key).join(' '))!;
    parts.push({ typed: phrase, ways: [phrase, ...means.slice(0, MOST_WAYS).map((way) => sought(wordsOf(way)))] });
    at += length;
  }
  endRun();
  if (parts.length > 0 || all.length === 0) return { parts, typed, marked };
  const only = sought(all.slice(0, MOST_WORDS));
  return { parts: [{ typed: only, ways: [only] }], typed, marked };

  function lengthOfPhrase(at: number): number {
    for (let length = Math.min(longest, all.length - at); length > 0; length -= 1) {
      const phrase = all.slice(at, at + length);
      if (phrases.has(phrase.map(key).join(' '))) return length;
    }
    return 0;
  }
}
