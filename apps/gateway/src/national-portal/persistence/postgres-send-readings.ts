import { foldedCode, type ListNationalSendsQuery } from '@motcua/contracts';
import { decodeCursor, pageOf, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { Any, DataSource, In, MoreThan } from 'typeorm';
import { SendReadings, type SendAttempt, type SendRecord } from '../application/send-readings.js';
import type { ErrorClass } from '../domain/error-class.js';
import type { SendEntry, WantedState } from '../domain/send-entry.js';
import { DESTINATION, failureOf, SEND_ATTEMPTS, SENDS, type SendAttemptRow } from './entities.js';
import { entryOf } from './send-row.js';
import { counted } from './statements.js';

const DEFAULT_LIMIT = 50;
const SHOWN_ATTEMPTS = 50;

@Injectable()
export class PostgresSendReadings extends SendReadings {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async list({
    state,
    errorClass,
    owner,
    agencyCode,
    code,
    cursor,
    limit = DEFAULT_LIMIT,
  }: ListNationalSendsQuery): Promise<Page<SendEntry>> {
    const query = this.dataSource
      .getRepository(SENDS)
      .createQueryBuilder('s')
      .where({
        destination: DESTINATION,
        ...(state && { state }),
        ...(errorClass && { error_class: errorClass }),
        ...(owner && { owner }),
        ...(agencyCode && { agency_code: agencyCode }),
        // An earlier import announced codes as its system had written them.
        ...(code && { code: In([code, foldedCode(code)]) }),
      });
    // Rows of an owner are failures, which are few: the condition makes PostgreSQL use their index.
    if (owner) query.andWhere('s.error_class IS NOT NULL');
    const total = await counted(query);
    if (cursor) query.andWhere({ dossier_id: MoreThan(decodeCursor(cursor, { id: 'uuid' }).id) });
    const rows = await query
      .orderBy('s.dossier_id')
      .limit(limit + 1)
      .getMany();
    return pageOf(rows, limit, total, entryOf, (row) => ({ id: row.dossier_id }));
  }

  async find(dossierId: string): Promise<SendRecord | undefined> {
    const key = { destination: DESTINATION, dossier_id: dossierId };
    const row = await this.dataSource.manager.findOneBy(SENDS, key);
    if (!row) return undefined;
    const attempts = await this.dataSource.manager.find(SEND_ATTEMPTS, {
      where: key,
      order: { at: 'DESC' },
      take: SHOWN_ATTEMPTS,
    });
    return { entry: entryOf(row), attempts: attempts.map(attemptOf) };
  }

  async known(codes: string[]): Promise<SendEntry[]> {
    const rows = await this.dataSource.manager.findBy(SENDS, { destination: DESTINATION, code: Any(codes) });
    return rows.map(entryOf);
  }

  async failing(errorClass: ErrorClass, after: string | undefined, limit: number): Promise<WantedState[]> {
    const rows = await this.dataSource.manager.find(SENDS, {
      where: {
        destination: DESTINATION,
        error_class: errorClass,
        state: In(['DUE', 'STOPPED']),
        ...(after && { dossier_id: MoreThan(after) }),
      },
      order: { dossier_id: 'ASC' },
      take: limit,
    });
    return rows.map((row) => ({
      dossierId: row.dossier_id,
      version: row.wanted_version,
      status: row.wanted_status,
      code: row.code ?? undefined,
      agencyCode: row.agency_code,
      procedureCode: row.procedure_code,
    }));
  }
}

function attemptOf(row: SendAttemptRow): SendAttempt {
  return { at: row.at, outcome: row.outcome, version: row.version ?? undefined, failure: failureOf(row) };
}
