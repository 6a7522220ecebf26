import {
  DEFAULT_CONSULTATION_RULES,
  DEFAULT_CORRECTION_RULES,
  DEFAULT_SUPPLEMENT_RULES,
  INTAKE_WITHIN_HOURS,
  type AgencyRegistered,
  type ApprovedStepData,
  type CalendarPublished,
  type ProcedurePublished,
  type ProcessApproved,
  type RuleSetPublished,
  type StepPlace,
  type StepRole,
  type SupplementMode,
} from '@motcua/contracts';
import { compileCalendar, type WorkingCalendar } from '@motcua/working-time';
import type { DeadlineBasis, Procedure } from '../domain/dossier.js';

const OFFICE_DAY = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];

/** Offices as in 2026, with the swap of 31 August for Saturday 22 August; written by hand, made to be read in tests. */
export const calendar2026: CalendarPublished = {
  id: 'vn',
  version: 1,
  name: 'Lịch làm việc của cơ quan hành chính',
  coversFrom: '2026-01-01',
  coversTo: '2026-12-31',
  daysOff: [
    { from: '2026-04-30', to: '2026-05-01', name: 'Ngày Chiến thắng và Quốc tế Lao động', kind: 'HOLIDAY' },
    { from: '2026-08-31', to: '2026-08-31', name: 'Nghỉ hoán đổi', kind: 'SWAPPED' },
    { from: '2026-09-01', to: '2026-09-02', name: 'Quốc khánh', kind: 'HOLIDAY' },
  ],
  makeUpDays: [{ on: '2026-08-22', name: 'Làm bù cho ngày 31/8', insteadOf: '2026-08-31' }],
  officeHours: [
    {
      effectiveFrom: '2026-01-01',
      week: [[], OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, []],
    },
  ],
};

export const ruleSet2025: RuleSetPublished = {
  id: 'nd-118-2025',
  version: 1,
  legalBasis: 'Nghị định 118/2025/NĐ-CP',
  effectiveFrom: '2025-07-01',
  countingStart: { kind: 'NONE' },
  forwardNextMorningAfter: '15:00',
  supplementMode: 'RESTART',
  supplementRequestLimit: 1,
  reappointmentLimit: 1,
};

export function agency(code: string, name = `Cơ quan ${code}`): AgencyRegistered {
  return { code, name, level: 'PROVINCE', calendarId: 'vn', validFrom: '2025-07-01' };
}

const workingDays = (amount: number) => ({ amount, unit: 'WORKING_DAY' as const });
const ASSESSMENT = { code: 'tham-dinh', name: 'Thẩm định', unit: 'chuyen-mon', budget: workingDays(2) };
const APPROVAL = { code: 'phe-duyet', name: 'Phê duyệt', unit: 'lanh-dao', budget: workingDays(1) };
const STEPS = [ASSESSMENT, APPROVAL];

/** A centre: its counter receives for the Department of Justice (H41.14), and settles nothing. */
export const CENTRE = 'H41.99.01';

export const PROCEDURE_ID = '0198c2a4-7a00-7000-8000-0000000000a1';

/** Three working days by the rule set, and a case where sector law subtracts the waiting. */
export const publishedProcedure: ProcedurePublished = {
  procedureId: PROCEDURE_ID,
  code: '1.001193',
  name: 'Đăng ký khai sinh',
  version: 1,
  fieldCode: 'G15-TP07',
  fieldName: 'Hộ tịch',
  decision: { number: '1213/QĐ-UBND', signedOn: '2025-12-01', effectiveOn: '2026-01-01' },
  cases: [
    { caseCode: 'chung', name: 'Trường hợp chung', budget: { amount: 3, unit: 'WORKING_DAY' }, steps: STEPS },
    {
      caseCode: 'tru-thoi-gian',
      name: 'Theo luật chuyên ngành',
      budget: { amount: 3, unit: 'WORKING_DAY' },
      supplementMode: 'SUBTRACT',
      steps: STEPS,
    },
  ],
  online: true,
  competence: { agencyCodes: ['H41.14', 'H41.27.05'], everyAgencyOf: [] },
  instant: false,
};

