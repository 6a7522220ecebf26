import { GATEWAY_CLIENT_ROLES } from '@motcua/contracts';
import { openApiDocument } from '@motcua/platform';
import { keyedOperations, loggedPostgres, repeat, type LoggedPostgres, type RepeatedRequest } from '@motcua/testing';
import { DataSource } from 'typeorm';
import { dossierService } from './dossier-service.definition.js';
import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(120_000);

let postgres: LoggedPostgres;
let test: DossierTestService;
const query = (sql: string, parameters: unknown[] = []) =>
  test.service.app.get(DataSource).query(sql, parameters) as Promise<any[]>;

beforeAll(async () => {
  postgres = await loggedPostgres();
  test = await startDossierTestService({ DATABASE_URL: await postgres.newDatabase(), DATABASE_POOL_SIZE: '16' });
  await test.at('2026-08-20 09:00');
});
afterAll(async () => {
  await test?.stop();
  await postgres?.stop();
});

const counters = () => query('SELECT agency_code, counted_on, last_number FROM dossier_code_counters ORDER BY 1, 2');
const submit = async (): Promise<string> => (await test.officer.post('/dossiers', SUBMISSION)).id;

/** A dossier after these actions. */
async function dossierAfter(...actions: [string, object?][]): Promise<string> {
  const id = await submit();
  for (const [path, body] of actions) {
    const by = path === 'reopening' ? test.head : test.officer;
    await by.post(`/dossiers/${id}/${path}`, body);
  }
  return id;
}

