import { Inject, Injectable } from '@nestjs/common';
import type { SatisfactionLevel } from '@motcua/contracts';
import { Outbox } from '@motcua/messaging';
import { cappedCount, decodeCursor, pageOf, Parameters, PersonalDataCipher } from '@motcua/platform';
import { localDate, startOfLocalDay } from '@motcua/working-time';
import { DataSource, type EntityManager } from 'typeorm';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { Surveys, type PageOf, type PageRequest, type Repetition, type SurveyAnswer } from '../application/ports.js';
import { QUESTION_VERSION, tokenNotUsable, type SurveyInvitation } from '../domain/survey.js';
import { surveyAnswered } from '../events/published-events.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A dossier whose processing ended with a result. */
export interface ResolvedDossier {
  dossierId: string;
  code?: string;
  agencyCode: string;
  procedureCode: string;
  fieldCode: string;
  resolvedAt: Date;
}

@Injectable()
export class PostgresSurveys extends Surveys {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(PersonalDataCipher) private readonly cipher: PersonalDataCipher,
  ) {
    super();
  }

  /** One question for each dossier, however often it is said to be resolved. No token yet. */
  async invite(manager: EntityManager, dossier: ResolvedDossier): Promise<void> {
    await manager.query(
      `INSERT INTO survey_invitations
         (id, dossier_id, dossier_code, agency_code, procedure_code, field_code, resolved_at, question_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (dossier_id) DO NOTHING`,
      [
        uuidv7(),
        dossier.dossierId,
        dossier.code ?? null,
        dossier.agencyCode,
        dossier.procedureCode,
        dossier.fieldCode,
        dossier.resolvedAt,
        QUESTION_VERSION,
      ],
    );
  }

  async find(dossierIdOrCode: string): Promise<SurveyInvitation | undefined> {
    const column = UUID.test(dossierIdOrCode) ? 'dossier_id' : 'dossier_code';
    const rows: InvitationRow[] = await this.dataSource.query(
      `SELECT * FROM survey_invitations WHERE ${column} = $1 LIMIT 1`,
      [dossierIdOrCode],
    );
    return rows[0] && toInvitation(rows[0]);
  }

  issue(
    id: string,
    tokenHashes: Buffer[],
    decide: (invitation: SurveyInvitation) => SurveyInvitation,
  ): Promise<{ issued: SurveyInvitation; chosen: number }> {
    return this.dataSource.transaction(async (manager) => {
      const rows: InvitationRow[] = await manager.query('SELECT * FROM survey_invitations WHERE id = $1 FOR UPDATE', [
        id,
      ]);
      const invitation = toInvitation(rows[0]!);
      const earlier = tokenHashes.findIndex((hash) => rows[0]!.token_hash?.equals(hash));
      if (earlier >= 0) return { issued: invitation, chosen: earlier };
      const issued = decide(invitation);
      await manager.query(
        `UPDATE survey_invitations SET token_hash = $2, issued_at = $3, issued_to = $4, expires_at = $5 WHERE id = $1`,
        [id, tokenHashes[0], issued.issuedAt, issued.issuedTo, issued.expiresAt],
      );
      return { issued, chosen: 0 };
    });
  }

  answer(
    tokenHash: Buffer,
    answer: { level: SatisfactionLevel; reason?: string },
    at: Date,
    repetition: Repetition,
  ): Promise<{ answeredOn: string }> {
    return this.dataSource.transaction((manager) => this.answerWithin(manager, tokenHash, answer, at, repetition));
  }

  async listAnswers(
    filter: { agencyCode?: string; level?: SatisfactionLevel },
    page: PageRequest,
  ): Promise<PageOf<SurveyAnswer>> {
    const parameters = new Parameters();
    const conditions = ['true'];
    if (filter.agencyCode !== undefined) conditions.push(`agency_code = ${parameters.add(filter.agencyCode)}`);
    if (filter.level !== undefined) conditions.push(`level = ${parameters.add(filter.level)}`);
    const where = conditions.join(' AND ');
    const total = await cappedCount(this.dataSource, `SELECT 1 FROM survey_answers WHERE ${where}`, [
      ...parameters.values,
    ]);
    let after = '';
    if (page.cursor) {
      const { on, id } = decodeCursor(page.cursor, { on: 'string', id: 'uuid' });
      after = ` AND (answered_on, id) < (${parameters.add(on)}::date, ${parameters.add(id)})`;
    }
    const rows: AnswerRow[] = await this.dataSource.query(
      `SELECT id, agency_code, procedure_code, field_code, level, reason, answered_on::text AS answered_on
       FROM survey_answers WHERE ${where}${after}
       ORDER BY survey_answers.answered_on DESC, id DESC LIMIT ${parameters.add(page.limit + 1)}`,
      parameters.values,
    );
    return pageOf(
      rows,
      page.limit,
      total,
      (row) => ({
        agencyCode: row.agency_code,
        procedureCode: row.procedure_code,
        fieldCode: row.field_code,
        level: row.level,
        reason: row.reason ? this.cipher.decrypt(row.reason) : undefined,
        answeredOn: row.answered_on,
      }),
      (row) => ({ on: row.answered_on, id: row.id }),
    );
  }

  /**
   * One statement looks the token up and uses it up: of two that come at once, one finds it used. The invitation and the
   * event know the day only and share no id, so that neither tells which dossier an answer is about. The table of kept
   * answers is not used, since it knows the instant: a repetition is told by what the invitation keeps.
   */
  private async answerWithin(
    manager: EntityManager,
    tokenHash: Buffer,
    answer: { level: SatisfactionLevel; reason?: string },
    at: Date,
    { key, requestHash }: Repetition,
  ): Promise<{ answeredOn: string }> {
    const repeated = key === undefined ? [] : this.cipher.blindIndexes(`${key} ${requestHash}`);
    const answeredOn = localDate(at);
    const day = startOfLocalDay(answeredOn);
    const [rows]: [InvitationRow[], number] = await manager.query(
      `UPDATE survey_invitations SET answered_at = $3, answered_with = $4
       WHERE token_hash = $1 AND answered_at IS NULL AND expires_at > $2 RETURNING *`,
      [tokenHash, at, day, repeated[0] ?? null],
    );
    if (!rows[0]) {
      const earlier: { answered_at: Date }[] = await manager.query(
        'SELECT answered_at FROM survey_invitations WHERE token_hash = $1 AND answered_with = ANY ($2)',
        [tokenHash, repeated],
      );
      if (earlier[0]) return { answeredOn: localDate(earlier[0].answered_at) };
      throw tokenNotUsable();
    }
    const invitation = toInvitation(rows[0]);
    await manager.query(
      `INSERT INTO survey_answers
         (id, agency_code, procedure_code, field_code, question_version, level, reason, answered_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        uuidv4(),
        invitation.agencyCode,
        invitation.procedureCode,
        invitation.fieldCode,
        invitation.questionVersion,
        answer.level,
        answer.reason ? this.cipher.encrypt(answer.reason) : null,
        answeredOn,
      ],
    );
    const surveyId = uuidv4();
    const payload = surveyAnswered(surveyId, invitation, answer.level);
    await this.outbox.append(manager, [{ payload, aggregateId: surveyId, aggregateVersion: 1, time: day }]);
    return { answeredOn };
  }
}

interface InvitationRow {
  id: string;
  dossier_id: string;
  dossier_code: string | null;
  agency_code: string;
  procedure_code: string;
  field_code: string;
  resolved_at: Date;
  question_version: number;
  token_hash: Buffer | null;
  issued_at: Date | null;
  issued_to: 'OWNER' | 'COUNTER' | null;
  expires_at: Date | null;
  answered_at: Date | null;
}

interface AnswerRow {
  id: string;
  agency_code: string;
  procedure_code: string;
  field_code: string;
  level: SatisfactionLevel;
  reason: Buffer | null;
  answered_on: string;
}

function toInvitation(row: InvitationRow): SurveyInvitation {
  return {
    id: row.id,
    dossierId: row.dossier_id,
    dossierCode: row.dossier_code ?? undefined,
    agencyCode: row.agency_code,
    procedureCode: row.procedure_code,
    fieldCode: row.field_code,
    resolvedAt: row.resolved_at,
    questionVersion: row.question_version,
    issuedAt: row.issued_at ?? undefined,
    issuedTo: row.issued_to ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    answeredAt: row.answered_at ?? undefined,
  };
}
