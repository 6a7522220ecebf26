import type { Api } from '@motcua/testing';
import { SUBMISSION, type DossierTestService } from './dossier-test-service.js';
import { parallelProcedure } from './reference-data.js';

/**
 * A dossier whose first two steps are open at once: at `chuyen-mon` (task 2) and `dia-chinh` (task 3), since 10:00 on a Thursday.
 * @returns its path
 */
export async function forwardedInParallel(test: DossierTestService, counter: Api): Promise<string> {
  await test.at('2026-08-20 09:00');
  const { id } = await test.officer.post('/dossiers', { ...SUBMISSION, procedureCode: parallelProcedure.code });
  const path = `/dossiers/${id}`;
  await counter.post(`${path}/acceptance`);
  await test.at('2026-08-20 10:00');
  await counter.post(`${path}/forwarding`);
  return path;
}
