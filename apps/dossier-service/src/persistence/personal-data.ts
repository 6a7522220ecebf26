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
import type { Person, PersonalDataReading, Persons, SubmissionRecord } from '../application/ports.js';
import { PERSON_ROLES, type Correction, type PersonField, type PersonRole } from '../domain/intake-correction.js';
import { PersonEntity, ReadingEntity, SubmissionEntity, type PersonRow, type SubmissionRow } from './entities.js';
import type { Queries } from './queries.js';

const PERSONS = Table.of(PersonEntity);
const SUBMISSIONS = Table.of(SubmissionEntity);
const READINGS = Table.of(ReadingEntity);

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

/** The only place where personal data is encrypted, decrypted and masked, and where its reading is recorded. */
@Injectable()
export class PersonalData {
  constructor(private readonly cipher: PersonalDataCipher) {}

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
    dossierId: string,
    { applicant, representative }: Pick<SubmissionRecord, 'applicant' | 'representative'>,
    add: Add,
    condition: string,
  ): string[] {
    const rows = [this.personRow(dossierId, 'APPLICANT', applicant)];
    if (representative) rows.push(this.personRow(dossierId, 'REPRESENTATIVE', representative));
    return rows.map((row) => PERSONS.inserting(row, add, condition));
  }

  /** The applicants of several dossiers, in one statement. */
  insertApplicants(applicants: { dossierId: string; applicant: RecordedPerson }[], add: Add): string {
    const rows = applicants.map(({ dossierId, applicant }) => this.personRow(dossierId, 'APPLICANT', applicant));
    return PERSONS.insertingAll(rows, add);
  }

  /**
   * Corrects fields of a dossier's persons: a part of the statement for each person.
   * @param changed name of the part that has a row only if the dossier is changed
   */
  correcting(dossierId: string, corrections: readonly Correction[], add: Add, changed: string): string[] {
    return PERSON_ROLES.flatMap((role) => {
      const set = corrections.flatMap(({ field, after }) => {
        const [of, name] = field.split('.') as [PersonRole, PersonField];
        if (of !== role) return [];
        const encrypted = `${PERSON_COLUMN[name]} = ${add(this.encrypt(after))}`;
        return name === 'identityNumber'
          ? [encrypted, `identity_index = ${add(this.cipher.blindIndex(after))}`]
          : [encrypted];
      });
      if (set.length === 0) return [];
      return `UPDATE dossier_persons SET ${set.join(', ')} FROM ${changed}
        WHERE dossier_id = ${add(dossierId)} AND role = ${add(role.toUpperCase())}`;
    });
  }

  private personRow(dossierId: string, role: PersonRow['role'], person: RecordedPerson): PersonRow {
    const encrypted = (text: string | undefined): Buffer | null => (text ? this.encrypt(text) : null);
    return {
      dossier_id: dossierId,
      role,
      full_name: this.encrypt(person.fullName),
      identity_number: encrypted(person.identityNumber),
      identity_type: encrypted(person.identityType),
      identity_index: person.identityNumber ? this.cipher.blindIndex(person.identityNumber) : null,
      phone: encrypted(person.phone),
      email: encrypted(person.email),
      address: encrypted(person.address),
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