const acceptance: [string] = ['acceptance'];
const forwarding: [string] = ['forwarding'];
const supplementRequest: [string, object] = [
  'supplement-requests',
  { items: ['giấy chứng sinh'], reason: 'thiếu', provideUntil: '2026-08-24T04:00:00Z' },
];
const consultation: [string, object] = [
  'consultations',
  { agencyCode: FOREIGN, content: 'cho ý kiến', answerBy: '2026-08-24T03:00:00Z' },
];
const supplement: [string, object] = ['supplements', { noOtherOfficer: true }];
const refusedResolution: [string, object] = ['resolution', { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' }];
const delivery: [string] = ['delivery'];
const reopening: [string, object] = ['reopening', { foundBy: 'APPLICANT', reason: 'sai số thửa' }];
const correction: [string, object] = ['result-correction', { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' }];

/** An action, after which the dossier passes to another agency and out of the officer's sight. */
const action =
  (path: string, body: object | undefined, before: [string, object?][], late = false) =>
  async () => {
    await test.at('2026-08-20 09:00');
    const id = await dossierAfter(...before);
    if (late) await test.at('2026-08-25 09:00');
    return {
      by: test.officer,
      path: `/dossiers/${id}/${path}`,
      body,
      afterwards: () => query('UPDATE dossiers SET agency_code = $2 WHERE id = $1', [id, FOREIGN]),
    };
  };

const procedureAbolished = () =>
  query(
    `INSERT INTO abolished_procedures (procedure_id, code, effective_on)
     SELECT DISTINCT procedure_id, code, DATE '2026-08-01' FROM procedure_versions WHERE code = $1`,
    [SUBMISSION.procedureCode],
  );

const REQUESTS: Record<string, () => Promise<RepeatedRequest>> = {
  submitDossier: async () => ({
    by: test.officer,
    path: '/dossiers',
    body: SUBMISSION,
    afterwards: procedureAbolished,
  }),
  takeNationalSubmission: async () => {
    const { ownerSubject: _owner, ...submission } = SUBMISSION;
    return {
      by: await test.client([...GATEWAY_CLIENT_ROLES], { sub: 'gateway' }),
      path: '/internal/national-submissions',
      body: { ...submission, agencyCode: OWN, channel: 'ONLINE' },
      afterwards: procedureAbolished,
    };
  },
  acceptDossier: action('acceptance', undefined, []),
  refuseDossier: action('refusal', { reason: 'sai thẩm quyền' }, []),
  forwardDossier: action('forwarding', undefined, [acceptance]),
  correctIntakeData: action('intake-correction', { applicant: { phone: '0903555777' }, reason: 'gõ nhầm' }, []),
  completeStep: action('step-completions', { stepCode: 'tham-dinh' }, [acceptance, forwarding]),
  sendBackStep: action('step-returns', { stepCode: 'phe-duyet', reason: 'thiếu chữ ký' }, [
    acceptance,
    forwarding,
    ['step-completions', { stepCode: 'tham-dinh' }],
  ]),
  recallDossier: action('forwarding-recall', undefined, [acceptance, forwarding]),
  claimTask: action('task-claims', { task: 1 }, [acceptance, forwarding]),
  assignTask: async () => ({
    ...(await action('task-assignments', { task: 1, assignee: 'officer-tu-phap' }, [acceptance, forwarding])()),
    by: test.head,
  }),
  releaseTask: action('task-releases', { task: 1 }, [acceptance, forwarding, ['task-claims', { task: 1 }]]),
  requestSupplement: action(supplementRequest[0], supplementRequest[1], [acceptance]),
  provideSupplement: action(supplement[0], supplement[1], [acceptance, supplementRequest]),
  checkSupplement: action('supplement-check', { outcome: 'COMPLETE' }, [acceptance, supplementRequest, supplement]),
  expireSupplement: action('supplement-expiry', undefined, [acceptance, supplementRequest], true),
  requestConsultation: action(consultation[0], consultation[1], [acceptance, forwarding]),
  answerConsultation: async () => {
    await test.at('2026-08-20 09:00');
    const id = await dossierAfter(acceptance, forwarding, consultation);
    return {
      by: test.otherOfficer,
      path: `/dossiers/${id}/consultation-answers`,
      body: { consultation: 2, position: 'AGREE', opinion: 'thống nhất' },
      afterwards: () => query(`DELETE FROM dossier_tasks WHERE dossier_id = $1 AND kind = 'CONSULTATION'`, [id]),
    };
  },
  extendConsultation: action(
    'consultation-extensions',
    { consultation: 2, answerBy: '2026-08-25T03:00:00Z', reason: 'cần thêm' },
    [acceptance, forwarding, consultation],
  ),
  withdrawConsultation: action('consultation-withdrawals', { consultation: 2, reason: 'đã rõ' }, [
    acceptance,
    forwarding,
    consultation,
  ]),
  resolveDossier: action(refusedResolution[0], refusedResolution[1], [acceptance, forwarding]),
  deliverDossier: action('delivery', undefined, [acceptance, forwarding, refusedResolution]),
  reopenDossier: async () => ({
    ...(await action(reopening[0], reopening[1], [acceptance, forwarding, refusedResolution])()),
    by: test.head,
  }),
  correctResult: action(correction[0], correction[1], [acceptance, forwarding, refusedResolution, reopening]),
  deliverCorrection: action('correction-delivery', undefined, [
    acceptance,
    forwarding,
    refusedResolution,
    delivery,
    reopening,
    correction,
  ]),
  withdrawDossier: action('withdrawal', { reason: 'nộp nhầm' }, [acceptance]),
  stopDossier: action('stop', { reason: 'theo yêu cầu' }, [acceptance]),
  apologise: async () => ({
    ...(await action('apology', { reason: 'đo đạc lại', newDueAt: '2026-08-28T10:00:00Z' }, [acceptance])()),
    by: test.head,
  }),
};

describe('A request that was carried out', () => {
  afterEach(() => query('DELETE FROM abolished_procedures'));

  it('is repeated here for every operation that takes an Idempotency-Key', async () => {
    const operations = keyedOperations(await openApiDocument(dossierService));
    expect([...operations.keys()].sort()).toEqual(Object.keys(REQUESTS).sort());
  });

  it.each(Object.keys(REQUESTS))(
    'gets its answer again whatever has changed since, and would be refused if it were new: %s',
    async (operation) => {
      const { first, again, anew } = await repeat('POST', await REQUESTS[operation]!());
      expect([200, 201]).toContain(first.status);
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
      expect([404, 422]).toContain(anew.status);
    },
  );

  it('is answered again also when its calendar is missing by now', async () => {
    const id = await submit();
    const { first, again, anew } = await repeat('POST', {
      by: test.officer,
      path: `/dossiers/${id}/acceptance`,
      afterwards: () => query('UPDATE agencies SET calendar_id = $2 WHERE code = $1', [OWN, 'gone']),
    });
    await query('UPDATE agencies SET calendar_id = $2 WHERE code = $1', [OWN, 'vn']);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(anew.status).toBe(409);
  });

  it('is answered again as on that day also when the dossier is overdue by now', async () => {
    await test.at('2026-08-20 09:00');
    const id = await submit();
    const { first, again } = await repeat('POST', {
      by: test.officer,
      path: `/dossiers/${id}/acceptance`,
      afterwards: () => test.at('2026-09-20 09:00'),
    });
    expect(first.body.deadline.overdue).toBe(false);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await test.officer.get(`/dossiers/${id}`)).deadline.overdue).toBe(true);
    await test.at('2026-08-20 09:00');
  });

  it.each([
    ['a submission', 'dossier.submit', async () => ['/dossiers', SUBMISSION] as const],
    ['an acceptance', 'dossier.accept', async () => [`/dossiers/${await submit()}/acceptance`, undefined] as const],
  ])('under version 0.1 is answered with the dossier as it stands: %s', async (_, operation, request) => {
    const [path, body] = await request();
    const { first, again } = await repeat('POST', {
      by: test.officer,
      path,
      body,
      afterwards: async () => {
        const { id } = (await query('SELECT id FROM dossiers ORDER BY id DESC LIMIT 1'))[0];
        const view = await test.officer.get(`/dossiers/${id}`);
        await query(
          `UPDATE idempotency_keys SET status = 200, body = convert_to($2, 'UTF8')
           WHERE created_at = (SELECT max(created_at) FROM idempotency_keys) AND operation LIKE $1`,
          [`${operation}%`, JSON.stringify({ id, version: view.version, status: view.status })],
        );
        await test.officer.post(`/dossiers/${id}/supplement-requests`, supplementRequest[1]);
      },
    });
    expect(again.status).toBe(first.status);
    expect(again.body).toMatchObject({
      id: first.body.id,
      version: first.body.version + 1,
      status: 'WAITING_SUPPLEMENT',
    });
  });
});

describe('Under one Idempotency-Key', () => {
  const key = { headers: { 'idempotency-key': 'khoa-bi-mat' } };

  it('500 repetitions one after another and 50 at once open one dossier and get one answer', async () => {
    const before = (await query('SELECT count(*)::int AS dossiers FROM dossiers'))[0].dossiers;
    const atOnce = await Promise.all(
      Array.from({ length: 50 }, () => test.officer.send('POST', '/dossiers', { body: SUBMISSION, ...key })),
    );
    const [{ body: first }] = atOnce as [(typeof atOnce)[number]];
    for (let n = 0; n < 500; n += 1)
      atOnce.push(await test.officer.send('POST', '/dossiers', { body: SUBMISSION, ...key }));
    expect(new Set(atOnce.map((answer) => `${answer.status} ${JSON.stringify(answer.body)}`))).toEqual(
      new Set([`201 ${JSON.stringify(first)}`]),
    );
    expect((await query('SELECT count(*)::int AS dossiers FROM dossiers'))[0].dossiers).toBe(before + 1);
  });

  it('50 acceptances at once and 50 afterwards take one number', async () => {
    const id = await submit();
    const taken = async () => (await counters()).reduce((sum, { last_number }) => sum + last_number, 0);
    const before = await taken();
    const accept = () => test.officer.send('POST', `/dossiers/${id}/acceptance`, key);
    const answers = await Promise.all(Array.from({ length: 50 }, accept));
    for (let n = 0; n < 50; n += 1) answers.push(await accept());
    expect(new Set(answers.map((answer) => `${answer.status} ${JSON.stringify(answer.body)}`)).size).toBe(1);
    expect(await taken()).toBe(before + 1);
  });

  it('a submission that loses against another one with the same key waits for its answer', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(() =>
        test.officer.send('POST', '/dossiers', { body: SUBMISSION, headers: { 'idempotency-key': 'two' } }),
      ),
    );
    expect(one!.body).toEqual(other!.body);
  });
});

