import { createHash } from 'node:crypto';
import { DomainError } from '@motcua/contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import type { PersonalDataCipher } from '../privacy/personal-data-cipher.js';
import { prepared } from '../database/prepared.js';
import { invalidRequest } from './validation.pipe.js';

export interface IdempotentRequest {
  /** Whose key it is: the same key of two callers is two keys. */
  caller: string;
  /** What was asked for, with its target: `dossier.accept:<id>`. */
  operation: string;
  /** The `Idempotency-Key` header; without one the work is simply done. */
  key: string | undefined;
  /** `contentHash(body)`. */
  requestHash: string;
  /** Encrypts the kept answer; give it wherever an answer holds personal data. */
  cipher?: PersonalDataCipher;
}

export interface Answer<T = unknown> {
  status: number;
  body: T;
  /** True when this is the answer of an earlier request with the same key. */
  replayed?: boolean;
}

interface KeptAnswer {
  request_hash: string;
  status: number | null;
  body: Buffer | null;
  encrypted: boolean;
}

const CLAIM = prepared(
  `INSERT INTO idempotency_keys (caller, operation, key, request_hash, created_at)
   VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING RETURNING 1`,
);
const KEEP = prepared(
  `UPDATE idempotency_keys SET status = $4, body = $5, encrypted = $6 WHERE caller = $1 AND operation = $2 AND key = $3`,
);

const KEPT = prepared(
  'SELECT request_hash, status, body, encrypted FROM idempotency_keys WHERE caller = $1 AND operation = $2 AND key = $3',
);

/**
 * Does `work` once per caller, operation and key, and answers a repetition with what was answered then. Must be called
 * in the transaction that holds the work's own effects, so that both are kept or neither: a refusal is not kept.
 * A concurrent duplicate waits for the first one to commit.
 * @throws DomainError `precondition` when the key was used for another request.
 */
export async function idempotent<T>(
  manager: EntityManager,
  request: IdempotentRequest,
  work: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  if (request.key === undefined) {
    return work();
  }
  const id = [request.caller, request.operation, request.key];
  const claimed: unknown[] = await manager.query(CLAIM, [...id, request.requestHash]);
  if (claimed.length === 0) {
    return await keptAnswer<T>(manager, id, request);
  }
  const answer = await work();
  const json = JSON.stringify(answer.body ?? null);
  await manager.query(KEEP, [
    ...id,
    answer.status,
    request.cipher ? request.cipher.encrypt(json) : Buffer.from(json),
    !!request.cipher,
  ]);
  return answer;
}

/** What a statement can run on: a data source, or one transaction of it. */
interface Queries {
  query<T = unknown>(sql: string, parameters?: unknown[]): Promise<T>;
}

/**
 * The answer that was given to this request before, for work that commits in one statement: it claims the key and keeps
 * the answer in the same statement, by `keepAnswer`, and learns from `isRepetition` that it lost against an earlier one.
 * @throws DomainError `precondition` when the key was used for another request.
 */
export async function earlierAnswer<T>(queries: Queries, request: IdempotentRequest): Promise<Answer<T> | undefined> {
  if (request.key === undefined) return undefined;
  const rows = await queries.query<KeptAnswer[]>(KEPT, [request.caller, request.operation, request.key]);
  return rows[0] && answerOf<T>(rows[0], request);
}

/**
 * An INSERT that keeps `answer` under the key of `request`, to be made part of the statement that does the work; it fails
 * the statement, so that nothing is done, when the key is claimed already.
 * @param add takes a value and gives its placeholder
 * @param condition `FROM …` or `WHERE …`: kept for each row of it only
 */
export function keepAnswer(
  request: IdempotentRequest,
  answer: Answer,
  add: (value: unknown) => string,
  condition = '',
): string {
  const json = JSON.stringify(answer.body ?? null);
  const body = request.cipher ? request.cipher.encrypt(json) : Buffer.from(json);
  return `INSERT INTO idempotency_keys (caller, operation, key, request_hash, status, body, encrypted, created_at)
    SELECT ${add(request.caller)}::text, ${add(request.operation)}::text, ${add(request.key)}::text,
      ${add(request.requestHash)}::text, ${add(answer.status)}::integer, ${add(body)}::bytea,
      ${add(request.cipher !== undefined)}::boolean, now() ${condition}`;
}

/** Whether a statement failed because its `keepAnswer` found the key claimed. */
export function isRepetition(error: unknown): boolean {
  const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
  return constraint === 'idempotency_keys_pkey';
}

