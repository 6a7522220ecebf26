import { Client, officerOf, PEOPLE, until, type Deployment } from '@motcua/deployment';

/** The agencies of the measurements; the first is the one whose officer is measured. */
export const AGENCIES = Array.from({ length: 20 }, (_unused, index) => `H41.${String(index + 10)}`);
export const AGENCY = AGENCIES[0]!;
export const PROCEDURE = '9.100001';
export const STEPS = ['tiep-nhan', 'tham-dinh', 'phe-duyet'];

const workday = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];
const workingDays = (amount: number) => ({ amount, unit: 'WORKING_DAY' });

/**
 * Agencies, a calendar valid at any time of the run, and one procedure of three steps; existing ones are not changed.
 */
export async function makeBenchWorld(deployment: Deployment): Promise<void> {
  const operations = await Client.of(deployment, PEOPLE.operations);
  const control = await Client.of(deployment, PEOPLE.control);
  const known = await control.status('GET', `/agencies/${AGENCY}`);
  if (known.status === 200) return;
  const year = new Date().getFullYear();
  await control.post('/calendars/do-hieu-nang/versions', {
    name: 'Lịch đo hiệu năng',
    coversFrom: `${year - 12}-01-01`,
    coversTo: `${year + 2}-12-31`,
    daysOff: [],
    makeUpDays: [],
    officeHours: [{ effectiveFrom: `${year - 12}-01-01`, week: [[], workday, workday, workday, workday, workday, []] }],
  });
  for (const code of AGENCIES) {
    await operations.post('/agencies', {
      code,
      name: `Cơ quan ${code}`,
      level: 'PROVINCE',
      calendarId: 'do-hieu-nang',
      validFrom: '2010-01-01',
    });
  }
  const { id } = await control.post<{ id: string }>('/procedures', {
    code: PROCEDURE,
    name: 'Thủ tục đo hiệu năng',
    fieldCode: 'DO-HIEU-NANG',
    fieldName: 'Đo hiệu năng',
    levels: ['PROVINCE'],
    online: true,
    agencyCodes: AGENCIES,
    channelEntries: [{ channel: 'ONLINE', timeLimit: workingDays(5) }],
  });
  await control.post(`/procedures/${id}/publication`, {
    decision: { number: '01/QĐ-ĐHN', signedOn: '2009-12-01', effectiveOn: '2010-01-01' },
    cases: [
      {
        caseCode: 'mac-dinh',
        name: 'Trường hợp chung',
        budget: workingDays(5),
        supplementMode: 'RESTART',
        steps: [
          { code: STEPS[0], name: 'Tiếp nhận', unit: 'mot-cua', budget: workingDays(0.5) },
          { code: STEPS[1], name: 'Thẩm định', unit: 'nghiep-vu', budget: workingDays(4) },
          { code: STEPS[2], name: 'Phê duyệt', unit: 'lanh-dao', budget: workingDays(0.5) },
        ],
      },
    ],
  });
  await until(
    () => control.get<{ status: string }>(`/procedures/${id}`),
    (answer) => answer.status === 'PUBLISHED',
    10_000,
  );
}

export async function tokensOf(
  deployment: Deployment,
): Promise<{ citizen: string; officer: string; operations: string }> {
  const bearer = async (who: Parameters<Deployment['token']>[0]) => `Bearer ${await deployment.token(who)}`;
  return {
    citizen: await bearer(PEOPLE.citizen),
    officer: await bearer(officerOf(AGENCY)),
    operations: await bearer(PEOPLE.operations),
  };
}

export const SUBMISSION = {
  procedureCode: PROCEDURE,
  agencyCode: AGENCY,
  subjectType: 'CITIZEN',
  applicant: { fullName: 'Nguyễn Văn An', identityNumber: '040090000001', phone: '0912345678' },
};
