import type { RecordedPerson } from '@motcua/contracts';
import type { PersonalDataCipher } from '@motcua/platform';
import type { Agencies } from '../domain/agencies.js';
import { foldedIdentity, foldedPhone, foldedWords, type PersonTerms } from '../domain/person-search.js';
import type { PersonRow } from './entities.js';

type IndexColumns = Pick<PersonRow, 'name_words' | 'identity_index' | 'phone_index'>;

/** Of 12 bytes two words in 10^14 are taken for one; a name has five words, and each is kept. */
const WORD_BYTES = 12;

/**
 * By what a person is found without being decrypted: keyed hashes of the words of the name, of the number of the paper and of
 * the telephone. A word has another hash in each agency, so that the words of two agencies cannot be compared (ADR 116).
 */
export class PersonIndex {
  constructor(private readonly cipher: PersonalDataCipher) {}

  columns(agencies: Agencies, person: Pick<RecordedPerson, 'fullName' | 'identityNumber' | 'phone'>): IndexColumns {
    return {
      name_words: this.words(agencies, person.fullName),
      identity_index: person.identityNumber ? this.number(person.identityNumber) : null,
      phone_index: person.phone ? this.phone(person.phone) : null,
    };
  }

  /** For each agency of the dossier, which finds its persons. */
  words({ agencyCode, receivingAgencyCode }: Agencies, name: string): string[] {
    return [...new Set([agencyCode, receivingAgencyCode])].flatMap((agency) =>
      foldedWords(name).map((word) => shortened(this.cipher.blindIndex(wordOf(agency, word)))),
    );
  }

  number(identityNumber: string): Buffer | null {
    const folded = foldedIdentity(identityNumber);
    return folded === '' ? null : this.cipher.blindIndex(folded);
  }

  phone(phone: string): Buffer | null {
    const dialled = foldedPhone(phone);
    return dialled === undefined ? null : this.cipher.blindIndex(phoneOf(dialled));
  }

  /** The condition on `dossier_persons p` that one person has all of these, under whichever key it was kept. */
  finding(agencyCode: string, { words, identityNumber, phone }: PersonTerms, add: (value: unknown) => string): string {
    const conditions: string[] = [];
    if (words) {
      const byWord = words.map((word) => this.cipher.blindIndexes(wordOf(agencyCode, word)).map(shortened));
      const byKey = byWord[0]!.map((_, key) => byWord.map((hashes) => hashes[key]!));
      conditions.push(`(${byKey.map((hashes) => `p.name_words @> ${add(hashes)}::text[]`).join(' OR ')})`);
    }
    const oneOf = (column: string, text: string) =>
      conditions.push(`p.${column} = ANY (${add(this.cipher.blindIndexes(text))}::bytea[])`);
    if (identityNumber !== undefined) oneOf('identity_index', identityNumber);
    if (phone !== undefined) oneOf('phone_index', phoneOf(phone));
    return conditions.join(' AND ');
  }
}

const wordOf = (agencyCode: string, word: string): string => `name ${agencyCode} ${word}`;
const phoneOf = (dialled: string): string => `phone ${dialled}`;
const shortened = (hash: Buffer): string => hash.subarray(0, WORD_BYTES).toString('base64url');