async function keptAnswer<T>(manager: EntityManager, id: string[], request: IdempotentRequest): Promise<Answer<T>> {
  const rows: KeptAnswer[] = await manager.query(
    `SELECT request_hash, status, body, encrypted FROM idempotency_keys
     WHERE caller = $1 AND operation = $2 AND key = $3 FOR UPDATE`,
    id,
  );
  return answerOf(rows[0], request);
}

function answerOf<T>(kept: KeptAnswer | undefined, request: IdempotentRequest): Answer<T> {
  if (!kept || kept.status === null || kept.body === null) {
    throw new DomainError({
      kind: 'conflict',
      code: 'idempotency.in-progress',
      message: {
        vi: 'Yêu cầu trước với cùng Idempotency-Key chưa xong. Hãy gửi lại sau.',
        en: 'An earlier request with this Idempotency-Key is not done yet. Send it again later.',
      },
      retryAfterSeconds: 1,
    });
  }
  if (kept.request_hash !== request.requestHash) {
    throw new DomainError({
      kind: 'precondition',
      code: 'idempotency.key-reused',
      message: {
        vi: 'Idempotency-Key này đã dùng cho một yêu cầu khác. Hãy dùng khóa mới.',
        en: 'This Idempotency-Key was used for another request. Use a new key.',
      },
    });
  }
  if (kept.encrypted && !request.cipher) {
    throw new Error('the kept answer is encrypted and no cipher was given to read it');
  }
  const json = kept.encrypted ? request.cipher!.decrypt(kept.body) : kept.body.toString('utf8');
  return { status: kept.status, body: JSON.parse(json) as T, replayed: true };
}

/** SHA-256 of a value as JSON, in hexadecimal: the same whatever the order of its members. */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(canonical(content)).digest('hex');
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value as Record<string, unknown>)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** The `Idempotency-Key` header, checked; `{ required: true }` refuses a request without one. */
export const IdempotencyKey = createParamDecorator(
  (options: { required?: boolean } | undefined, context: ExecutionContext): string | undefined => {
    const headers = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers;
    const key = headers['idempotency-key'];
    if (key === undefined && options?.required !== true) return undefined;
    if (key !== undefined && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
    throw invalidRequest([
      {
        path: 'Idempotency-Key',
        code: 'idempotencyKey',
        message: {
          vi: 'tiêu đề này phải có từ 1 đến 200 ký tự ASCII nhìn thấy được',
          en: 'this header must be 1 to 200 visible ASCII characters',
        },
      },
    ]);
  },
);

/** Forgets keys claimed before `before`; returns how many. */
export async function forgetIdempotencyKeys(manager: EntityManager, before: Date): Promise<number> {
  const [, count]: [unknown, number] = await manager.query('DELETE FROM idempotency_keys WHERE created_at < $1', [
    before,
  ]);
  return count;
}

/** The table behind `idempotent`, to be listed among a service's own migrations. */
export class IdempotencyKeys1756600000000 implements MigrationInterface {
  name = 'IdempotencyKeys1756600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE idempotency_keys (
        caller text NOT NULL,
        operation text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        status integer,
        body bytea,
        encrypted boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL,
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, operation, key),
        CONSTRAINT idempotency_keys_status_check CHECK (status BETWEEN 100 AND 599),
        CONSTRAINT idempotency_keys_answer_check CHECK ((status IS NULL) = (body IS NULL))
      );
      CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
      COMMENT ON TABLE idempotency_keys IS 'Answers kept under the Idempotency-Key of their request, so that a repetition is answered and not done again';
      COMMENT ON COLUMN idempotency_keys.caller IS 'Subject of the token that the request came with';
      COMMENT ON COLUMN idempotency_keys.operation IS 'What was asked for, with its target';
      COMMENT ON COLUMN idempotency_keys.key IS 'The Idempotency-Key header';
      COMMENT ON COLUMN idempotency_keys.request_hash IS 'SHA-256 of the request, to tell a repetition from another request';
      COMMENT ON COLUMN idempotency_keys.status IS 'HTTP status that was answered; null only inside the transaction that does the work';
      COMMENT ON COLUMN idempotency_keys.body IS 'JSON body that was answered, encrypted when it holds personal data';
      COMMENT ON COLUMN idempotency_keys.encrypted IS 'Whether body is encrypted';
      COMMENT ON COLUMN idempotency_keys.created_at IS 'When the key was claimed; keys are forgotten after their retention';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE idempotency_keys');
  }
}

export { IdempotencyKeys1756600000000 as IdempotencyMigration };
