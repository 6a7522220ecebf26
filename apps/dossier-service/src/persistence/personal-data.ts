import type { RecordedPerson } from '@motcua/contracts';
import {
  mask,
  maskEmail,
  maskIdentityNumber,
  maskName,
  maskPhone,
  Parameters,
  PersonalDataCipher,
  Table,
} from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Person, PersonalDataReading, Persons, PersonSearch, SubmissionRecord } from '../application/ports.js';
import type { Agencies } from '../domain/agencies.js';
import type { Dossier } from '../domain/dossier.js';
import { PERSON_ROLES, type Correction, type PersonField, type PersonRole } from '../domain/intake-correction.js';
import { kindsOf, type PersonTerms } from '../domain/person-search.js';
import { PersonEntity, ReadingEntity, SubmissionEntity, type PersonRow, type SubmissionRow } from './entities.js';
import { PersonIndex } from './person-index.js';
import type { Queries } from './queries.js';
import { SearchEntity } from './search-row.js';

const PERSONS = Table.of(PersonEntity);
const SUBMISSIONS = Table.of(SubmissionEntity);
const READINGS = Table.of(ReadingEntity);
const SEARCHES = Table.of(SearchEntity).without('searched_at');

const PERSON_COLUMN: Record<PersonField, keyof PersonRow> = {
  fullName: 'full_name',
  identityNumber: 'identity_number',
  identityType: 'identity_type',
  phone: 'phone',
  email: 'email',
  address: 'address',
};

/** Takes a value and gives its placeholder. */
type Add = (value: unknown) => string;

/** Persons of a dossier in clear, and what is asked for. */
export type ClearPersons = Omit<Persons, 'masked'>;

/** The dossier whose persons are kept. */
type Kept = Pick<Dossier, 'id' | keyof Agencies>;

const hex = (hash: Buffer | null): string | null => hash && `\\x${hash.toString('hex')}`;

/** What is not indexed yet stays so until all of it is indexed together. */
const wordsSetTo = (words: string): string => `name_words = CASE WHEN name_words IS NOT NULL THEN ${words}::text[] END`;

/** The only place where personal data is encrypted, decrypted and masked, and where its reading is recorded. */
@Injectable()
export class PersonalData {
  private readonly index: PersonIndex;

  constructor(private readonly cipher: PersonalDataCipher) {
    this.index = new PersonIndex(cipher);
  }

  encrypt(text: string): Buffer {
    return this.cipher.encrypt(text);
  }

  decrypt(data: Buffer): string {
    return this.cipher.decrypt(data);
  }

  /** What events call an officer by: the same for an account, and nobody without the key can tell whose it is. */
  officerKey(account: string): string {
    return this.cipher.derivedSecrets(`officer ${account}`)[0]!.subarray(0, 16).toString('hex');
  }

  maskedName(data: Buffer): string {
    return maskName(this.cipher.decrypt(data));
  }

  /** @param condition `WHERE …`: inserted only if it holds; for `insertPersons` too */
  insertSubmission(
    dossierId: string,
    record: SubmissionRecord,
    submitter: string,
    add: Add,
    condition: string,
  ): string {
    const row: SubmissionRow = {
      dossier_id: dossierId,
      owner_subject: record.ownerSubject ?? null,
      submitter_subject: submitter,
      request_content: record.requestContent ? this.encrypt(record.requestContent) : null,
      result_delivery: record.resultDelivery,
    };
    return SUBMISSIONS.inserting(row, add, condition);
  }

  insertPersons(
    dossier: Kept,
    { applicant, representative }: Pick<SubmissionRecord, 'applicant' | 'representative'>,
    add: Add,
    condition: string,
  ): string[] {
    const rows = [this.personRow(dossier, 'APPLICANT', applicant)];
    if (representative) rows.push(this.personRow(dossier, 'REPRESENTATIVE', representative));
    return rows.map((row) => PERSONS.inserting(row, add, condition));
  }

  /** The applicants of several dossiers, in one statement. */
  insertApplicants(applicants: { dossier: Kept; applicant: RecordedPerson }[], add: Add): string {
    const rows = applicants.map(({ dossier, applicant }) => this.personRow(dossier, 'APPLICANT', applicant));
    return PERSONS.insertingAll(rows, add);
  }

