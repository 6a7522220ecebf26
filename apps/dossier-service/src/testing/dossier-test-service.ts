import type { Role } from '@motcua/contracts';
import { startTestService, type Api, type TestService } from '@motcua/testing';
import { dossierService } from '../dossier-service.definition.js';
import { startFakeCatalog, type FakeCatalog } from './fake-catalog.js';
import {
  agency,
  calendar2026,
  CENTRE,
  counterProcedure,
  parallelProcedure,
  parallelProcess,
  publishedProcedure,
  ruleSet2025,
} from './reference-data.js';

/** dossier-service on a simulated clock beside a fake catalog, and clients for the people of two agencies. */
export interface DossierTestService {
  service: TestService;
  catalog: FakeCatalog;
  officer: Api;
  head: Api;
  otherOfficer: Api;
  citizen: Api;
  otherCitizen: Api;
  control: Api;
  operations: Api;
  client(role: Role | Role[], who?: Parameters<TestService['issuer']['as']>[1]): Promise<Api>;
  /** Puts the clock: `at('2026-08-20 09:15')`, local time. */
  at(local: string): Promise<void>;
  stop(): Promise<void>;
}

export const OWN = 'H41.14';
export const FOREIGN = 'H41.27.05';
/** As the forms print the officer of the own agency. */
export const OFFICER = { officer_name: 'Trần Thị Bình', officer_title: 'Chuyên viên Bộ phận Một cửa' };

export async function startDossierTestService(
  env: Record<string, string | undefined> = {},
): Promise<DossierTestService> {
  const catalog = await startFakeCatalog({
    agencies: [
      agency(OWN, 'Sở Tư pháp'),
      agency(FOREIGN, 'UBND phường Trường Vinh'),
      {
        ...agency(CENTRE, 'Trung tâm Phục vụ hành chính công'),
        receivesFor: { agencyCodes: [OWN], everyAgencyOf: [] },
      },
    ],
    calendars: [calendar2026],
    ruleSets: [ruleSet2025],
    procedures: [publishedProcedure, counterProcedure, { ...parallelProcedure, processes: [parallelProcess] }],
  });
  const service = await startTestService(dossierService, {
    env: { CATALOG_URL: catalog.url, CLOCK: 'simulated', ...env },
  });
  const client: DossierTestService['client'] = async (role, who) => service.as(await service.issuer.as(role, who));
  const officers: Role[] = ['one-stop-officer', 'processing-officer'];
  const operations = await client('operations', { sub: 'ops-1' });
  return {
    service,
    catalog,
    client,
    officer: await client(officers, { sub: 'officer-tu-phap', agency: OWN, unit: 'mot-cua', ...OFFICER }),
    head: await client('agency-head', { sub: 'head-tu-phap', agency: OWN }),
    otherOfficer: await client(officers, { sub: 'officer-truong-vinh', agency: FOREIGN }),
    citizen: await client('applicant', { sub: 'citizen-an' }),
    otherCitizen: await client('applicant', { sub: 'citizen-binh' }),
    control: await client('procedure-control', { sub: 'control-1' }),
    operations,
    async at(local) {
      await operations.put('/ops/clock', { now: `${local.replace(' ', 'T')}:00+07:00` });
    },
    async stop() {
      await service.stop();
      await catalog.stop();
    },
  };
}

export const APPLICANT = {
  fullName: 'Nguyễn Văn An',
  identityNumber: '040090000001',
  phone: '0912345678',
  email: 'an.nguyen@example.vn',
  address: '12 Lê Lợi, phường Trường Vinh',
};

/** A submission at the counter as an officer makes it. */
export const SUBMISSION = {
  procedureCode: '1.001193',
  caseCode: 'chung',
  subjectType: 'CITIZEN',
  applicant: APPLICANT,
  requestContent: 'Đăng ký khai sinh cho con',
  ownerSubject: 'citizen-an',
};
