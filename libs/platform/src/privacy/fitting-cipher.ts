import type { Provider } from '@nestjs/common';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { ServiceConfig } from '../config/service-config.js';
import { StartupError } from '../service/startup-error.js';
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

/** Keys are changed: a witness for each that was ever written under, instead of one for the first. */
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
export const personalDataKeyMigrations = [PersonalDataKey1790000000000, PersonalDataKeys1790000000001];

interface Kept {
  service: string;
  /** A query for one encrypted field of the service's own, as `kept`: for data that are older than the witnesses. */
  sample: string;
}

/** The cipher of a service that has `personalDataKeyMigrations`, given out once its keys are known to fit the database. */
export function personalDataCipher(config: ServiceConfig, kept: Kept): Provider {
  return {
    provide: PersonalDataCipher,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => fittingCipher(dataSource, PersonalDataCipher.of(config), kept),
  };
}

/**
 * `cipher`, if it reads what the database keeps. A wrong key would read nothing that is there, and write what the right
 * one cannot read: it is found before either.
 * @throws StartupError
 */
export async function fittingCipher(
  dataSource: DataSource,
  cipher: PersonalDataCipher,
  { service, sample }: Kept,
): Promise<PersonalDataCipher> {
  const witness = cipher.encrypt('motcua');
  await dataSource.transaction(async (manager) => {
    // Of two that start at once with different keys, one is first.
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
  });
  return cipher;
}
