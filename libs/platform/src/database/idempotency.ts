import { createHash } from 'node:crypto';
import { DomainError } from '@motcua/contracts';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import type { Caller } from '../auth/caller.js';
import type { PersonalDataCipher } from '../privacy/personal-data-cipher.js';
import { prepared } from './prepared.js';

/** A caller's request. The same `Idempotency-Key` makes it a repetition, which must have the same input. */
export interface Command<Input = unknown> {
  caller: Caller;
  /** The `Idempotency-Key` header. */
  idempotencyKey?: string;
  input: Input;
}

export interface IdempotentRequest {
  /** The owner of the key: the same key of two callers is two keys. */
  caller: string;
  /** The operation and its target: `dossier.accept:<id>`. */
  operation: string;
  /** The `Idempotency-Key` header; without one there is no repetition. */
  key: string | undefined;
  /** `contentHash` of the request. */
  requestHash: string;
  /**
   * Reads results that an earlier version kept encrypted as a whole. Now a result is kept as it is: it holds rows, whose personal
   * data are encrypted already, and to encrypt them again would protect nothing more.
   */
  cipher?: Pick<PersonalDataCipher, 'decrypt'>;
}

/** The request of a command. */
export function idempotentRequest(
  operation: string,
  { caller, idempotencyKey: key, input }: Command,
  cipher?: IdempotentRequest['cipher'],
): IdempotentRequest {
  return { caller: caller.subject, operation, key, requestHash: key === undefined ? '' : contentHash(input), cipher };
}

interface KeptResult {
  request_hash: string;
  body: Buffer | null;
  encrypted: boolean;
}

const CLAIM = prepared(
  `INSERT INTO idempotency_keys (caller, operation, key, request_hash, created_at)
   VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING RETURNING 1`,
);
const KEEP = prepared(`UPDATE idempotency_keys SET body = $4 WHERE caller = $1 AND operation = $2 AND key = $3`);
const KEPT = prepared(
  'SELECT request_hash, body, encrypted FROM idempotency_keys WHERE caller = $1 AND operation = $2 AND key = $3',
);

/**
 * Does `work` once per caller, operation and key; a repetition gets the first result. Must be called in the transaction
 * of the work's own effects, so that both commit or neither; a refusal is not kept. A concurrent duplicate waits for
 * the first one to commit.
 * @param work its result is kept as JSON: a repetition gets no Date objects and no `undefined` members
 * @throws DomainError `precondition` when the key was used for another request.
 */
export async function idempotent<T>(
  manager: EntityManager,
  request: IdempotentRequest,
  work: () => Promise<T>,
): Promise<T> {
  if (request.key === undefined) {
    return work();
  }
  const id = [request.caller, request.operation, request.key];
  const claimed: unknown[] = await manager.query(CLAIM, [...id, request.requestHash]);
  if (claimed.length === 0) {
    const rows: KeptResult[] = await manager.query(`${KEPT} FOR UPDATE`, id);
    return resultOf<T>(rows[0], request);
  }
  const result = await work();
  await manager.query(KEEP, [...id, Buffer.from(JSON.stringify(result ?? null))]);
  return result;
}

/** Runs statements: a data source, or one transaction of it. */
interface Queries {
  query<T = unknown>(sql: string, parameters?: unknown[]): Promise<T>;
}

/** A kept result; wrapped, because the result itself may be undefined. */
export interface EarlierResult<T> {
  result: T;
}

/**
 * The earlier result of the same request. Look it up before anything that may have changed since: a repetition asks
 * whether the work was done, not whether it could be done again.
 * @throws DomainError `precondition` when the key was used for another request.
 */
export async function earlierResult<T>(
  queries: Queries,
  request: IdempotentRequest,
): Promise<EarlierResult<T> | undefined> {
  if (request.key === undefined) return undefined;
  const rows = await queries.query<KeptResult[]>(KEPT, [request.caller, request.operation, request.key]);
  return rows[0] && { result: resultOf<T>(rows[0], request) };
}

/** The columns of `joinEarlierResult`. */
export const EARLIER_RESULT_COLUMNS =
  'kept.request_hash AS kept_hash, kept.body AS kept_body, kept.encrypted AS kept_encrypted';

/** A row with `EARLIER_RESULT_COLUMNS`; all null without a kept result. */
export interface RowWithEarlierResult {
  kept_hash: string | null;
  kept_body: Buffer | null;
  kept_encrypted: boolean | null;
}

/**
 * Joins the earlier result to a row that is read anyway, so that the look-up costs no extra round trip.
 * @param add takes a value and returns its placeholder
 */
