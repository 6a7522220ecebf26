import { DOSSIER_ACTIONS, PERSONAL_ACTIONS, type PersonalAction } from '@motcua/contracts';
import { eventually, type ApiRequest } from '@motcua/testing';
import { justAfter } from '../sample/dossier-acts.js';
import { SET_ASIDE } from '../sample/set-aside-submissions.js';
import type { Asker, Side } from './access-table.js';
import {
  ABSENT,
  newAgencyCode,
  newName,
  newProcedureCode,
  procedureOf,
  PUBLICATION,
  type AccessWorld,
  type DossierState,
  type FeedbackState,
  type Subject,
} from './access-world.js';

/** About whom a request is: one of the sides, or nothing that exists. */
export type About = Side | 'absent';

export interface AccessRequest extends ApiRequest {
  parameters?: Record<string, string>;
  /** Looks at what must stay as it is when the request is refused. */
  look?(): Promise<unknown>;
  /** The part of the answer that depends on the asker's requests and may differ from one to the next. */
  lines?: unknown[];
}

/**
 * How an operation is asked. Requests about the other side that are expected to be answered 403 or 404 are also made
 * about nothing that exists, if there is such a thing, and have to be answered alike.
 */
export interface AccessOperation {
  ask(world: AccessWorld, about: About, asker: Asker): Promise<AccessRequest> | AccessRequest;
  /** Whether own, other and absent are different requests. */
  sided: boolean;
}

type Build = (subject: Subject, world: AccessWorld, asker: Asker) => AccessRequest;

/** Made for the first request about it, and made anew once a request has been carried out. */
class Subjects {
  private readonly kept = new Map<string, Promise<Subject>>();

  get(name: string, about: About, make: (side: Side) => Promise<Subject>): Promise<Subject> {
    if (about === 'absent') return Promise.resolve(ABSENT);
    const key = `${about} ${name}`;
    const subject = this.kept.get(key) ?? make(about);
    this.kept.set(key, subject);
    return subject;
  }

  spend(): void {
    this.kept.clear();
  }
}

const subjects = new Subjects();

/** To be called when a request that changes something was carried out. */
export const spendSubjects = (): void => subjects.spend();

const onDossier = (
  stateFor: DossierState | ((asker: Asker) => DossierState),
  build: Build = () => ({}),
): AccessOperation => ({
  sided: true,
  ask: async (world, about, asker) => {
    const state = typeof stateFor === 'string' ? stateFor : stateFor(asker);
    const subject = await subjects.get(`dossier ${state}`, about, (side) => world.dossier(side, state));
    return { parameters: { id: subject.id }, look: subject.look, ...build(subject, world, asker) };
  },
});

/** A state in which a dossier allows an action to those who may do it. */
const POSSIBLE_IN: Record<PersonalAction, DossierState | ((asker: Asker) => DossierState)> = {
  accept: 'submitted',
  refuse: 'submitted',
  forward: 'accepted',
  'correct-intake-data': 'submitted',
  // The first step is the counter's, until the dossier is forwarded.
  'complete-step': (asker) => (asker === 'one-stop-officer' ? 'accepted' : 'forwarded'),
  'send-back': 'forwarded',
  recall: 'forwarded',
  'claim-task': (asker) => (asker === 'one-stop-officer' ? 'accepted' : 'forwarded'),
  'assign-task': 'accepted',
  'release-task': 'accepted',
  'request-supplement': 'forwarded',
  'provide-supplement': 'waiting',
  'check-supplement': 'supplemented',
  'expire-supplement': 'waiting-expired',
  'request-consultation': 'forwarded',
  'answer-consultation': 'consulted',
  'extend-consultation': 'consulting',
  'withdraw-consultation': 'consulting',
  resolve: 'processed',
  deliver: 'resolved',
  reopen: 'resolved',
  'correct-result': 'reopened',
  'deliver-correction': 'corrected',
  withdraw: 'forwarded',
  stop: 'forwarded',
  apologise: 'forwarded',
};