  /**
   * What a change does to the persons of a dossier: parts of its statement. Corrections replace fields; an agency that takes the
   * dossier over finds its persons by name from then on.
   * @param changed name of the part that has a row only if the dossier is changed
   */
  async changing(
    queries: Queries,
    before: Kept,
    after: Kept,
    corrections: readonly Correction[],
    add: Add,
    changed: string,
  ): Promise<string[]> {
    const corrected = this.correcting(after, corrections, add, changed);
    const isKept = after.agencyCode === before.agencyCode && after.receivingAgencyCode === before.receivingAgencyCode;
    if (isKept) return corrected;
    return [...corrected, ...(await this.handingOver(queries, after, add, changed))];
  }

  private correcting(dossier: Kept, corrections: readonly Correction[], add: Add, changed: string): string[] {
    return PERSON_ROLES.flatMap((role) => {
      const set = corrections.flatMap(({ field, after }) => {
        const [of, name] = field.split('.') as [PersonRole, PersonField];
        if (of !== role) return [];
        const encrypted = `${PERSON_COLUMN[name]} = ${add(this.encrypt(after))}`;
        switch (name) {
          case 'fullName':
            return [encrypted, wordsSetTo(add(this.index.words(dossier, after)))];
          case 'identityNumber':
            return [encrypted, `identity_index = ${add(this.index.number(after))}`];
          case 'phone':
            return [encrypted, `phone_index = ${add(this.index.phone(after))}`];
          default:
            return [encrypted];
        }
      });
      if (set.length === 0) return [];
      return `UPDATE dossier_persons SET ${set.join(', ')} FROM ${changed}
        WHERE dossier_id = ${add(dossier.id)} AND role = ${add(role.toUpperCase())}`;
    });
  }

  private async handingOver(queries: Queries, dossier: Kept, add: Add, changed: string): Promise<string[]> {
    const persons = (await this.clearPersons(queries, [dossier.id])).get(dossier.id) ?? {};
    return PERSON_ROLES.flatMap((role) => {
      const person = persons[role];
      if (!person) return [];
      const words = add(this.index.words(dossier, person.fullName));
      return `UPDATE dossier_persons SET ${wordsSetTo(words)} FROM ${changed}
        WHERE dossier_id = ${add(dossier.id)} AND role = ${add(role.toUpperCase())}`;
    });
  }

  /** The condition on `dossiers d` that a person of it has all of these. */
  finding(agencyCode: string, terms: PersonTerms, add: Add): string {
    return `d.id IN (SELECT p.dossier_id FROM dossier_persons p WHERE ${this.index.finding(agencyCode, terms, add)})`;
  }

  /** Whether every person is found; false while rows of an earlier version are left. */
  async isIndexed(queries: Queries): Promise<boolean> {
    const rows = await queries.query<{ left: boolean }[]>(
      'SELECT EXISTS (SELECT FROM dossier_persons WHERE name_words IS NULL) AS left',
    );
    return !rows[0]!.left;
  }

  /**
   * Indexes persons that an earlier version kept, in the caller's transaction; meanwhile their dossiers go to no other agency.
   * A row that cannot be decrypted is found by nothing, and holds up no other.
   * @returns how many there were, and the dossiers whose persons cannot be decrypted
   */
  async indexSome(queries: Queries, limit: number): Promise<{ count: number; unreadable: string[] }> {
    const rows = await queries.query<(PersonRow & Agencies)[]>(
      `SELECT ${PERSONS.selecting('p')}, kept.agency_code AS "agencyCode",
         coalesce(kept.receiving_agency_code, kept.agency_code) AS "receivingAgencyCode" FROM dossier_persons p JOIN dossiers kept ON kept.id = p.dossier_id
       WHERE p.name_words IS NULL LIMIT ${limit} FOR UPDATE OF p SKIP LOCKED FOR SHARE OF kept SKIP LOCKED`,
    );
    const unreadable: string[] = [];
    const indexed = rows.map((row) => {
      const { dossier_id, role } = row;
      try {
        const { name_words, identity_index, phone_index } = this.index.columns(row, this.clear(row));
        return { dossier_id, role, name_words, identity_index: hex(identity_index), phone_index: hex(phone_index) };
      } catch {
        unreadable.push(dossier_id);
        return { dossier_id, role, name_words: [], identity_index: hex(row.identity_index), phone_index: null };
      }
    });
    await queries.query(
      `UPDATE dossier_persons p SET name_words = of.name_words, identity_index = of.identity_index, phone_index = of.phone_index
       FROM jsonb_to_recordset($1::jsonb)
         AS of (dossier_id uuid, role text, name_words text[], identity_index bytea, phone_index bytea)
       WHERE p.dossier_id = of.dossier_id AND p.role = of.role`,
      [JSON.stringify(indexed)],
    );
    return { count: rows.length, unreadable };
  }