const step = (
  code: string,
  unit: string,
  role: StepRole,
  place: StepPlace,
  amount: number,
  predecessors: string[],
): ApprovedStepData => ({ code, name: code, unit, budget: workingDays(amount), role, place, predecessors });

/** The counter receives and hands over; two units work side by side, and a head approves. */
export const PARALLEL_STEPS = [
  step('tiep-nhan', 'mot-cua', 'one-stop-officer', 'RECEIVING', 0.5, []),
  step('tham-dinh', 'chuyen-mon', 'processing-officer', 'COMPETENT', 2, ['tiep-nhan']),
  step('do-dac', 'dia-chinh', 'processing-officer', 'COMPETENT', 1, ['tiep-nhan']),
  step('phe-duyet', 'lanh-dao', 'agency-head', 'COMPETENT', 1, ['tham-dinh', 'do-dac']),
  step('tra-ket-qua', 'mot-cua', 'one-stop-officer', 'RECEIVING', 0.5, ['phe-duyet']),
] as const;

/** A procedure whose process says who does each step, and lets two of them run side by side. */
export const parallelProcedure: ProcedurePublished = {
  ...publishedProcedure,
  procedureId: '0198c2a4-7a00-7000-8000-0000000000a3',
  code: '1.004269',
  name: 'Cấp giấy chứng nhận',
  cases: [
    {
      caseCode: 'chung',
      name: 'Trường hợp chung',
      budget: workingDays(4),
      steps: PARALLEL_STEPS.map(({ code, name, unit, budget }) => ({ code, name, unit, budget })),
    },
  ],
};

export const parallelProcess: ProcessApproved = {
  procedureId: parallelProcedure.procedureId,
  procedureCode: parallelProcedure.code,
  procedureVersion: 1,
  caseCode: 'chung',
  caseName: 'Trường hợp chung',
  decision: publishedProcedure.decision,
  budget: workingDays(4),
  steps: [...PARALLEL_STEPS],
};

/** A procedure that only counters take in, with one case. */
export const counterProcedure: ProcedurePublished = {
  ...publishedProcedure,
  procedureId: '0198c2a4-7a00-7000-8000-0000000000a2',
  code: '2.000635',
  name: 'Cấp bản sao trích lục hộ tịch',
  cases: [publishedProcedure.cases[0]!],
  online: false,
};

export function compiled2026(): WorkingCalendar {
  return compileCalendar(calendar2026);
}

export function procedure(supplementMode?: SupplementMode): Procedure {
  return {
    id: PROCEDURE_ID,
    code: '1.001193',
    version: 1,
    fieldCode: 'G15-TP07',
    caseCode: supplementMode ? 'tru-thoi-gian' : 'chung',
    budget: { amount: 3, unit: 'WORKING_DAY' },
    supplementMode,
    steps: [
      { ...ASSESSMENT, predecessors: [] },
      { ...APPROVAL, predecessors: ['tham-dinh'] },
    ],
  };
}

export function basis(supplementMode: SupplementMode = 'RESTART'): DeadlineBasis {
  return {
    ruleSet: { id: 'nd-118-2025', version: 1 },
    calendar: { id: 'vn', version: 1 },
    rules: { lateIntake: { kind: 'NONE' }, supplementMode },
    forwardNextMorningAfter: '15:00',
    forwardNextMorningMinutes: 60,
    intakeWithinHours: INTAKE_WITHIN_HOURS,
    supplementRequestLimit: 1,
    supplement: DEFAULT_SUPPLEMENT_RULES,
    consultation: DEFAULT_CONSULTATION_RULES,
    correction: DEFAULT_CORRECTION_RULES,
  };
}

/** An instant by the clock on the wall in Vietnam: `local('2026-08-20 09:15')`. */
export function local(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}:00+07:00`);
}