/** Each action with the body that the documentation shows for it. */
function actionRequests(): Record<string, AccessOperation> {
  return Object.fromEntries(
    PERSONAL_ACTIONS.map((action) => {
      const { operation, request } = DOSSIER_ACTIONS[action];
      const name = `dossier_${operation.id}`;
      const asked = onDossier(POSSIBLE_IN[action], ({ currentStep, currentTask, consultation, dueAt }, world) => {
        if (!request) return {};
        const example = world.exampleBody(name);
        const body = {
          ...example,
          ...('consultation' in example && consultation !== undefined && { consultation }),
          ...('answerBy' in example && { answerBy: world.answerBy('consultation' in example ? 8 : 5) }),
          ...('newDueAt' in example && dueAt && { newDueAt: justAfter(dueAt) }),
        };
        if ('task' in body) {
          // Whoever accepted it is known to the agency.
          const assignee = 'assignee' in body && { assignee: `${world.party('own').officer}-one-stop-officer` };
          return { body: { ...body, task: currentTask ?? body['task'], ...assignee } };
        }
        if ('stepCode' in body) return { body: { ...body, stepCode: currentStep ?? body['stepCode'] } };
        return { body: 'provideUntil' in body ? { ...body, ...world.shortest() } : body };
      });
      return [name, asked];
    }),
  );
}

const onFeedback = (state: FeedbackState, build: Build = () => ({})): AccessOperation => ({
  sided: true,
  ask: async (world, about, asker) => {
    const subject = await subjects.get(`feedback ${state}`, about, (side) => world.feedback(side, state));
    return { parameters: { id: subject.id }, look: subject.look, ...build(subject, world, asker) };
  },
});

const agencyNamed = (world: AccessWorld, about: About): string =>
  about === 'absent' ? 'H41.99.99' : world.party(about).agency;

/** A list or report that is asked for the agency of one side. */
const ofAgency = (name: 'agency' | 'agencyCode', query: Record<string, string | number> = {}): AccessOperation => ({
  sided: true,
  ask: (world, about) => ({ query: { ...query, [name]: agencyNamed(world, about) } }),
});

const THIS_YEAR = { preset: 'year', year: new Date().getFullYear() };

/** Belongs to the whole province and to no side. */
const common = (
  build: (world: AccessWorld) => Promise<AccessRequest> | AccessRequest = () => ({}),
): AccessOperation => ({
  sided: false,
  ask: (world) => build(world),
});

const shown = (operationId: string, ...names: string[]): AccessOperation =>
  common((world) => ({
    parameters: Object.fromEntries(names.map((name) => [name, String(world.exampleParameter(operationId, name))])),
  }));

/** For the public a draft does not exist; `own` is a published version. */
function draftOr(build: (subject: Subject) => AccessRequest): AccessOperation {
  return {
    sided: true,
    ask: async (world, about) => {
      const absent = Promise.resolve({ id: ABSENT.id, code: '8.000000' });
      const subject =
        about === 'absent'
          ? absent
          : about === 'own'
            ? subjects.get('published', 'own', () => world.publishedProcedure())
            : subjects.get('draft', 'own', () => world.draft());
      return build(await subject);
    },
  };
}

const listed = (world: AccessWorld, path: string) => async (): Promise<unknown> =>
  (await world.asker('procedure-control').get(path, { query: { limit: 1 } })).total;