  private personRow(dossier: Kept, role: PersonRow['role'], person: RecordedPerson): PersonRow {
    const encrypted = (text: string | undefined): Buffer | null => (text ? this.encrypt(text) : null);
    return {
      dossier_id: dossier.id,
      role,
      full_name: this.encrypt(person.fullName),
      identity_number: encrypted(person.identityNumber),
      identity_type: encrypted(person.identityType),
      phone: encrypted(person.phone),
      email: encrypted(person.email),
      address: encrypted(person.address),
      ...this.index.columns(dossier, person),
    };
  }

  /** The persons of a dossier: masked, or unmasked once the reading is recorded. */
  async persons(queries: Queries, dossierId: string, reading: PersonalDataReading | undefined): Promise<Persons> {
    if (reading) await this.recordReading(queries, [dossierId], reading);
    const rows = await queries.query<(PersonRow & { request_content: Buffer | null })[]>(
      `SELECT p.*, s.request_content FROM dossier_persons p
       LEFT JOIN dossier_submissions s ON s.dossier_id = p.dossier_id WHERE p.dossier_id = $1`,
      [dossierId],
    );
    const view = (role: PersonRow['role']): Person | undefined => {
      const row = rows.find((one) => one.role === role);
      return row && (reading ? this.clear(row) : masked(this.clear(row)));
    };
    const content = rows[0]?.request_content;
    return {
      masked: !reading,
      applicant: view('APPLICANT'),
      representative: view('REPRESENTATIVE'),
      ...(reading && content && { requestContent: this.decrypt(content) }),
    };
  }

  /** The persons of several dossiers in clear; whoever calls has recorded the readings. */
  async clearPersons(queries: Queries, dossierIds: string[]): Promise<Map<string, ClearPersons>> {
    const rows = await queries.query<(PersonRow & { request_content: Buffer | null })[]>(
      `SELECT p.*, s.request_content FROM dossier_persons p
       LEFT JOIN dossier_submissions s ON s.dossier_id = p.dossier_id WHERE p.dossier_id = ANY ($1::uuid[])`,
      [dossierIds],
    );
    const found = new Map<string, ClearPersons>();
    for (const row of rows) {
      const persons = found.get(row.dossier_id) ?? {};
      if (row.request_content) persons.requestContent = this.decrypt(row.request_content);
      persons[row.role === 'APPLICANT' ? 'applicant' : 'representative'] = this.clear(row);
      found.set(row.dossier_id, persons);
    }
    return found;
  }

  /** One reading of some dossiers, recorded for each and committed before anything is handed out: what cannot be recorded is not read. */
  async recordReading(queries: Queries, dossierIds: string[], reading: PersonalDataReading): Promise<void> {
    const { reader, purpose, operation } = reading;
    const rows = dossierIds.map((dossierId) => ({
      id: uuid(),
      dossier_id: dossierId,
      reader: reader.subject,
      reader_agency: reader.agency ?? null,
      reader_roles: [...reader.roles],
      purpose,
      operation,
    }));
    const parameters = new Parameters();
    await queries.query(
      READINGS.insertingAll(rows, (value) => parameters.add(value)),
      parameters.values,
    );
  }

  /** One search for a person, recorded before its hits are handed out: by which kinds of term, and never the terms. */
  async recordSearch(queries: Queries, { reader, agencyCode, terms }: PersonSearch, hits: number): Promise<void> {
    const row = {
      id: uuid(),
      reader: reader.subject,
      reader_agency: agencyCode,
      reader_roles: [...reader.roles],
      terms: kindsOf(terms),
      hits,
    };
    await SEARCHES.insertAll(queries, [row]);
  }

  private clear(row: PersonRow): Person {
    const text = (data: Buffer | null): string | undefined => (data ? this.decrypt(data) : undefined);
    return {
      fullName: this.decrypt(row.full_name),
      identityNumber: text(row.identity_number),
      identityType: text(row.identity_type) as Person['identityType'],
      phone: text(row.phone),
      email: text(row.email),
      address: text(row.address),
    };
  }
}

function masked(person: Person): Person {
  return {
    fullName: maskName(person.fullName),
    identityType: person.identityType,
    identityNumber: person.identityNumber && maskIdentityNumber(person.identityNumber),
    phone: person.phone && maskPhone(person.phone),
    email: person.email && maskEmail(person.email),
    address: person.address && mask(person.address, 0).slice(0, 3),
  };
}