describe('Numbers of dossiers', () => {
  it('are not taken by what is refused, and leave no gap when 200 acceptances race for 50 dossiers', async () => {
    await test.at('2026-09-07 09:00');
    const ids: string[] = [];
    for (let n = 0; n < 50; n += 1) ids.push(await submit());
    const answers = await Promise.all(
      ids.flatMap((id) => [id, id, id, id]).map((id) => test.officer.send('POST', `/dossiers/${id}/acceptance`)),
    );
    const codes = answers.filter(({ status }) => status === 200).map(({ body }) => body.code as string);
    const expected = Array.from({ length: 50 }, (_, index) => `${OWN}-260907-${String(index + 1).padStart(4, '0')}`);
    expect(codes.sort()).toEqual(expected);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(150);
    const next = await submit();
    expect((await test.officer.post(`/dossiers/${next}/acceptance`)).code).toBe(`${OWN}-260907-0051`);
  });

  it.each([
    [9_998, '9999'],
    [9_999, '10000'],
    [999_999, '1000000'],
  ])('go on after %i with %s, and such a dossier is found by its code', async (last, number) => {
    await test.at('2026-09-08 09:00');
    await query(
      `INSERT INTO dossier_code_counters (agency_code, counted_on, last_number) VALUES ($1, '2026-09-08', $2)
       ON CONFLICT (agency_code, counted_on) DO UPDATE SET last_number = excluded.last_number`,
      [OWN, last],
    );
    const { code } = await test.officer.post(`/dossiers/${await submit()}/acceptance`);
    expect(code).toBe(`${OWN}-260908-${number}`);
    expect(await test.service.api.get(`/dossiers/by-code/${code}/progress`)).toMatchObject({ code });
    expect((await test.officer.get('/dossiers', { query: { code } })).items).toHaveLength(1);
  });

  it('pass over those that legacy dossiers bear, with any number of digits', async () => {
    await test.at('2026-09-09 09:00');
    await query(
      `INSERT INTO dossier_code_counters (agency_code, counted_on, last_number) VALUES ($1, '2026-09-09', 9998)`,
      [OWN],
    );
    const legacy = ['9999', '10000'].map((number) => ({
      legacyId: number,
      code: `${OWN}-260909-${number}`,
      agencyCode: OWN,
      procedureCode: '1.001193',
      channel: 'DIRECT',
      receivedAt: '2026-09-09T01:00:00Z',
      steps: [],
    }));
    await test.operations.post('/dossier-imports', legacy.map((line) => JSON.stringify(line)).join('\n'), {
      query: { legacySystem: 'old' },
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect((await test.officer.post(`/dossiers/${await submit()}/acceptance`)).code).toBe(`${OWN}-260909-10001`);
  });
});

it('No repetition is an error for PostgreSQL, and its log names neither caller nor key', async () => {
  expect(await postgres.errors()).toEqual([]);
  expect(await postgres.log()).not.toContain('khoa-bi-mat');
  // The log does say what fails.
  await expect(query('SELECT 1 / 0')).rejects.toThrow(/division by zero/);
  expect(await postgres.errors()).toHaveLength(2);
});
