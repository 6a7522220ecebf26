import type { EventEnvelope } from './events/event-definition.js';

/**
 * One example of every event: producers' tests reproduce its `data`, consumers' tests consume it. Together they are the
 * life of one fictitious dossier at one fictitious agency.
 */
const dossierId = '0198c2a4-7a00-7000-8000-000000000001';
const procedureId = '0198c2a4-7a00-7000-8000-0000000000a1';
const feedbackId = '0198c2a4-7a00-7000-8000-0000000000f1';

const officeWeek = [
  [],
  ...Array.from({ length: 5 }, () => [
    { from: '07:30', to: '11:30' },
    { from: '13:30', to: '17:00' },
  ]),
  [],
];

const submitted = {
  dossierId,
  agencyCode: 'H41.14',
  procedureId,
  procedureCode: '1.001193',
  procedureVersion: 1,
  fieldCode: 'G15-TP07',
  channel: 'ONLINE',
  subjectType: 'CITIZEN',
  status: 'SUBMITTED',
};
const accepted = {
  ...submitted,
  code: 'H41.14-260820-0001',
  status: 'RECEIVED',
  acceptedAt: '2026-08-20T02:15:00.000Z',
  dueAt: '2026-08-24T10:00:00.000Z',
};
const inProgress = { ...accepted, status: 'IN_PROGRESS' };
const { dueAt: _pausedClock, ...paused } = { ...inProgress, status: 'WAITING_SUPPLEMENT' };
const resumed = { ...inProgress, dueAt: '2026-08-27T10:00:00.000Z' };

const delivered = {
  ...inProgress,
  dossierId: '0198c2a4-7a00-7000-8000-00000000000b',
  status: 'DELIVERED',
  punctuality: 'EARLY',
  appointedPunctuality: 'EARLY',
};

const asked = {
  dossier: { ...inProgress, dossierId: '0198c2a4-7a00-7000-8000-00000000000a' },
  consultation: 3,
  consultedAgencyCode: 'H41.27.05',
};

const feedback = {
  feedbackId,
  code: 'PAKN.20260828.0001',
  kind: 'BEHAVIOUR',
  channel: 'ONLINE',
  status: 'NEW',
  agencyCode: 'H41.14',
  dossierCode: 'H41.14-260820-0001',
  procedureCode: '1.001193',
  fieldCode: 'G15-TP07',
  filedAt: '2026-08-28T01:00:00.000Z',
};
const acceptedFeedback = { ...feedback, status: 'ACCEPTED', dueAt: '2026-09-22T10:00:00.000Z' };

const decision = { number: '1213/QĐ-UBND', signedOn: '2026-06-01', effectiveOn: '2026-06-10' };
const days = (amount: number) => ({ amount, unit: 'WORKING_DAY' });
const steps = [
  { code: 'tiep-nhan', name: 'Tiếp nhận', unit: 'mot-cua', budget: days(0.5) },
  { code: 'tham-dinh', name: 'Thẩm định', unit: 'ho-tich', budget: days(2) },
  { code: 'lay-y-kien', name: 'Lấy ý kiến phối hợp', unit: 'cong-an-xa', budget: days(2) },
  { code: 'phe-duyet', name: 'Phê duyệt', unit: 'lanh-dao', budget: days(0.5) },
];
const [receipt, assessment, consultation, approval] = steps;

function agency(name: string) {
  return {
    code: 'H41.14',
    name,
    level: 'PROVINCE',
    parentCode: 'H41',
    calendarId: 'vn',
    officeHours: [{ effectiveFrom: '2026-01-01', week: officeWeek }],
    validFrom: '2025-07-01',
    receivesFor: { agencyCodes: ['H41.15'], everyAgencyOf: ['COMMUNE'] },
  };
}

function lifeOf(source: string, subject: string, facts: [type: string, time: string, data: object][]): EventEnvelope[] {
  return facts.map(([type, time, data], index) => ({
    id: `0198c2a4-7a00-7000-9000-${(subject + type)
      .split('')
      .reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 0xffffffffffff, 7)
      .toString(16)
      .padStart(12, '0')}`,
    type,
    source,
    subject,
    time,
    recordedat: time,
    aggregateversion: index + 1,
    data,
  }));
}

