import { randomBytes } from 'node:crypto';
import type { Provider } from '@nestjs/common';
import { DataSource, type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { ServiceConfig } from '../config/service-config.js';
import { longWork } from '../database/long-work.js';
import { StartupError } from '../service/startup-error.js';
import { AccountNames } from './account-names.js';
import { PersonalDataCipher } from './personal-data-cipher.js';

class PersonalDataKey1790000000000 implements MigrationInterface {
  name = 'PersonalDataKey1790000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE personal_data_key (
        id smallint PRIMARY KEY CONSTRAINT personal_data_key_one CHECK (id = 1),
        witness bytea NOT NULL
      );
      COMMENT ON TABLE personal_data_key IS 'By what a wrong PERSONAL_DATA_KEY is known at start; one row';
      COMMENT ON COLUMN personal_data_key.id IS 'Always 1';
      COMMENT ON COLUMN personal_data_key.witness IS 'A fixed text, encrypted under the key of this database';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS personal_data_key');
  }
}

/** Keys can be changed: one witness for each key ever used, instead of one for the first. */
class PersonalDataKeys1790000000001 implements MigrationInterface {
  name = 'PersonalDataKeys1790000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE personal_data_keys (
        key_id bytea CONSTRAINT personal_data_keys_pkey PRIMARY KEY,
        witness bytea NOT NULL
      );
      INSERT INTO personal_data_keys SELECT substring(witness FROM 2 FOR 4), witness FROM personal_data_key;
      DROP TABLE personal_data_key;
      COMMENT ON TABLE personal_data_keys IS 'The keys that this database has personal data under, so that a start without one of them is refused; a row goes only once nothing is left under its key';
      COMMENT ON COLUMN personal_data_keys.key_id IS 'Which key: what every value encrypted under it begins with';
      COMMENT ON COLUMN personal_data_keys.witness IS 'A fixed text, encrypted under the key';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE personal_data_keys');
  }
}
/** Account names are derived with a key of the database: a change of PERSONAL_DATA_KEY does not change them. */
class AccountKey1790000000002 implements MigrationInterface {
  name = 'AccountKey1790000000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE account_key (
        id smallint CONSTRAINT account_key_pkey PRIMARY KEY CONSTRAINT account_key_one CHECK (id = 1),
        key bytea NOT NULL
      );
      COMMENT ON TABLE account_key IS 'Under what the accounts of citizens are named here; one row, never changed';
      COMMENT ON COLUMN account_key.id IS 'Always 1';
      COMMENT ON COLUMN account_key.key IS 'The key, encrypted under the key for personal data';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE account_key');
  }
}
export const personalDataKeyMigrations = [
  PersonalDataKey1790000000000,
  PersonalDataKeys1790000000001,
  AccountKey1790000000002,
];

interface Kept {
  service: string;
  /** A query for one encrypted field of the service, as `kept`: for data older than the witnesses. */
  sample: string;
  /** The columns with accounts that the service may change. */
  accounts: { table: string; column: string }[];
}

/** Accounts renamed per statement. */
const ACCOUNTS_AT_ONCE = 5_000;

/** The cipher of a service that has `personalDataKeyMigrations`, returned once its keys match the database. */
export function personalDataCipher(config: ServiceConfig, kept: Kept): Provider {
  return {
    provide: PersonalDataCipher,
    inject: [DataSource, AccountNames],
    useFactory: (dataSource: DataSource, names: AccountNames) =>
      fittingCipher(dataSource, PersonalDataCipher.of(config), kept, names),
  };
}

/**
 * `cipher`, if it can decrypt the database's data. A wrong key could not read existing data, and would write data that
 * the right key cannot read; it is detected before either.
 * @throws StartupError
 */
export async function fittingCipher(
  dataSource: DataSource,
  cipher: PersonalDataCipher,
  { service, sample, accounts }: Kept,
  names: AccountNames,
): Promise<PersonalDataCipher> {
  const witness = cipher.encrypt('motcua');
  await dataSource.transaction(async (manager) => {
    await longWork(manager, 'accounts');
    // If two instances start at once with different keys, one is first.
    await manager.query('LOCK TABLE personal_data_keys IN EXCLUSIVE MODE');
    const rows = [
      ...(await manager.query<{ kept: Buffer }[]>('SELECT witness AS kept FROM personal_data_keys')),
      ...(await manager.query<{ kept: Buffer }[]>(sample)),
    ];
    try {
      for (const { kept } of rows) cipher.decrypt(kept);
    } catch (error) {
      throw new StartupError(
        `The PERSONAL_DATA_KEY of ${service} is not the one under which its database keeps personal data; put the right one back, or name it in PERSONAL_DATA_PREVIOUS_KEYS.`,
        error,
      );
    }
    await manager.query(
      'INSERT INTO personal_data_keys (key_id, witness) VALUES ($1, $2) ON CONFLICT (key_id) DO NOTHING',
      [cipher.currentKeyId, witness],
    );
    await nameAccounts(manager, cipher, accounts, names);
  });
  return cipher;
}

/** Sets up account names with the key of this database; the first time, renames stored accounts. */
async function nameAccounts(
  manager: EntityManager,
  cipher: PersonalDataCipher,
  accounts: Kept['accounts'],
  names: AccountNames,
): Promise<void> {
  const [kept] = await manager.query<{ key: Buffer }[]>('SELECT key FROM account_key');
  const key = kept ? cipher.decrypt(kept.key) : randomBytes(32).toString('base64');
  names.nameBy(Buffer.from(key, 'base64'));
  // Encrypted again under the current key, so that an earlier one is not needed for this alone.
  await manager.query(
    'INSERT INTO account_key (id, key) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET key = excluded.key',
    [cipher.encrypt(key)],
  );
  if (kept) return;
  for (const { table, column } of accounts) await nameKept(manager, table, column, names);
}

async function nameKept(manager: EntityManager, table: string, column: string, names: AccountNames): Promise<void> {
  for (let after = ''; ;) {
    const rows = await manager.query<{ subject: string }[]>(
      `SELECT DISTINCT ${column} AS subject FROM ${table} WHERE ${column} ~ '[0-9]{9}' AND ${column} > $1
       ORDER BY ${column} LIMIT ${ACCOUNTS_AT_ONCE}`,
      [after],
    );
    if (rows.length === 0) return;
    after = rows.at(-1)!.subject;
    const subjects = rows.map(({ subject }) => subject).filter((subject) => names.of(subject) !== subject);
    await manager.query(
      `UPDATE ${table} SET ${column} = named.name FROM unnest($1::text[], $2::text[]) AS named (subject, name)
       WHERE ${column} = named.subject`,
      [subjects, subjects.map((subject) => names.of(subject))],
    );
  }
}