export function joinEarlierResult(request: IdempotentRequest, add: (value: unknown) => string): string {
  return `LEFT JOIN idempotency_keys kept ON kept.caller = ${add(request.caller)}
    AND kept.operation = ${add(request.operation)} AND kept.key = ${add(request.key)}`;
}

/**
 * The earlier result found by `joinEarlierResult`.
 * @throws DomainError `precondition` when the key was used for another request.
 */
export function joinedResult<T>(row: RowWithEarlierResult, request: IdempotentRequest): EarlierResult<T> | undefined {
  if (row.kept_hash === null) return undefined;
  const { kept_hash: request_hash, kept_body: body, kept_encrypted } = row;
  return { result: resultOf<T>({ request_hash, body, encrypted: kept_encrypted === true }, request) };
}

/**
 * An INSERT that keeps `result` under the key of `request`, as a part of the statement that does the work. For work
 * that is guarded by a version and read the earlier result with that version: a repetition finds a newer version. If
 * the key is claimed nevertheless, the whole statement fails and nothing is done.
 * @param add takes a value and returns its placeholder
 * @param condition `FROM …` or `WHERE …`: kept for each row of it only
 * @param finish maps an expression of the result as JSON text to one that includes values computed by the statement
 */
export function keepResult(
  request: IdempotentRequest,
  result: unknown,
  add: (value: unknown) => string,
  condition = '',
  finish = (json: string) => json,
): string {
  const json = finish(`${add(JSON.stringify(result ?? null))}::text`);
  return `INSERT INTO idempotency_keys (caller, operation, key, request_hash, body, created_at)
    SELECT ${add(request.caller)}::text, ${add(request.operation)}::text, ${add(request.key)}::text,
      ${add(request.requestHash)}::text, convert_to(${json}, 'UTF8'), now() ${condition}`;
}

/**
 * The same for work without another guard: it returns a row only if the key was free, and the rest of the statement
 * must depend on that row. It waits for a concurrent claim of the key. A repetition is not a PostgreSQL error, whose
 * log would name the caller and the key.
 */
export function claimKey(request: IdempotentRequest, result: unknown, add: (value: unknown) => string): string {
  return `${keepResult(request, result, add)} ON CONFLICT DO NOTHING RETURNING 1`;
}

function resultOf<T>(kept: KeptResult | undefined, request: IdempotentRequest): T {
  if (!kept || kept.body === null) {
    throw new DomainError({
      kind: 'conflict',
      code: 'idempotency.in-progress',
      message: {
        vi: 'Yêu cầu trước với cùng Idempotency-Key chưa xong. Hãy gửi lại sau.',
        en: 'An earlier request with this Idempotency-Key is still running. Try again later.',
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
      fields: [
        {
          path: 'Idempotency-Key',
          message: { vi: 'đã dùng cho một yêu cầu khác', en: 'was used for another request' },
        },
      ],
    });
  }
  if (kept.encrypted && !request.cipher) {
    throw new Error('the kept result is encrypted and no cipher was given to read it');
  }
  const json = kept.encrypted ? request.cipher!.decrypt(kept.body) : kept.body.toString('utf8');
  return JSON.parse(json) as T;
}

/** SHA-256 of a value as JSON, in hexadecimal: the same for any order of its members. */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** JSON with the members of each object in the order of their names, and without blanks (RFC 8785 for texts and integers). */
export function canonicalJson(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value as Record<string, unknown>)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** Deletes keys claimed before `before`; returns their number. */
export async function forgetIdempotencyKeys(manager: EntityManager, before: Date): Promise<number> {
  const [, count]: [unknown, number] = await manager.query('DELETE FROM idempotency_keys WHERE created_at < $1', [
    before,
  ]);
  return count;
}

class IdempotencyKeys1756600000000 implements MigrationInterface {
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

/**
 * Results are kept without an HTTP status. A status marks a result of the previous version; an instance of that version
 * treats a result without one as a running request and asks the client to retry.
 */
class IdempotencyResults1767830400000 implements MigrationInterface {
  name = 'IdempotencyResults1767830400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_answer_check;
      COMMENT ON TABLE idempotency_keys IS 'Results kept under the Idempotency-Key of their request, so that a repetition is answered and not done again';
      COMMENT ON COLUMN idempotency_keys.status IS 'HTTP status, of results that version 0.1 kept; not written any more';
      COMMENT ON COLUMN idempotency_keys.body IS 'Result of the work as JSON, encrypted when it holds personal data; null only inside the transaction that does the work';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      UPDATE idempotency_keys SET status = 200 WHERE status IS NULL AND body IS NOT NULL;
      ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_answer_check CHECK ((status IS NULL) = (body IS NULL));
    `);
  }
}

/** The table of `idempotent`; list it among a service's migrations. */
export const idempotencyMigrations = [IdempotencyKeys1756600000000, IdempotencyResults1767830400000];