/** By the name of a row of docs/access.md. */
export const ACCESS_REQUESTS: Record<string, AccessOperation> = {
  catalog_listProcedures: common(),
  'catalog_listProcedures · of drafts': draftOr(({ code }) => ({ query: { q: code, status: 'DRAFT' } })),
  catalog_enterProcedure: common((world) => ({
    body: { ...world.exampleBody('catalog_enterProcedure'), code: newProcedureCode() },
    look: listed(world, '/api/v1/procedures'),
  })),
  catalog_getProcedure: shown('catalog_getProcedure', 'id'),
  'catalog_getProcedure · a draft': draftOr(({ code }) => ({ parameters: { id: code! } })),
  catalog_listProcedureVersions: shown('catalog_listProcedureVersions', 'id'),
  'catalog_listProcedureVersions · of a draft': draftOr(({ id }) => ({ parameters: { id } })),
  catalog_getProcedureVersion: shown('catalog_getProcedureVersion', 'id', 'version'),
  'catalog_getProcedureVersion · a draft': draftOr(({ id }) => ({ parameters: { id, version: '1' } })),
  catalog_getPublishedProcedure: shown('catalog_getPublishedProcedure', 'code'),
  catalog_getPublishedProcedureVersion: shown('catalog_getPublishedProcedureVersion', 'id', 'version'),
  catalog_listProcedureFlags: common(),
  catalog_reviseProcedureDraft: common(async (world) => {
    const { id, code } = await subjects.get('draft', 'own', () => world.draft());
    const { expectedRevision: _read, ...body } = world.exampleBody('catalog_reviseProcedureDraft');
    return { parameters: { id }, body: { ...body, code }, look: lookAt(world, `/api/v1/procedures/${id}`) };
  }),
  catalog_publishProcedure: common(async (world) => {
    const { id } = await subjects.get('draft', 'own', () => world.draft());
    return { parameters: { id }, body: world.publication(), look: lookAt(world, `/api/v1/procedures/${id}`) };
  }),
  catalog_abolishProcedure: common(async (world) => {
    const { id } = await subjects.get('published', 'own', () => world.publishedProcedure());
    const body = world.exampleBody('catalog_abolishProcedure');
    return { parameters: { id }, body, look: lookAt(world, `/api/v1/procedures/${id}`) };
  }),
  catalog_listProcedureImports: common(),
  catalog_importProcedures: common((world) => ({
    query: { shape: 'PORTAL_FLAT' },
    lines: [{ ma_thu_tuc: newProcedureCode(), ten_thu_tuc: 'Thủ tục', linh_vuc: 'Hộ tịch', cap_thuc_hien: 'Cấp tỉnh' }],
    look: listed(world, '/api/v1/procedures'),
  })),
  catalog_getProcedureImport: shown('catalog_getProcedureImport', 'id'),
  catalog_listProcedureImportLines: shown('catalog_listProcedureImportLines', 'id'),
  catalog_listEverydayPhrases: common(),
  catalog_setEverydayPhrase: common((world) => ({
    body: { phrase: newName(), means: ['giấy thông hành'] },
    look: lookAt(world, '/api/v1/everyday-phrases'),
  })),
  catalog_listAgencies: common(),
  catalog_registerAgency: common((world) => ({
    body: { ...world.exampleBody('catalog_registerAgency'), code: newAgencyCode() },
    look: lookAt(world, '/api/v1/agencies'),
  })),
  catalog_getAgencyTree: common(),
  catalog_getAgency: shown('catalog_getAgency', 'code'),
  catalog_changeAgency: common((world) => onAgency(world, { name: `Cơ quan ${newName()}` })),
  catalog_closeAgency: common((world) => onAgency(world, { validTo: '2035-12-31' })),
  catalog_listCalendars: common(),
  catalog_getCalendar: shown('catalog_getCalendar', 'id'),
  catalog_getCalendarVersion: shown('catalog_getCalendarVersion', 'id', 'version'),
  catalog_publishCalendar: common((world) => ({
    parameters: { id: newName() },
    body: world.exampleBody('catalog_publishCalendar'),
    look: lookAt(world, '/api/v1/calendars'),
  })),
  catalog_listRuleSets: common(),
  catalog_getRuleSet: shown('catalog_getRuleSet', 'id'),
  catalog_getRuleSetVersion: shown('catalog_getRuleSetVersion', 'id', 'version'),
  catalog_publishRuleSet: common((world) => ({
    parameters: { id: newName() },
    body: world.exampleBody('catalog_publishRuleSet'),
    look: lookAt(world, '/api/v1/rule-sets'),
  })),

  dossier_listDossiers: ofAgency('agencyCode', { limit: 200 }),
  dossier_countDossiersByUnit: ofAgency('agencyCode', {}),
  'dossier_listDossiers · consulted on': common(() => ({ query: { limit: 200, consultedOn: 'true' } })),
  'dossier_listDossiers · unasked': common(() => ({ query: { limit: 200 } })),
  'dossier_listDossiers · to process': ofAgency('agencyCode', { limit: 50, purpose: 'PROCESSING' }),
  dossier_searchDossiers: {
    sided: true,
    ask: (world, about) => ({
      body: { person: { fullName: 'nguyen' }, agencyCode: agencyNamed(world, about), limit: 200 },
    }),
  },
  dossier_listDossierChanges: common(),
  dossier_submitDossier: {
    sided: true,
    ask: (world, about, asker) => {
      const agencyCode = agencyNamed(world, about);
      // Each agency is asked for what it is competent for: whose it is decides, and nothing else.
      const { code: procedureCode, caseCode } = procedureOf(world.party(about === 'absent' ? 'own' : about).agency);
      const owner = about === 'absent' ? undefined : world.party(about).citizen;
      return {
        body: {
          procedureCode,
          caseCode,
          agencyCode,
          channel: asker === 'one-stop-officer' ? 'DIRECT' : 'ONLINE',
          subjectType: 'CITIZEN',
          applicant: { fullName: 'Nguyễn Văn An' },
          ...(asker === 'applicant' ? {} : { ownerSubject: owner }),
        },
        look: listed(world, '/api/v1/dossiers'),
      };
    },
  },
  'dossier_submitDossier · for an account': {
    sided: true,
    ask: (world, about, asker) => ({
      body: {
        procedureCode: procedureOf(world.party('own').agency).code,
        caseCode: procedureOf(world.party('own').agency).caseCode,
        agencyCode: world.party('own').agency,
        channel: asker === 'one-stop-officer' ? 'DIRECT' : 'ONLINE',
        subjectType: 'CITIZEN',
        applicant: { fullName: 'Nguyễn Văn An' },
        ownerSubject: about === 'absent' ? newName() : world.party(about).citizen,
      },
      look: listed(world, '/api/v1/dossiers'),
    }),
  },
  dossier_getDossierProgress: onDossier('accepted', ({ code }) => ({ parameters: { code: code! } })),
  dossier_getDossier: onDossier('accepted'),
  'dossier_getDossier · to process': onDossier('accepted', () => ({ query: { purpose: 'PROCESSING' } })),
  'dossier_getDossier · to inspect': onDossier('accepted', () => ({ query: { purpose: 'INSPECTION' } })),
  'dossier_getDossier · to sync': onDossier('accepted', () => ({ query: { purpose: 'NATIONAL_SYNC' } })),
  dossier_getDossierHistory: onDossier('accepted'),
  dossier_explainDossierDeadline: onDossier('accepted'),
  dossier_listDossierConsultations: onDossier('consulting'),
  dossier_getDossierReceipt: onDossier('accepted'),
  dossier_getDossierTimeUse: onDossier('accepted'),
  dossier_getDossierControlSheet: onDossier('accepted'),
  dossier_getDossierApology: onDossier('apologised'),
  ...actionRequests(),
  dossier_listDossierImports: common(),
  dossier_importDossiers: common((world) => ({
    query: { legacySystem: 'access' },
    lines: [
      {
        legacyId: newName(),
        agencyCode: 'H41.14',
        procedureCode: '2.000635',
        channel: 'DIRECT',
        receivedAt: '2025-08-05T09:00:00+07:00',
        dueAt: '2025-08-06T17:00:00+07:00',
        steps: [],
      },
    ],
    look: listed(world, '/api/v1/dossiers'),
  })),
  dossier_getDossierImport: shown('dossier_getDossierImport', 'id'),

  feedback_listFeedback: ofAgency('agencyCode', { limit: 200 }),
  'feedback_listFeedback · unasked': common(() => ({ query: { limit: 200 } })),
  'feedback_listFeedback · all': common(() => ({ query: { limit: 200, scope: 'all' } })),
  feedback_fileFeedback: {
    sided: true,
    ask: (world, about) => ({
      body: {
        kind: 'BEHAVIOUR',
        title: 'Chậm trả kết quả đăng ký khai sinh',
        content: 'Tôi nộp hồ sơ nhưng đã quá ngày hẹn ba ngày mà chưa được trả kết quả.',
        filer: { fullName: 'Nguyễn Văn An', address: 'Số 12 đường Lê Lợi', phone: '0912345678' },
        agencyCode: agencyNamed(world, about),
      },
      look: listed(world, '/api/v1/feedback'),
    }),
  },
  'feedback_fileFeedback · on a dossier': {
    sided: true,
    ask: async (world, about) => {
      const subject = await subjects.get('dossier accepted', about, (side) => world.dossier(side, 'accepted'));
      return {
        body: {
          kind: 'BEHAVIOUR',
          title: 'Chậm trả kết quả đăng ký khai sinh',
          content: 'Tôi nộp hồ sơ nhưng đã quá ngày hẹn ba ngày mà chưa được trả kết quả.',
          filer: { fullName: 'Nguyễn Văn An', address: 'Số 12 đường Lê Lợi', phone: '0912345678' },
          agencyCode: world.party('own').agency,
          dossierCode: subject.code,
        },
        look: listed(world, '/api/v1/feedback'),
      };
    },
  },
  feedback_getFeedback: onFeedback('filed'),
  feedback_getFeedbackFiler: onFeedback('filed', (_subject, _world, asker) => ({
    query: { purpose: asker === 'applicant' ? 'OWN_DATA' : 'CONTACT' },
  })),
  feedback_listFeedbackHistory: onFeedback('filed'),
  feedback_explainFeedbackDeadlines: onFeedback('filed'),
  feedback_acceptFeedback: onFeedback('filed', () => ({ body: {} })),
  feedback_refuseFeedback: onFeedback('filed', () => ({
    body: { reason: 'UNCLEAR_CONTENT', explanation: 'Nội dung không rõ ràng.' },
  })),
  feedback_forwardFeedback: onFeedback('filed', (_subject, world) => ({
    body: { agencyCode: world.party('other').agency, explanation: 'Đúng thẩm quyền của phường.' },
  })),
  feedback_answerFeedback: onFeedback('accepted', () => ({
    body: { answer: 'Cơ quan đã kiểm tra và xin lỗi về sự chậm trễ này.' },
  })),
  feedback_publishFeedback: onFeedback('answered', () => ({ body: PUBLICATION })),
  feedback_listPublishedFeedback: common(),
  feedback_getPublishedFeedback: onFeedback('published', ({ code }) => ({ parameters: { code: code! } })),
  feedback_issueSurveyToken: {
    sided: true,
    ask: async (world, about) => {
      const subject = await subjects.get('surveyed', about, (side) => world.surveyed(side));
      return { parameters: { dossier: subject.id } };
    },
  },
  feedback_listSurveyAnswers: ofAgency('agencyCode'),
  feedback_answerSurvey: common(async (world) => {
    const subject = await world.surveyed('own');
    const { token } = await world.asker('applicant').post(`/api/v1/surveys/${subject.id}/token`);
    return { body: { token, level: 'SATISFIED' } };
  }),

  reporting_getPeriodReport: ofAgency('agency', THIS_YEAR),
  reporting_listPeriodReportDossiers: ofAgency('agency', { ...THIS_YEAR, cell: 'received', limit: 200 }),
  reporting_listCorrectionReportDossiers: ofAgency('agency', { ...THIS_YEAR, cell: 'corrections', limit: 200 }),
  reporting_listIntakeDossiers: ofAgency('agency', { ...THIS_YEAR, cell: 'intake.accepted', limit: 200 }),
  reporting_listApologyReportDossiers: ofAgency('agency', { ...THIS_YEAR, cell: 'owed', limit: 200 }),
  reporting_listSupplementReportDossiers: ofAgency('agency', { ...THIS_YEAR, cell: 'repeated', limit: 200 }),
  reporting_getLatenessReport: ofAgency('agency', THIS_YEAR),
  // Nothing is late there: whose agency may be asked about is asked of the report itself.
  reporting_listLatenessDossiers: common(() => ({ query: { ...THIS_YEAR, party: 'UNIT', limit: 200 } })),
  reporting_getFeedbackReport: ofAgency('agency', THIS_YEAR),
  reporting_listFeedbackReportItems: ofAgency('agency', { ...THIS_YEAR, cell: 'filed', limit: 200 }),
  reporting_getSatisfactionReport: ofAgency('agency', THIS_YEAR),
  reporting_freezeReport: common(() => ({ body: { preset: 'quarter', year: 2025, quarter: 1 } })),
  reporting_listFrozenReports: common(),
  reporting_getFrozenReport: common(async (world) => {
    const year = { preset: 'year', year: 2025 };
    const once = { headers: { 'idempotency-key': 'year-2025' } };
    await world.asker('procedure-control').post('/api/v1/reports/frozen', year, once);
    return { parameters: { preset: 'year', number: '1' } };
  }),
  reporting_getProjectionStatus: common(),
  reporting_rebuildProjections: common(() => ({ body: { beginAgain: true } })),
  reporting_listEditions: common(),
  reporting_getEdition: shown('reporting_getEdition', 'code'),
  reporting_getEditionDifference: common(() => ({
    parameters: { code: 'mau-cap-xa-2026' },
    query: { from: 'mau-so-nganh-2026' },
  })),
  reporting_listMetrics: common(),
  reporting_getEditionResults: common(() => ({
    parameters: { code: 'tt-01-2018-chin-chi-so' },
    query: THIS_YEAR,
  })),
  reporting_draftEdition: common((world) => ({
    body: { ...world.exampleBody('reporting_draftEdition'), code: newName() },
    look: lookAt(world, EDITIONS),
  })),
  reporting_reviseEdition: common((world) => onDraftEdition(world, 'reporting_reviseEdition')),
  reporting_publishEdition: common((world) => onDraftEdition(world)),

  gateway_listNationalSends: common(),
  gateway_resendNationalSends: common(() => ({ body: { errorClass: 'FIX_DATA' } })),
  gateway_getNationalSend: common((world) => sentDossier(world)),
  gateway_resendNationalSend: common((world) => sentDossier(world)),
  gateway_listNationalReconciliations: common(),
  gateway_requestNationalReconciliation: common(),
  gateway_getNationalReconciliation: common(async (world) => {
    await world.asker('operations').post('/api/v1/national-portal/reconciliations');
    return { parameters: { id: 'latest' } };
  }),
  gateway_listNationalDifferences: common(),
  gateway_listNationalSubmissions: common(),
  gateway_retryNationalSubmissions: common(() => ({ body: { errorClass: 'FIX_MAPPING' } })),
  gateway_getNationalSubmission: common((world) => setAsideSubmission(world, SET_ASIDE.toRetry)),
  gateway_retryNationalSubmission: common((world) => setAsideSubmission(world, SET_ASIDE.toRetry)),
  gateway_refuseNationalSubmission: common(async (world) => ({
    ...(await setAsideSubmission(world, SET_ASIDE.toRefuse)),
    body: { reason: 'Thủ tục không thuộc thẩm quyền của tỉnh' },
  })),
  gateway_getNationalSyncState: common(),
  gateway_requestNationalSync: common(() => ({ body: { what: 'CODE_TABLES' } })),
  gateway_getNationalCodeTable: common(async (world) => {
    const name = String(world.exampleParameter('gateway_getNationalCodeTable', 'name'));
    const operations = world.asker('operations');
    await operations.post('/api/v1/national-portal/syncs', { what: 'CODE_TABLES' });
    await eventually(() => operations.get(`/api/v1/national-portal/code-tables/${name}`), { timeoutMs: 60_000 });
    return { parameters: { name } };
  }),
  gateway_readClocks: common(),
  gateway_setClocks: common(() => ({ body: { now: new Date().toISOString() } })),
  gateway_releaseClocks: common(),
};

