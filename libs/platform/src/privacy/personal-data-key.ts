import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { Provider } from '@nestjs/common';
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
    await queryRunner.query('DROP TABLE personal_data_key');
  }
}
export { PersonalDataKey1790000000000 as PersonalDataKeyMigration };

interface CipherOptions {
  service: string;
  config: Parameters<typeof PersonalDataCipher.of>[0];
  /** A query for one encrypted field of the service's own, as `kept`: for data that are older than the witness. */
  sample: string;
}

/** The cipher of a service that has `PersonalDataKeyMigration`, given out once its key is known to fit the database. */
export function personalDataCipher(options: CipherOptions): Provider {
  return {
    provide: PersonalDataCipher,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => fittingCipher(dataSource, options),
  };
}

/**
 * A wrong key would read nothing that is there, and write what the right one cannot read: it is found before either.
 * @throws StartupError
 */
export async function fittingCipher(
  dataSource: DataSource,
  { service, config, sample }: CipherOptions,
): Promise<PersonalDataCipher> {
  const cipher = PersonalDataCipher.of(config);
  const check = async (query: string): Promise<boolean> => {
    const rows = await dataSource.query<{ kept: Buffer }[]>(query);
    try {
      for (const { kept } of rows) cipher.decrypt(kept);
    } catch (error) {
      throw new StartupError(
        `The PERSONAL_DATA_KEY of ${service} is not the one under which its database keeps personal data; put the right one back.`,
        error,
      );
    }
    return rows.length > 0;
  };
  const witness = 'SELECT witness AS kept FROM personal_data_key';
  if (await check(witness)) return cipher;
  await check(sample);
  await dataSource.query('INSERT INTO personal_data_key (id, witness) VALUES (1, $1) ON CONFLICT DO NOTHING', [
    cipher.encrypt('motcua'),
  ]);
  // Of two that start at once with different keys, one was first.
  await check(witness);
  return cipher;
}
