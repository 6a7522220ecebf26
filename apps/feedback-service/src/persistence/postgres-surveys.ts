import { Injectable } from '@nestjs/common';
import { foldedCode, type SatisfactionLevel } from '@motcua/contracts';
import { Outbox } from '@motcua/messaging';
import {
  cappedCount,
  contentHash,
  decodeCursor,
  longWork,
  pageOf,
  PersonalDataCipher,
  Table,
  type Page,
} from '@motcua/platform';
import { localDate, startOfLocalDay, type LocalDate } from '@motcua/working-time';
import { Any, DataSource, In, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { PageRequest } from '../application/feedbacks.js';
import {
  Surveys,
  type AnsweringRequest,
  type Gathering,
  type IssuedSurvey,
  type SurveyAnswer,
} from '../application/surveys.js';
import { QUESTION_VERSION, tokenNotUsable, type SurveyAnswerInput, type SurveyInvitation } from '../domain/survey.js';
import { surveyAnswered } from '../events/published-events.js';
import {
  AnswerEntity,
  HeldAnswerEntity,
  InvitationEntity,
  KIND_COLUMNS,
  UsedTokenEntity,
  type AnswerKind,
  type HeldAnswerRow,
  type InvitationRow,
  type UsedTokenRow,
} from './entities.js';
import { encrypted } from './feedback-row.js';

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
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly cipher: PersonalDataCipher,
  ) {
    super();
  }

  /** One question for each dossier, however often its resolution is announced; no token yet. */
  async invite(manager: EntityManager, dossier: ResolvedDossier): Promise<void> {
    await INVITATIONS.insertAll(
      manager,
      [
        {
          id: uuidv7(),
          dossier_id: dossier.dossierId,
          dossier_code: dossier.code === undefined ? null : foldedCode(dossier.code),
          agency_code: dossier.agencyCode,
          procedure_code: dossier.procedureCode,
          field_code: dossier.fieldCode,
          resolved_at: dossier.resolvedAt,
          question_version: QUESTION_VERSION,
        },
      ],
      'ON CONFLICT DO NOTHING',
    );
  }

  async find(dossierIdOrCode: string): Promise<SurveyInvitation | undefined> {
    const row = await this.dataSource.manager.findOneBy(
      InvitationEntity,
      UUID.test(dossierIdOrCode) ? { dossier_id: dossierIdOrCode } : { dossier_code: foldedCode(dossierIdOrCode) },
    );
    return row ? toInvitation(row) : undefined;
  }

  async issuedUnder(id: string, tokenHashes: Buffer[]): Promise<IssuedSurvey | undefined> {
    const row = await this.dataSource.manager.findOneBy(InvitationEntity, { id });
    return row ? issuedOf(row, tokenHashes) : undefined;
  }

  issue(
    id: string,
    tokenHashes: Buffer[],
    decide: (invitation: SurveyInvitation) => SurveyInvitation,
  ): Promise<IssuedSurvey> {
    return this.dataSource.transaction(async (manager) => {
      const row = await manager.findOneOrFail(InvitationEntity, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      const earlier = issuedOf(row, tokenHashes);
      if (earlier) return earlier;
      const issued = decide(toInvitation(row));
      await manager.update(
        InvitationEntity,
        { id },
        {
          token_hash: tokenHashes[0],
          issued_at: issued.issuedAt,
          issued_to: issued.issuedTo,
          expires_at: issued.expiresAt,
        },
      );
      return { issued, chosen: 0 };
    });
  }

  async listAnswers(
    filter: { agencyCode?: string; level?: SatisfactionLevel },
    page: PageRequest,
  ): Promise<Page<SurveyAnswer>> {
    const matching = this.dataSource.manager.createQueryBuilder(AnswerEntity, 's').where('true');
    const { agencyCode, level } = filter;
    if (agencyCode !== undefined) matching.andWhere('s.agency_code = :agencyCode', { agencyCode });
    if (level !== undefined) matching.andWhere('s.level = :level', { level });
    const total = await cappedCount(this.dataSource, ...matching.clone().select('1').getQueryAndParameters());
    if (page.cursor) {
      const { on, id } = decodeCursor(page.cursor, { on: 'string', id: 'uuid' });
      matching.andWhere('(s.answered_on, s.id) < (CAST(:on AS date), :id)', { on, id });
    }
    const rows = await matching
      .orderBy('s.answered_on', 'DESC')
      .addOrderBy('s.id', 'DESC')
      .limit(page.limit + 1)
      .getMany();
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
   * The invitation is read and never changed, so that nothing beside it shows whether it was answered. The mark of the token makes
   * the token good for one answer: the second of two that come at once finds it there. The table of kept results is not used,
   * because it holds the instant; the mark holds what identifies a repetition.
   */
  answer({ token, answer, at, idempotencyKey, input }: AnsweringRequest): Promise<{ answeredOn: LocalDate }> {
    const repeated =
      idempotencyKey === undefined ? [] : this.cipher.blindIndexes(`${idempotencyKey} ${contentHash(input)}`);
    const answered_on = localDate(at);
    return this.dataSource.transaction(async (manager) => {
      const invitation = await manager.findOneBy(InvitationEntity, {
        token_hash: token.hash,
        answered_at: IsNull(),
        expires_at: MoreThan(at),
      });
      if (
        invitation &&
        (await this.useUp(manager, { mark: token.mark, answered_on, answered_with: repeated[0] ?? null }))
      ) {
        const { agency_code, procedure_code, field_code, question_version } = invitation;
        const kind: AnswerKind = { agency_code, procedure_code, field_code, question_version };
        await manager.insert(HeldAnswerEntity, { id: uuidv4(), ...kind, answered_on, sealed: this.seal(answer) });
        return { answeredOn: answered_on };
      }
      const earlier = await manager.findOneBy(UsedTokenEntity, { mark: token.mark, answered_with: In(repeated) });
      if (!earlier) throw tokenNotUsable();
      return { answeredOn: earlier.answered_on };
    });
  }

  /** False when the token was used already. By hand: of two that come at once, only PostgreSQL's answer tells which was first. */
  private async useUp(manager: EntityManager, row: UsedTokenRow): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      `INSERT INTO survey_tokens_used (mark, answered_on, answered_with) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [row.mark, row.answered_on, row.answered_with],
    );
    return rows.length > 0;
  }

  gather(request: Gathering): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await longWork(manager, 'housekeeping');
      const [free]: { free: boolean }[] = await manager.query(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('survey answers', 0)) AS free`,
      );
      if (!free!.free) return false;
      const due: HeldAnswerRow[] = await manager.query(DUE, [request.before, request.least, request.waitedSince]);
      if (due.length === 0) return true;
      await manager.delete(HeldAnswerEntity, { id: Any(due.map(({ id }) => id)) });
      const answers = due.map((row) => ({ ...row, ...this.unseal(row.sealed) }));
      await this.keep(manager, inOrderOfChance(answers));
      await this.announce(manager, inOrderOfChance(answers));
      return true;
    });
  }

  /** In one statement, however many they are. */
  private async keep(manager: EntityManager, answers: [id: string, answer: GatheredAnswer][]): Promise<void> {
    const rows = answers.map(([id, { reason, ...answer }]) => ({
      ...answer,
      id,
      reason: encrypted(reason, this.cipher),
    }));
    await ANSWERS.insertAll(manager, rows);
  }

  private async announce(manager: EntityManager, answers: [id: string, answer: GatheredAnswer][]): Promise<void> {
    await this.outbox.append(
      manager,
      answers.map(([id, answer]) => ({
        payload: surveyAnswered(
          id,
          {
            agencyCode: answer.agency_code,
            procedureCode: answer.procedure_code,
            fieldCode: answer.field_code,
            questionVersion: answer.question_version,
          },
          answer.level,
        ),
        aggregateId: id,
        aggregateVersion: 1,
        time: startOfLocalDay(answer.answered_on),
      })),
    );
  }

  /** All have one length: a longer one would show that there is a reason, which only the dissatisfied have to give. */
  private seal(answer: SurveyAnswerInput): Buffer {
    const json = Buffer.from(JSON.stringify(answer));
    const length = Math.ceil(json.length / SEALED_BYTES) * SEALED_BYTES;
    return this.cipher.encrypt(json.toString() + ' '.repeat(length - json.length));
  }

  private unseal(sealed: Buffer): SurveyAnswerInput {
    return JSON.parse(this.cipher.decrypt(sealed)) as SurveyAnswerInput;
  }
}