const events: EventEnvelope[] = [
  ...lifeOf('/procedure-catalog-service', 'vn', [
    [
      'calendar.published',
      '2025-12-01T01:00:00.000Z',
      {
        id: 'vn',
        version: 1,
        name: 'Lịch làm việc của cơ quan hành chính',
        coversFrom: '2026-01-01',
        coversTo: '2026-12-31',
        daysOff: [
          { from: '2026-02-16', to: '2026-02-20', name: 'Tết Bính Ngọ', kind: 'HOLIDAY' },
          { from: '2026-08-31', to: '2026-08-31', name: 'Nghỉ hoán đổi Quốc khánh', kind: 'SWAPPED' },
        ],
        makeUpDays: [{ on: '2026-08-22', name: 'Làm bù cho ngày 31/8/2026', insteadOf: '2026-08-31' }],
        officeHours: [{ effectiveFrom: '2026-01-01', week: officeWeek }],
      },
    ],
  ]),
  ...lifeOf('/procedure-catalog-service', 'H41.14', [
    ['agency.registered', '2025-12-01T01:05:00.000Z', agency('Sở Tư pháp')],
    [
      'agency.changed',
      '2026-11-01T01:10:00.000Z',
      { ...agency('Sở Tư pháp tỉnh'), validTo: '2026-12-31', successorCode: 'H41.15' },
    ],
  ]),
  ...lifeOf('/procedure-catalog-service', 'nd-118-2025', [
    [
      'rule-set.published',
      '2025-12-01T01:15:00.000Z',
      {
        id: 'nd-118-2025',
        version: 1,
        legalBasis: 'Nghị định 118/2025/NĐ-CP, sửa đổi bởi Nghị định 309/2026/NĐ-CP',
        effectiveFrom: '2025-07-01',
        countingStart: { kind: 'NONE' },
        forwardNextMorningAfter: '15:00',
        supplementMode: 'RESTART',
        supplementRequestLimit: 1,
        supplement: { restartWithinDays: 3, leastDays: 3, longestDays: 90, checkWithinHours: 8 },
        consultation: {
          silence: 'IF_DECLARED',
          legalBasis: 'Chỉ thị 10/CT-UBND năm 2021',
          leastHours: 8,
          longestDays: 15,
        },
        reappointmentLimit: 1,
      },
    ],
  ]),
  ...lifeOf('/procedure-catalog-service', procedureId, [
    [
      'procedure.published',
      '2026-06-01T03:00:00.000Z',
      {
        procedureId,
        code: '1.001193',
        name: 'Đăng ký khai sinh',
        version: 1,
        fieldCode: 'G15-TP07',
        fieldName: 'Hộ tịch',
        decision,
        cases: [
          {
            caseCode: 'mac-dinh',
            name: 'Trường hợp chung',
            budget: days(3),
            supplementMode: 'SUBTRACT',
            steps,
          },
        ],
        online: true,
        levels: ['PROVINCE', 'COMMUNE'],
        competence: { agencyCodes: ['H41.14'], everyAgencyOf: ['COMMUNE'] },
        instant: false,
      },
    ],
    [
      'process.approved',
      '2026-06-01T03:00:00.000Z',
      {
        procedureId,
        procedureCode: '1.001193',
        procedureVersion: 1,
        caseCode: 'mac-dinh',
        caseName: 'Trường hợp chung',
        decision,
        budget: days(3),
        supplementMode: 'SUBTRACT',
        steps: [
          { ...receipt, place: 'RECEIVING', role: 'one-stop-officer', predecessors: [] },
          { ...assessment, place: 'COMPETENT', role: 'processing-officer', predecessors: ['tiep-nhan'] },
          {
            ...consultation,
            place: 'COORDINATING',
            role: 'processing-officer',
            silenceIsConsent: { legalBasis: 'Chỉ thị 10/CT-UBND năm 2021 của UBND tỉnh Bà Rịa - Vũng Tàu' },
            predecessors: ['tiep-nhan'],
          },
          { ...approval, place: 'COMPETENT', role: 'agency-head', predecessors: ['tham-dinh', 'lay-y-kien'] },
        ],
      },
    ],
    ['procedure.abolished', '2026-11-01T03:00:00.000Z', { procedureId, code: '1.001193', decision }],
  ]),
  ...lifeOf('/dossier-service', dossierId, [
    ['dossier.submitted', '2026-08-20T01:30:00.000Z', { dossier: submitted }],
    [
      'dossier.accepted',
      '2026-08-20T02:15:00.000Z',
      {
        dossier: accepted,
        ruleSetId: 'nd-118-2025',
        ruleSetVersion: 1,
        calendarId: 'vn',
        calendarVersion: 1,
        caseCode: 'mac-dinh',
        budget: { amount: 3, unit: 'WORKING_DAY' },
      },
    ],
    [
      'dossier.forwarded',
      '2026-08-20T03:00:00.000Z',
      {
        dossier: inProgress,
        stepCode: 'tham-dinh',
        unit: 'ho-tich',
        nextSteps: [
          { stepCode: 'tham-dinh', unit: 'ho-tich' },
          { stepCode: 'lay-y-kien', unit: 'cong-an' },
        ],
      },
    ],
    [
      'dossier.supplement-requested',
      '2026-08-21T02:00:00.000Z',
      { dossier: paused, requestNumber: 1, pausesClock: true, provideUntil: '2026-09-14T10:00:00.000Z' },
    ],
    ['dossier.supplement-provided', '2026-08-24T02:00:00.000Z', { dossier: resumed, mode: 'RESTART' }],
    [
      'dossier.step-completed',
      '2026-08-25T02:00:00.000Z',
      { dossier: resumed, stepCode: 'tham-dinh', unit: 'ho-tich', nextStepCode: 'phe-duyet', nextUnit: 'lanh-dao' },
    ],
    [
      'dossier.step-returned',
      '2026-08-25T03:00:00.000Z',
      {
        dossier: resumed,
        stepCode: 'phe-duyet',
        unit: 'lanh-dao',
        nextStepCode: 'tham-dinh',
        nextUnit: 'ho-tich',
        flags: ['STEP_LATE'],
      },
    ],
    [
      'dossier.resolved',
      '2026-08-26T02:00:00.000Z',
      {
        dossier: { ...resumed, status: 'RESOLVED', punctuality: 'EARLY', appointedPunctuality: 'EARLY' },
        outcome: 'APPROVED',
        timeShares: {
          minutes: 510,
          charged: [
            { party: 'COUNTER', agencyCode: 'H41.14', unit: 'mot-cua', minutes: 60 },
            {
              party: 'UNIT',
              agencyCode: 'H41.14',
              unit: 'chuyen-mon',
              officer: '0f6b1c9a7d3e4a52b8c1d0e9f7a6b5c4',
              minutes: 390,
            },
            { party: 'APPLICANT', agencyCode: 'H41.14', minutes: 60 },
          ],
        },
      },
    ],
    [
      'dossier.delivered',
      '2026-08-27T02:00:00.000Z',
      { dossier: { ...resumed, status: 'DELIVERED', punctuality: 'EARLY', appointedPunctuality: 'EARLY' } },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000006', [
    [
      'dossier.forwarding-recalled',
      '2026-08-20T03:30:00.000Z',
      { dossier: { ...accepted, dossierId: '0198c2a4-7a00-7000-8000-000000000006' }, stepCodes: ['tham-dinh'] },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000002', [
    [
      'dossier.refused',
      '2026-08-20T04:00:00.000Z',
      {
        dossier: { ...submitted, dossierId: '0198c2a4-7a00-7000-8000-000000000002', status: 'REFUSED_INTAKE' },
        cause: 'SUPPLEMENT_NOT_PROVIDED',
      },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000003', [
    [
      'dossier.withdrawn',
      '2026-08-21T04:00:00.000Z',
      {
        dossier: {
          ...accepted,
          dossierId: '0198c2a4-7a00-7000-8000-000000000003',
          status: 'WITHDRAWN',
          punctuality: 'EARLY',
          appointedPunctuality: 'EARLY',
        },
        withdrawnBy: 'APPLICANT',
      },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000004', [
    [
      'dossier.stopped',
      '2026-08-21T05:00:00.000Z',
      {
        dossier: {
          ...accepted,
          dossierId: '0198c2a4-7a00-7000-8000-000000000004',
          status: 'STOPPED',
          punctuality: 'EARLY',
          appointedPunctuality: 'EARLY',
        },
      },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000007', [
    [
      'dossier.intake-corrected',
      '2026-08-21T06:00:00.000Z',
      {
        dossier: { ...accepted, dossierId: '0198c2a4-7a00-7000-8000-000000000007' },
        fields: ['applicant.phone', 'applicant.address'],
      },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000008', [
    [
      'dossier.supplement-checked',
      '2026-08-24T03:00:00.000Z',
      {
        dossier: { ...paused, dossierId: '0198c2a4-7a00-7000-8000-000000000008' },
        outcome: 'INCOMPLETE',
        pausesClock: true,
        provideUntil: '2026-09-14T10:00:00.000Z',
      },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000006', [
    [
      'dossier.due-changed',
      '2026-08-21T06:00:00.000Z',
      {
        dossier: {
          ...accepted,
          dossierId: '0198c2a4-7a00-7000-8000-000000000006',
          dueAt: '2026-08-25T10:00:00.000Z',
        },
        cause: 'CALENDAR_CHANGED',
        calendarId: 'vn',
        calendarVersion: 2,
        previousDueAt: '2026-08-24T10:00:00.000Z',
      },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-00000000000a', [
    [
      'dossier.apologised',
      '2026-08-21T03:00:00.000Z',
      {
        dossier: {
          ...inProgress,
          dossierId: '0198c2a4-7a00-7000-8000-00000000000a',
          appointedAt: '2026-08-28T10:00:00.000Z',
        },
        previousDueAt: '2026-08-24T10:00:00.000Z',
        newDueAt: '2026-08-28T10:00:00.000Z',
        late: false,
      },
    ],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-00000000000b', [
    [
      'dossier.reopened',
      '2026-08-27T03:00:00.000Z',
      { dossier: delivered, foundBy: 'APPLICANT', correctBy: '2026-09-01T10:00:00.000Z' },
    ],
    [
      'dossier.result-corrected',
      '2026-09-03T03:00:00.000Z',
      {
        dossier: delivered,
        outcome: 'APPROVED',
        reversed: true,
        kept: 'LATE',
        minutes: 1_920,
        flags: ['RESULT_CORRECTED_LATE', 'RESULT_REVERSED'],
      },
    ],
    ['dossier.correction-delivered', '2026-09-04T03:00:00.000Z', { dossier: delivered }],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000009', [
    [
      'dossier.transferred',
      '2026-08-21T17:00:05.000Z',
      {
        dossier: { ...accepted, dossierId: '0198c2a4-7a00-7000-8000-000000000009', agencyCode: 'H41.15' },
        pausesClock: false,
        cause: 'AGENCY_ENDED',
        fromAgencyCode: 'H41.14',
      },
    ],
  ]),
  ...lifeOf('/dossier-service', asked.dossier.dossierId, [
    [
      'dossier.consultation-requested',
      '2026-08-21T01:00:00.000Z',
      {
        ...asked,
        answerBy: '2026-08-24T10:00:00.000Z',
        silence: 'IF_DECLARED',
        silenceIsConsent: true,
        again: 2,
      },
    ],
    [
      'dossier.consultation-extended',
      '2026-08-24T08:00:00.000Z',
      { ...asked, answerBy: '2026-08-25T10:00:00.000Z', previousAnswerBy: '2026-08-24T10:00:00.000Z' },
    ],
    [
      'dossier.consultation-transferred',
      '2026-08-24T17:00:05.000Z',
      { ...asked, consultedAgencyCode: 'H41.27.06', fromAgencyCode: 'H41.27.05' },
    ],
    [
      'dossier.consultation-expired',
      '2026-08-25T10:00:01.000Z',
      { ...asked, limit: '2026-08-25T10:00:00.000Z', consent: true },
    ],
    [
      'dossier.consultation-answered',
      '2026-08-26T02:00:00.000Z',
      { ...asked, consultedUnit: 'dia-chinh', position: 'CONDITIONS', late: true },
    ],
    ['dossier.consultation-withdrawn', '2026-08-26T03:00:00.000Z', { ...asked, consultation: 4 }],
  ]),
  ...lifeOf('/dossier-service', '0198c2a4-7a00-7000-8000-000000000005', [
    [
      'dossier.imported',
      '2026-08-01T02:00:00.000Z',
      {
        dossier: {
          ...submitted,
          dossierId: '0198c2a4-7a00-7000-8000-000000000005',
          code: 'H41.14-250805-0001',
          status: 'RESOLVED',
          acceptedAt: '2025-08-05T02:00:00.000Z',
          dueAt: '2025-08-12T10:00:00.000Z',
          punctuality: 'EARLY',
          appointedPunctuality: 'EARLY',
        },
        legacySystem: 'mot-cua-cu',
        legacyId: 'HS-2025-0001',
        endedAt: '2025-08-11T03:00:00.000Z',
        stepCount: 2,
        flags: ['STEP_AFTER_END'],
      },
    ],
  ]),
  ...lifeOf('/feedback-service', feedbackId, [
    ['feedback.filed', '2026-08-28T01:00:00.000Z', { feedback }],
    [
      'feedback.forwarded',
      '2026-08-28T02:00:00.000Z',
      { feedback: { ...feedback, status: 'FORWARDED', agencyCode: 'H41.27.05' }, fromAgencyCode: 'H41.14' },
    ],
    ['feedback.accepted', '2026-08-28T03:00:00.000Z', { feedback: acceptedFeedback }],
    ['feedback.answered', '2026-09-08T03:00:00.000Z', { feedback: { ...acceptedFeedback, status: 'ANSWERED' } }],
    ['feedback.published', '2026-09-09T03:00:00.000Z', { feedback: { ...acceptedFeedback, status: 'PUBLISHED' } }],
  ]),
  ...lifeOf('/feedback-service', '0198c2a4-7a00-7000-8000-0000000000f2', [
    [
      'feedback.refused',
      '2026-08-28T04:00:00.000Z',
      {
        feedback: { ...feedback, feedbackId: '0198c2a4-7a00-7000-8000-0000000000f2', status: 'REFUSED' },
        reason: 'UNCLEAR_CONTENT',
      },
    ],
  ]),
  ...lifeOf('/feedback-service', '0198c2a4-7a00-7000-8000-0000000000f3', [
    [
      'feedback.deadlines-changed',
      '2026-08-28T04:00:00.000Z',
      {
        feedback: {
          ...feedback,
          feedbackId: '0198c2a4-7a00-7000-8000-0000000000f3',
          respondDueAt: '2026-09-04T10:00:00.000Z',
          forwardDueAt: '2026-09-09T10:00:00.000Z',
          filerDueAt: '2026-09-23T10:00:00.000Z',
        },
      },
    ],
  ]),
  ...lifeOf('/feedback-service', '5b0c1f6e-3d2a-4c8e-9f71-6a4d2e8b9c03', [
    [
      'survey.answered',
      '2026-08-26T17:00:00.000Z',
      {
        surveyId: '5b0c1f6e-3d2a-4c8e-9f71-6a4d2e8b9c03',
        agencyCode: 'H41.14',
        fieldCode: 'G15-TP07',
        procedureCode: '1.001193',
        level: 'VERY_SATISFIED',
        questionVersion: 1,
        channel: 'OWNER',
      },
    ],
  ]),
  ...lifeOf('/feedback-service', '8d1f0c52-6b7e-4a39-8c04-2e9b5d7a1f60', [
    [
      'survey.ballots-issued',
      '2026-08-25T17:00:00.000Z',
      {
        batchId: '8d1f0c52-6b7e-4a39-8c04-2e9b5d7a1f60',
        agencyCode: 'H41.14',
        fieldCode: 'G15-TP07',
        procedureCode: '1.001193',
        channel: 'OWNER',
        ballots: 7,
      },
    ],
  ]),
  ...lifeOf('/dossier-service', 'dossier-service', [
    [
      'producer.watermark-advanced',
      '2026-09-14T17:20:00.000Z',
      {
        service: 'dossier-service',
        until: '2026-09-14T17:05:00.000Z',
        topics: ['dossier-events.v1'],
        positions: [{ topic: 'dossier-events.v1', partition: 0, incarnation: 'a1b2', position: 10_011 }],
      },
    ],
  ]),
];

export const GOLDEN_EVENTS: ReadonlyMap<string, EventEnvelope> = new Map(events.map((event) => [event.type, event]));
