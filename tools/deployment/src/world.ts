import { until, type Client } from './client.js';

/** The agencies of the run: the municipality's departments, and the one that processes a dossier live. */
export const DEPARTMENTS: Record<string, string> = {
  General: 'H41.90.01',
  Experts: 'H41.90.02',
  'Customer contact': 'H41.90.03',
};
export const LIVE_AGENCY = 'H41.91';
export const PERMIT_PROCEDURE = '9.000001';
export const RESTART_PROCEDURE = '9.000002';
export const SUBTRACT_PROCEDURE = '9.000003';

const workday = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];
const officeHours = [{ effectiveFrom: '2026-01-01', week: [[], workday, workday, workday, workday, workday, []] }];

/** The relevant days of 2026: National Day with its swapped day and the make-up Saturday. */
const calendar = {
  name: 'Lịch thử nghiệm 2026',
  coversFrom: '2026-01-01',
  coversTo: '2026-12-31',
  daysOff: [
    { from: '2026-08-31', to: '2026-08-31', name: 'Nghỉ hoán đổi Quốc khánh', kind: 'SWAPPED' },
    { from: '2026-09-01', to: '2026-09-02', name: 'Quốc khánh', kind: 'HOLIDAY' },
  ],
  makeUpDays: [{ on: '2026-08-22', name: 'Làm bù cho ngày 31/8/2026', insteadOf: '2026-08-31' }],
  officeHours,
};

const workingDays = (amount: number) => ({ amount, unit: 'WORKING_DAY' });

function procedure(code: string, name: string, agencyCodes: string[]) {
  return {
    code,
    name,
    fieldCode: 'THU-NGHIEM',
    fieldName: 'Thử nghiệm',
    levels: ['PROVINCE'],
    online: true,
    agencyCodes,
    channelEntries: [{ channel: 'ONLINE', timeLimit: workingDays(5) }],
  };
}

/** Five working days in three steps. */
const process = (supplementMode: 'RESTART' | 'SUBTRACT') => ({
  caseCode: 'mac-dinh',
  name: 'Trường hợp chung',
  budget: workingDays(5),
  supplementMode,
  steps: [
    { code: 'tiep-nhan', name: 'Tiếp nhận', unit: 'mot-cua', budget: workingDays(0.5) },
    { code: 'tham-dinh', name: 'Thẩm định', unit: 'nghiep-vu', budget: workingDays(4) },
    { code: 'phe-duyet', name: 'Phê duyệt', unit: 'lanh-dao', budget: workingDays(0.5) },
  ],
});

/** Creates the reference data of the run through the gateway; existing data is not changed. */
export async function makeWorld(operations: Client, control: Client): Promise<void> {
  await control.post('/calendars/thu-nghiem/versions', { ...calendar });
  const agencies = [...Object.entries(DEPARTMENTS), ['Cơ quan thử nghiệm', LIVE_AGENCY]] as [string, string][];
  for (const [name, code] of agencies) {
    await operations.post('/agencies', {
      code,
      name,
      level: 'PROVINCE',
      calendarId: 'thu-nghiem',
      validFrom: '2010-01-01',
    });
  }
  const departments = Object.values(DEPARTMENTS);
  await publish(control, procedure(PERMIT_PROCEDURE, 'Cấp phép (hồ sơ hệ thống cũ)', departments), 'RESTART');
  await publish(control, procedure(RESTART_PROCEDURE, 'Thử nghiệm tính lại thời hạn', [LIVE_AGENCY]), 'RESTART');
  await publish(control, procedure(SUBTRACT_PROCEDURE, 'Thử nghiệm trừ thời gian chờ', [LIVE_AGENCY]), 'SUBTRACT');
}

async function publish(control: Client, content: ReturnType<typeof procedure>, mode: 'RESTART' | 'SUBTRACT') {
  const entered = await control.post<{ id: string }>('/procedures', content);
  await control.post(`/procedures/${entered.id}/publication`, {
    decision: { number: '01/QĐ-TN', signedOn: '2009-12-01', effectiveOn: '2010-01-01' },
    cases: [process(mode)],
  });
  await until(
    () => control.get<{ status: string }>(`/procedures/${entered.id}`),
    (answer) => answer.status === 'PUBLISHED',
    10_000,
  );
}