const INVITATIONS = Table.of(InvitationEntity);
const ANSWERS = Table.of(AnswerEntity);

/** The longest reason has 2,000 characters of three bytes at most. */
const SEALED_BYTES = 6_144;

/**
 * By hand, because PostgreSQL counts answers of one kind in windows. Due are, of the answers of ended days, those of which there
 * are enough about one procedure, and of those that have waited long, those of which there are enough about one agency. Each gets
 * the latest day of those that are announced with it.
 */
const DUE = `
  WITH held AS (
    SELECT id, ${KIND_COLUMNS}, answered_on, sealed, count(*) OVER alike AS together, max(answered_on) OVER alike AS latest
    FROM survey_answers_held WHERE answered_on < $1 WINDOW alike AS (PARTITION BY ${KIND_COLUMNS})
  ), waiting AS (
    SELECT id, agency_code, question_version, sealed, count(*) OVER alike AS together, max(answered_on) OVER alike AS latest
    FROM held WHERE together < $2 AND answered_on <= $3 WINDOW alike AS (PARTITION BY agency_code, question_version)
  )
  SELECT id, ${KIND_COLUMNS}, latest::text AS answered_on, sealed FROM held WHERE together >= $2
  UNION ALL
  SELECT id, agency_code, 'OTHER', 'OTHER', question_version, latest::text, sealed FROM waiting WHERE together >= $2`;

type GatheredAnswer = AnswerKind & SurveyAnswerInput & Pick<HeldAnswerRow, 'answered_on'>;

/** Each with a new random id, in the order of these ids. */
function inOrderOfChance(answers: readonly GatheredAnswer[]): [id: string, answer: GatheredAnswer][] {
  return answers
    .map(({ agency_code, procedure_code, field_code, question_version, level, reason, answered_on }) => {
      const answer = { agency_code, procedure_code, field_code, question_version, level, reason, answered_on };
      return [uuidv4(), answer] as [string, GatheredAnswer];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What was issued to `row`, where one of these hashes stands there. */
function issuedOf(row: InvitationRow, tokenHashes: Buffer[]): IssuedSurvey | undefined {
  const chosen = tokenHashes.findIndex((hash) => row.token_hash?.equals(hash));
  return chosen < 0 ? undefined : { issued: toInvitation(row), chosen };
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
  };
}
