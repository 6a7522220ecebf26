import { Injectable } from '@nestjs/common';
import { foldedCode, type SatisfactionLevel, type SurveyAnswered } from '@motcua/contracts';
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
import { Any, DataSource, In, IsNull, LessThan, type EntityManager } from 'typeorm';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { PageRequest } from '../application/feedbacks.js';
import {
  Surveys,
  type AnsweringRequest,
  type Gathering,
  type IssuedBallot,
  type SurveyAnswer,
} from '../application/surveys.js';
import { issuesDue, type IssuesBatch } from '../domain/issued-ballots.js';
import {
  QUESTION_VERSION,
  tokenNotUsable,
  voterOf,
  type Ballot,
  type SurveyAnswerInput,
  type SurveyInvitation,
} from '../domain/survey.js';
import { surveyAnswered, surveyBallotsIssued } from '../events/published-events.js';
import {
  AnswerEntity,
  BallotEntity,
  HeldAnswerEntity,
  HeldIssuesEntity,
  InvitationEntity,
  KIND_COLUMNS,
  UsedTokenEntity,
  type BallotKind,
  type BallotRow,
  type HeldAnswerRow,
  type InvitationRow,
  type UsedTokenRow,
} from './entities.js';
import { encrypted } from './feedback-row.js';
import { issuedOf, kindOf, toHeldIssues, toInvitation } from './survey-row.js';

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

  async issuedUnder(id: string, tokenHashes: Buffer[]): Promise<IssuedBallot | undefined> {
    const { manager } = this.dataSource;
    const invitation = await manager.findOneByOrFail(InvitationEntity, { id });
    return issuedOf(invitation, await this.ballotUnder(manager, id, tokenHashes), tokenHashes);
  }

  issue(id: string, tokenHashes: Buffer[], decide: (invitation: SurveyInvitation) => Ballot): Promise<IssuedBallot> {
    return this.dataSource.transaction(async (manager) => {
      const invitation = await manager.findOneOrFail(InvitationEntity, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      const earlier = issuedOf(invitation, await this.ballotUnder(manager, id, tokenHashes), tokenHashes);
      if (earlier) return earlier;
      const ballot = decide(toInvitation(invitation));
      const { channel, issuedAt, expiresAt } = ballot;
      const replaced = { invitation_id: id, channel, replaced_at: IsNull() };
      const { affected } = await manager.update(BallotEntity, replaced, { replaced_at: issuedAt });
      await manager.insert(BallotEntity, {
        id: uuidv7(),
        invitation_id: id,
        channel,
        token_hash: tokenHashes[0]!,
        issued_at: issuedAt,
        expires_at: expiresAt,
        replaced_at: null,
      });
      if (affected === 0) await this.count(manager, invitation, ballot);
      return { ballot, chosen: 0 };
    });
  }

  private ballotUnder(manager: EntityManager, id: string, tokenHashes: Buffer[]): Promise<BallotRow | null> {
    return manager.findOneBy(BallotEntity, { invitation_id: id, token_hash: In(tokenHashes) });
  }

  private async count(manager: EntityManager, about: InvitationRow, { channel, issuedAt }: Ballot): Promise<void> {
    const { agency_code, procedure_code, field_code } = about;
    const kind = { agency_code, procedure_code, field_code, channel, issued_on: localDate(issuedAt) };
    await HELD_ISSUES.insertAll(
      manager,
      [{ id: uuidv4(), ...kind, ballots: 1 }],
      `ON CONFLICT ON CONSTRAINT survey_issues_held_key DO UPDATE SET ballots = survey_issues_held.ballots + 1`,
    );
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
        channel: row.channel ?? undefined,
      }),
      (row) => ({ on: row.answered_on, id: row.id }),
    );
  }

  /**
   * Ballot and invitation are read and never changed, so that nothing beside them shows whether they were answered. A mark makes what
   * the token stands for good for one answer: the second of two that come at once finds it there. The table of kept results is not used,
   * because it holds the instant; the mark holds what identifies a repetition.
   */
  answer({ token, answer, at, idempotencyKey, input }: AnsweringRequest): Promise<{ answeredOn: LocalDate }> {
    const repeated =
      idempotencyKey === undefined ? [] : this.cipher.blindIndexes(`${idempotencyKey} ${contentHash(input)}`);
    const answered_on = localDate(at);
    return this.dataSource.transaction(async (manager) => {
      const ballot = await this.ballotOf(manager, token);
      if (!ballot) throw tokenNotUsable();
      const { kind, marks, expiresAt } = ballot;
      const used = await manager.findOneBy(UsedTokenEntity, { mark: In(marks) });
      const usable = !used && expiresAt !== undefined && expiresAt > at;
      const mark = { mark: marks[0]!, answered_on, answered_with: repeated[0] ?? null };
      if (usable && (await this.useUp(manager, mark))) {
        await manager.insert(HeldAnswerEntity, { id: uuidv4(), ...kind, answered_on, sealed: this.seal(answer) });
        return { answeredOn: answered_on };
      }
      const earlier = await manager.findOneBy(UsedTokenEntity, { mark: In(marks), answered_with: In(repeated) });
      if (!earlier) throw tokenNotUsable();
      return { answeredOn: earlier.answered_on };
    });
  }

  private async ballotOf(
    manager: EntityManager,
    { hash, mark }: AnsweringRequest['token'],
  ): Promise<AnswerableBallot | undefined> {
    const ballot = await manager.findOneBy(BallotEntity, { token_hash: hash });
    if (ballot) {
      const { invitation_id: id, channel, replaced_at, expires_at } = ballot;
      const invitation = await manager.findOneByOrFail(InvitationEntity, { id });
      return {
        kind: { ...kindOf(invitation), channel },
        marks: this.cipher.blindIndexes(JSON.stringify(['survey ballot used', id, voterOf(channel)])),
        expiresAt: replaced_at ? undefined : expires_at,
      };
    }
    const invitation = await manager.findOneBy(InvitationEntity, { token_hash: hash });
    if (!invitation) return undefined;
    const { answered_at, expires_at } = invitation;
    return {
      kind: { ...kindOf(invitation), channel: null },
      marks: [mark],
      expiresAt: answered_at ? undefined : expires_at!,
    };
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
      const issues = await this.takeIssues(manager, request, due);
      await manager.delete(HeldAnswerEntity, { id: Any(due.map(({ id }) => id)) });
      const answers = due.map((row) => ({ ...row, ...this.unseal(row.sealed) }));
      await this.keep(manager, inOrderOfChance(answers));
      // First, so that a reader has no answer without its ballot.
      await this.announce(manager, inOrderOfChance(issues));
      await this.announce(manager, inOrderOfChance(answers));
      return true;
    });
  }

  private async takeIssues(
    manager: EntityManager,
    { before, ...request }: Gathering,
    answered: HeldAnswerRow[],
  ): Promise<IssuesBatch[]> {
    const held = await manager.find(HeldIssuesEntity, {
      where: { issued_on: LessThan(before) },
      lock: { mode: 'pessimistic_write' },
    });
    const places = answered.flatMap(({ agency_code, channel }) =>
      channel === null ? [] : [{ agencyCode: agency_code, channel }],
    );
    const due = issuesDue(held.map(toHeldIssues), { ...request, answered: places });
    await manager.delete(HeldIssuesEntity, { id: Any(due.flatMap(({ ids }) => ids)) });
    return due;
  }

  /** In one statement, however many they are. */
  private async keep(manager: EntityManager, answers: [id: string, answer: GatheredAnswer][]): Promise<void> {
    const rows = answers.map(([id, answer]) => ({
      id,
      ...kindOf(answer),
      channel: answer.channel,
      level: answer.level,
      answered_on: answer.answered_on,
      reason: encrypted(answer.reason, this.cipher),
    }));
    await ANSWERS.insertAll(manager, rows);
  }

  private async announce(
    manager: EntityManager,
    gathered: [id: string, one: GatheredAnswer | IssuesBatch][],
  ): Promise<void> {
    await this.outbox.append(
      manager,
      gathered.map(([id, one]) => ({
        ...('ballots' in one
          ? { payload: surveyBallotsIssued(id, one, one), time: startOfLocalDay(one.issuedOn) }
          : { payload: answeredEvent(id, one), time: startOfLocalDay(one.answered_on) }),
        aggregateId: id,
        aggregateVersion: 1,
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
const HELD_ISSUES = Table.of(HeldIssuesEntity);

/** The longest reason has 2,000 characters of three bytes at most. */
const SEALED_BYTES = 6_144;

/**
 * By hand, because PostgreSQL counts answers of one kind in windows. Due are, of the answers of ended days, those of which there
 * are enough about one procedure, and of those that have waited long, those of which there are enough about one agency;
 * answers of different channels never together. Each gets the latest day of those that are announced with it.
 */
const DUE = `
  WITH held AS (
    SELECT id, ${KIND_COLUMNS}, answered_on, sealed, count(*) OVER alike AS together, max(answered_on) OVER alike AS latest
    FROM survey_answers_held WHERE answered_on < $1 WINDOW alike AS (PARTITION BY ${KIND_COLUMNS})
  ), waiting AS (
    SELECT id, agency_code, question_version, channel, sealed, count(*) OVER alike AS together,
      max(answered_on) OVER alike AS latest
    FROM held WHERE together < $2 AND answered_on <= $3 WINDOW alike AS (PARTITION BY agency_code, question_version, channel)
  )
  SELECT id, ${KIND_COLUMNS}, latest::text AS answered_on, sealed FROM held WHERE together >= $2
  UNION ALL
  SELECT id, agency_code, 'OTHER', 'OTHER', question_version, channel, latest::text, sealed FROM waiting WHERE together >= $2`;

type GatheredAnswer = BallotKind & SurveyAnswerInput & Pick<HeldAnswerRow, 'answered_on'>;

/** What an answer is about, what shows that it was given, and until when it can be; undefined where it cannot any more. */
interface AnswerableBallot {
  kind: BallotKind;
  marks: Buffer[];
  expiresAt?: Date;
}

/** Each with a new random id, in the order of these ids. */
function inOrderOfChance<Gathered>(gathered: readonly Gathered[]): [id: string, gathered: Gathered][] {
  return gathered.map((one): [string, Gathered] => [uuidv4(), one]).sort(([a], [b]) => (a < b ? -1 : 1));
}

function answeredEvent(id: string, { level, channel, ...kind }: GatheredAnswer): SurveyAnswered {
  const about = {
    agencyCode: kind.agency_code,
    procedureCode: kind.procedure_code,
    fieldCode: kind.field_code,
    questionVersion: kind.question_version,
  };
  return surveyAnswered(id, about, { level, channel: channel ?? undefined });
}
