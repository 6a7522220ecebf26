import { Clock, type SimulatedClock } from '@motcua/platform';
import { expectEntitiesMatch } from '@motcua/testing';
import { DataSource } from 'typeorm';
import { Dossiers, ReferenceData } from '../application/ports.js';
import { keepsDossiers } from '../testing/dossiers-contract.js';
import { OWN, startDossierTestService, type DossierTestService } from '../testing/dossier-test-service.js';
import { publishedProcedure } from '../testing/reference-data.js';

jest.setTimeout(120_000);

let test: DossierTestService;

beforeAll(async () => {
  test = await startDossierTestService();
  const referenceData = test.service.app.get(ReferenceData);
  await referenceData.intake(OWN, publishedProcedure.code, '2026-08-20');
  await referenceData.deadlineBasis(OWN, '2026-08-20');
});
afterAll(() => test?.stop());

describe('The dossiers in PostgreSQL', () => {
  keepsDossiers(async () => ({
    clock: test.service.app.get(Clock) as SimulatedClock,
    dossiers: test.service.app.get(Dossiers),
  }));
});

describe('The tables', () => {
  it('are as they are declared', async () => {
    const dataSource = test.service.app.get(DataSource);
    expect(dataSource.entityMetadatas.length).toBeGreaterThan(7);
    await expectEntitiesMatch(dataSource);
  });

  it('are told from a declaration that differs', async () => {
    const dataSource = test.service.app.get(DataSource);
    await dataSource.query('ALTER TABLE legacy_steps ALTER unit SET NOT NULL, ADD floor integer');
    await expect(expectEntitiesMatch(dataSource)).rejects.toThrow(
      /unit is declared text, and in the database text NOT NULL\n.*floor is declared not at all/,
    );
    await dataSource.query('ALTER TABLE legacy_steps ALTER unit DROP NOT NULL, DROP floor');
  });
});
