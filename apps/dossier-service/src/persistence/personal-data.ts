import type { DossierPersonInput, DossierPersonView, DossierPersonsView } from '@motcua/contracts';
import {
  mask,
  maskEmail,
  maskIdentityNumber,
  maskName,
  maskPhone,
  Parameters,
  PersonalDataCipher,
} from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { PersonalDataReading, SubmissionRecord } from '../application/ports.js';
import type { Queries } from './queries.js';

interface PersonRow {
  role: 'APPLICANT' | 'REPRESENTATIVE';
  full_name: Buffer;
  identity_number: Buffer | null;
  phone: Buffer | null;
  email: Buffer | null;
  address: Buffer | null;
}

/** Persons of a dossier in clear, and what is asked for. */
export type ClearPersons = Partial<Pick<DossierPersonsView, 'applicant' | 'representative' | 'requestContent'>>;

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

  maskedName(data: Buffer): string {
    return maskName(this.cipher.decrypt(data));
  }

  insertSubmission(dossierId: string, record: SubmissionRecord, submitter: string, parameters: Parameters): string {
    const values = [
      dossierId,
      record.ownerSubject ?? null,
      submitter,
      record.requestContent ? this.encrypt(record.requestContent) : null,
      record.resultDelivery,
    ];
    return `INSERT INTO dossier_submissions
      (dossier_id, owner_subject, submitter_subject, request_content, result_delivery)
      VALUES (${values.map((value) => parameters.add(value)).join(', ')})`;
  }

  insertPersons(
    dossierId: string,
    { applicant, representative }: Pick<SubmissionRecord, 'applicant' | 'representative'>,
    parameters: Parameters,
  ): string {
    return this.insertRows(
      [
        this.personValues(dossierId, 'APPLICANT', applicant),
        ...(representative ? [this.personValues(dossierId, 'REPRESENTATIVE', representative)] : []),
      ],
      parameters,
    );
  }

  /** The applicants of several dossiers, in one statement. */
  insertApplicants(applicants: { dossierId: string; applicant: DossierPersonInput }[], parameters: Parameters): string {
    const rows = applicants.map(({ dossierId, applicant }) => this.personValues(dossierId, 'APPLICANT', applicant));
    return this.insertRows(rows, parameters);
  }

  private insertRows(rows: unknown[][], parameters: Parameters): string {
    const values = rows.map((row) => `(${row.map((value) => parameters.add(value)).join(', ')})`);
    return `INSERT INTO dossier_persons
      (dossier_id, role, full_name, identity_number, identity_index, phone, email, address) VALUES ${values.join(', ')}`;
  }

  private personValues(dossierId: string, role: PersonRow['role'], person: DossierPersonInput): unknown[] {
    const encrypted = (text: string | undefined): Buffer | null => (text ? this.encrypt(text) : null);
    return [
      dossierId,
      role,
      this.encrypt(person.fullName),
      encrypted(person.identityNumber),
      person.identityNumber ? this.cipher.blindIndex(person.identityNumber) : null,
      encrypted(person.phone),
      encrypted(person.email),
      encrypted(person.address),
    ];
  }

  /** The persons of a dossier: masked, or unmasked once the reading is recorded. */
  async persons(
    queries: Queries,
    dossierId: string,
    reading: PersonalDataReading | undefined,
  ): Promise<DossierPersonsView> {
    if (reading) await this.recordReading(queries, dossierId, reading);
    const rows = await queries.query<(PersonRow & { request_content: Buffer | null })[]>(
      `SELECT p.*, s.request_content FROM dossier_persons p
       LEFT JOIN dossier_submissions s ON s.dossier_id = p.dossier_id WHERE p.dossier_id = $1`,
      [dossierId],
    );
    const view = (role: PersonRow['role']): DossierPersonView | undefined => {
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
    const rows = await queries.query<(PersonRow & { dossier_id: string; request_content: Buffer | null })[]>(
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

  /** One reading of several dossiers, recorded for each; committed before anything is handed out. */
  async recordReadings(queries: Queries, dossierIds: string[], reading: PersonalDataReading): Promise<void> {
    const { reader, purpose, operation } = reading;
    await queries.query(
      `INSERT INTO personal_data_reads (id, dossier_id, reader, reader_agency, reader_roles, purpose, operation)
       SELECT r.id, r.dossier_id, $3, $4, $5, $6, $7 FROM unnest($1::uuid[], $2::uuid[]) AS r (id, dossier_id)`,
      [
        dossierIds.map(() => uuid()),
        dossierIds,
        reader.subject,
        reader.agency ?? null,
        reader.roles,
        purpose,
        operation,
      ],
    );
  }

  /** Committed before anything is handed out: what cannot be recorded is not read. */
  async recordReading(queries: Queries, dossierId: string, reading: PersonalDataReading): Promise<void> {
    const { reader, purpose, operation } = reading;
    await queries.query(
      `INSERT INTO personal_data_reads (id, dossier_id, reader, reader_agency, reader_roles, purpose, operation)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [uuid(), dossierId, reader.subject, reader.agency ?? null, reader.roles, purpose, operation],
    );
  }

  private clear(row: PersonRow): DossierPersonView {
    const text = (data: Buffer | null): string | undefined => (data ? this.decrypt(data) : undefined);
    return {
      fullName: this.decrypt(row.full_name),
      identityNumber: text(row.identity_number),
      phone: text(row.phone),
      email: text(row.email),
      address: text(row.address),
    };
  }
}

function masked(person: DossierPersonView): DossierPersonView {
  return {
    fullName: maskName(person.fullName),
    identityNumber: person.identityNumber && maskIdentityNumber(person.identityNumber),
    phone: person.phone && maskPhone(person.phone),
    email: person.email && maskEmail(person.email),
    address: person.address && mask(person.address, 0).slice(0, 3),
  };
}
