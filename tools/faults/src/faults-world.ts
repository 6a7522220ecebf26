import { until, type Client } from '@motcua/deployment';

/** The reference data of the fault tests. */
export const FAULT_AGENCIES = ['H41.92.01', 'H41.92.02', 'H41.92.03', 'H41.92.04'] as const;
export const FAULT_PROCEDURE = '9.000101';
export const STEPS = ['tiep-nhan', 'tham-dinh', 'trinh-ky', 'phe-duyet'] as const;

const workday = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];
const workingDays = (amount: number) => ({ amount, unit: 'WORKING_DAY' });

/** Creates the reference data of the run through the gateway, and waits until a dossier can be opened with it. */
export async function makeFaultsWorld(operations: Client, control: Client): Promise<void> {
  const year = new Date().getUTCFullYear();
  await control.post('/calendars/chiu-loi/versions', {
    name: 'Lịch thử chịu lỗi',
    coversFrom: `${year - 1}-01-01`,
    coversTo: `${year + 1}-12-31`,
    daysOff: [],
    makeUpDays: [],
    officeHours: [{ effectiveFrom: `${year - 1}-01-01`, week: [[], workday, workday, workday, workday, workday, []] }],
  });
  for (const code of FAULT_AGENCIES) {
    await operations.post('/agencies', {
      code,
      name: `Cơ quan thử chịu lỗi ${code}`,
      level: 'PROVINCE',
      calendarId: 'chiu-loi',
      validFrom: '2010-01-01',
    });
  }
  const entered = await control.post<{ id: string }>('/procedures', {
    code: FAULT_PROCEDURE,
    name: 'Thủ tục thử chịu lỗi',
    fieldCode: 'CHIU-LOI',
    fieldName: 'Thử chịu lỗi',
    levels: ['PROVINCE'],
    online: true,
    agencyCodes: [...FAULT_AGENCIES],
    channelEntries: [{ channel: 'ONLINE', timeLimit: workingDays(10) }],
  });
  await control.post(`/procedures/${entered.id}/publication`, {
    decision: { number: '01/QĐ-CL', signedOn: '2009-12-01', effectiveOn: '2010-01-01' },
    cases: [
      {
        caseCode: 'mac-dinh',
        name: 'Trường hợp chung',
        budget: workingDays(10),
        supplementMode: 'SUBTRACT',
        steps: STEPS.map((code) => ({ code, name: code, unit: 'nghiep-vu', budget: workingDays(2.5) })),
      },
    ],
  });
  await until(
    () => control.get<{ status: string }>(`/procedures/${entered.id}`),
    (answer) => answer.status === 'PUBLISHED',
    30_000,
  );
}