function lookAt(world: AccessWorld, path: string): () => Promise<unknown> {
  return () => world.asker('procedure-control').get(path);
}

const EDITIONS = '/api/v1/reform-index/editions';

/** About a draft of an edition; `operation` has an example of its content. */
async function onDraftEdition(world: AccessWorld, operation?: string): Promise<AccessRequest> {
  const { id: code } = await subjects.get('edition draft', 'own', async () => {
    const draft = newName();
    const body = { ...world.exampleBody('reporting_draftEdition'), code: draft };
    await world.asker('reform-office').post(EDITIONS, body);
    return { id: draft };
  });
  const read = await world.asker('reform-office').send('GET', `${EDITIONS}/${code}`);
  return {
    parameters: { code },
    headers: { 'if-match': read.headers.get('etag')! },
    body: operation === undefined ? {} : { ...world.exampleBody(operation), code },
    look: lookAt(world, EDITIONS),
  };
}

/** A submission that the gateway has fetched and could not read. */
async function setAsideSubmission(world: AccessWorld, portalCode: string): Promise<AccessRequest> {
  const path = `/api/v1/national-portal/submissions/${portalCode}`;
  await eventually(() => world.asker('operations').get(path), { timeoutMs: 60_000 });
  return { parameters: { portalCode } };
}

/** A dossier that the ledger of sends knows. */
async function sentDossier(world: AccessWorld): Promise<AccessRequest> {
  const dossierId = await eventually(async () => {
    const { items } = await world.asker('operations').get('/api/v1/national-portal/sends');
    return (items[0] as { dossierId: string }).dossierId;
  });
  return { parameters: { dossierId } };
}

async function onAgency(world: AccessWorld, body: object): Promise<AccessRequest> {
  const { id } = await subjects.get('agency', 'own', () => world.agency());
  return { parameters: { code: id }, body, look: lookAt(world, `/api/v1/agencies/${id}`) };
}
