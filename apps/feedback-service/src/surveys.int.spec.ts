import { GOLDEN_EVENTS, type ActorKind, type DossierStatus } from '@motcua/contracts';
import { eventually, type Api } from '@motcua/testing';
import { createHash, randomUUID } from 'node:crypto';
import { at } from './testing/examples.js';
import { startFeedbackService, type FeedbackServiceUnderTest } from './testing/feedback-service-under-test.js';

jest.setTimeout(120_000);

let it_: FeedbackServiceUnderTest;
let sequence = 0;

beforeAll(async () => {
  it_ = await startFeedbackService({ SURVEY_BATCH_LEAST: '1' });
});
afterAll(() => it_?.stop());
beforeEach(() => {
  it_.clock.set(at('08-27 09:00'));
  it_.neighbours.broken = false;
});

/** A dossier of citizen An that only An, the portal `portal-1` and the officers of `agencyCode` see at the dossier service. */
function dossier(status: DossierStatus = 'RESOLVED', agencyCode = 'H41.14', submittedBy: ActorKind = 'APPLICANT') {
  const dossierId = randomUUID();
  const code = `${agencyCode}-260820-${String(++sequence).padStart(4, '0')}`;
  const golden = GOLDEN_EVENTS.get('dossier.resolved')!.data as { dossier: object; outcome: string };
  const data = { ...golden, dossier: { ...golden.dossier, dossierId, code, agencyCode } };
  it_.neighbours.answers.set(`/dossiers/${dossierId}`, (authorization) => {
    const token = JSON.parse(Buffer.from(authorization!.split('.')[1]!, 'base64url').toString()) as {
      sub: string;
      agency?: string;
    };
    const as = { 'citizen-an': 'OWNER', 'portal-1': 'PORTAL' }[token.sub];
    if (!as && token.agency !== agencyCode) return undefined;
    const standing = as && token.agency !== agencyCode ? { as, submittedBy } : undefined;
    return { id: dossierId, code, agencyCode, status, standing };
  });
  return { dossierId, code, data };
}

async function resolved(submittedBy: ActorKind = 'APPLICANT') {
  const made = dossier('RESOLVED', 'H41.14', submittedBy);
  await it_.publish('dossier.resolved', made.dossierId, made.data);
  await eventually(async () => expect(await invitationsOf(made.dossierId)).toHaveLength(1));
  return made;
}

const invitationsOf = (dossierId: string): Promise<Record<string, unknown>[]> =>
  it_.database.query('SELECT * FROM survey_invitations WHERE dossier_id = $1', [dossierId]);

const ballotsOf = (dossierId: string): Promise<Record<string, unknown>[]> =>
  it_.database.query(
    `SELECT b.* FROM survey_ballots b JOIN survey_invitations i ON i.id = b.invitation_id
     WHERE i.dossier_id = $1 ORDER BY b.issued_at, b.id`,
    [dossierId],
  );

const handOut = (to: Api, dossierId: string) => to.post(`/surveys/${dossierId}/token`);

describe('the survey of a resolved dossier', () => {
  it('exists once the dossier is resolved, without a token, and once only', async () => {
    const { dossierId, data } = await resolved();
    await it_.publish('dossier.resolved', dossierId, data);
    const another = await resolved();
    expect(await invitationsOf(another.dossierId)).toHaveLength(1);
    expect(await ballotsOf(dossierId)).toEqual([]);
  });

  it('does not exist for a dossier taken over from a legacy system', async () => {
    const golden = GOLDEN_EVENTS.get('dossier.imported')!;
    await it_.publish('dossier.imported', golden.subject, golden.data as object);
    await eventually(async () => {
      expect(await it_.database.query('SELECT code FROM dossiers WHERE dossier_id = $1', [golden.subject])).toEqual([
        { code: 'H41.14-250805-0001' },
      ]);
    });
    expect(await invitationsOf(golden.subject)).toEqual([]);
  });

  it('keeps a dossier under its code in capitals, however an earlier import announced it', async () => {
    const golden = GOLDEN_EVENTS.get('dossier.imported')!;
    const dossierId = randomUUID();
    const { dossier } = golden.data as { dossier: object };
    await it_.publish('dossier.imported', dossierId, {
      ...(golden.data as object),
      dossier: { ...dossier, dossierId, code: 'cu-0001' },
    });
    await eventually(async () => {
      expect(await it_.database.query('SELECT code FROM dossiers WHERE dossier_id = $1', [dossierId])).toEqual([
        { code: 'CU-0001' },
      ]);
    });
  });
});

describe('the one-time token', () => {
  it('is handed to the owner by id or by code, and kept only as a hash', async () => {
    const { dossierId, code } = await resolved();
    // Typed in small letters, and copied with a no-break space.
    const issued = await it_.people.an.send('POST', `/surveys/${code.toLowerCase()}%C2%A0/token`);
    expect(issued.status).toBe(201);
    expect(issued.headers.get('cache-control')).toBe('no-store');
    expect(issued.body).toEqual({
      surveyId: expect.any(String),
      token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      expiresAt: at('09-26 09:00').toISOString(),
      channel: 'OWNER',
    });
    const [row] = await ballotsOf(dossierId);
    expect(row!['token_hash']).toEqual(createHash('sha256').update(issued.body.token).digest());
    expect(row!['channel']).toBe('OWNER');
    const { authorization } = it_.neighbours.asked.at(-1)!;
    expect(authorization).toMatch(/^Bearer /);
  });

  it('is handed to the counter of its agency, as a ballot of the counter', async () => {
    const { dossierId } = await resolved();
    expect(await handOut(it_.people.counter, dossierId)).toMatchObject({ channel: 'COUNTER' });
    expect(await ballotsOf(dossierId)).toMatchObject([{ channel: 'COUNTER' }]);
  });

  it('is handed to the portal that submitted the dossier, for its user, and to no other portal', async () => {
    const { dossierId } = await resolved('PORTAL');
    const portal = it_.service.as(await it_.issuer.as('portal-client', { sub: 'portal-1' }));
    expect(await handOut(portal, dossierId)).toMatchObject({ channel: 'PORTAL' });
    const other = it_.service.as(await it_.issuer.as('portal-client', { sub: 'portal-2' }));
    expect((await other.send('POST', `/surveys/${dossierId}/token`)).status).toBe(404);
  });

  it('of an account that an officer of the agency named as owner at intake is a ballot apart', async () => {
    const { dossierId } = await resolved('OFFICER');
    expect(await handOut(it_.people.an, dossierId)).toMatchObject({ channel: 'AGENCY_NAMED' });
  });

  it('issued several times at the same moment leaves one that is good', async () => {
    const { dossierId } = await resolved();
    await Promise.all([1, 2, 3, 4].map(() => handOut(it_.people.an, dossierId)));
    const ballots = await ballotsOf(dossierId);
    expect(ballots).toHaveLength(4);
    expect(ballots.filter((ballot) => ballot['replaced_at'] === null)).toHaveLength(1);
    const counted = await it_.database.query(
      `SELECT sum(ballots)::int AS ballots FROM survey_issues_held WHERE channel = 'OWNER'`,
    );
    expect(counted[0].ballots).toBeGreaterThanOrEqual(1);
  });

  it('is shown again to the same caller under the same Idempotency-Key, and to nobody under any other', async () => {
    const { dossierId } = await resolved();
    const headers = { 'idempotency-key': 'Khoa-1' };
    const path = `/surveys/${dossierId}/token`;
    const [first, ...again] = await Promise.all([1, 2, 3].map(() => it_.people.an.send('POST', path, { headers })));
    expect(first!.status).toBe(201);
    for (const { status, body } of again) expect([status, body]).toEqual([201, first!.body]);
    it_.clock.set(at('08-28 10:00'));
    expect((await it_.people.an.send('POST', path, { headers })).body).toEqual(first!.body);
    const [row] = await ballotsOf(dossierId);
    expect(row!['token_hash']).toEqual(createHash('sha256').update(first!.body.token).digest());
    const others = await Promise.all([
      it_.people.counter.post(path, undefined, { headers }),
      it_.people.an.post(path, undefined, { headers: { 'idempotency-key': 'khoa-1' } }),
    ]);
    for (const { token } of others) expect(token).not.toBe(first!.body.token);
  });

  it('under the same Idempotency-Key is another for each dossier', async () => {
    const [one, other] = [await resolved(), await resolved()];
    const headers = { 'idempotency-key': 'mot-khoa' };
    const tokens = await Promise.all(
      [one, other].map(({ dossierId }) => it_.people.an.post(`/surveys/${dossierId}/token`, undefined, { headers })),
    );
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(2);
  });

  it('is handed to the counter that received the dossier for the agency, and not to the counter of the agency', async () => {
    const { dossierId } = await resolved();
    const there = (authorization: string | undefined) =>
      authorization && { id: dossierId, agencyCode: 'H41.99', receivingAgencyCode: 'H41.14', status: 'RESOLVED' };
    it_.neighbours.answers.set(`/dossiers/${dossierId}`, there);
    expect(await handOut(it_.people.counter, dossierId)).toMatchObject({ channel: 'COUNTER' });
    const here = (authorization: string | undefined) =>
      authorization && { id: dossierId, agencyCode: 'H41.14', receivingAgencyCode: 'H41.99', status: 'RESOLVED' };
    it_.neighbours.answers.set(`/dossiers/${dossierId}`, here);
    expect((await it_.people.counter.send('POST', `/surveys/${dossierId}/token`)).status).toBe(404);
  });

  it('is handed to nobody else: not to another citizen, not to another counter, not to other roles', async () => {
    const { dossierId } = await resolved();
    expect((await it_.people.binh.send('POST', `/surveys/${dossierId}/token`)).status).toBe(404);
    expect((await it_.people.ward.send('POST', `/surveys/${dossierId}/token`)).status).toBe(404);
    expect((await it_.people.officer.send('POST', `/surveys/${dossierId}/token`)).status).toBe(403);
    expect((await it_.nobody.send('POST', `/surveys/${dossierId}/token`)).status).toBe(401);
    expect((await it_.people.an.send('POST', `/surveys/${randomUUID()}/token`)).status).toBe(404);
    expect((await it_.people.an.send('POST', `/surveys/H41.14-260820-9999/token`)).status).toBe(404);
    expect(await ballotsOf(dossierId)).toEqual([]);
  });

  it('is not handed to a caller who sees the dossier by another role than owner or counter', async () => {
    const { dossierId } = await resolved();
    const token = await it_.issuer.as(['applicant', 'processing-officer'], { sub: 'officer-x', agency: 'H41.14' });
    expect((await it_.service.as(token).send('POST', `/surveys/${dossierId}/token`)).status).toBe(404);
  });

  it('is not handed to an officer of a consulted agency who sees the dossier and is also an applicant; to the owner it is', async () => {
    const { dossierId } = await resolved();
    const ask = it_.neighbours.answers.get(`/dossiers/${dossierId}`)!;
    const shown = { id: dossierId, agencyCode: 'H41.14', status: 'RESOLVED' };
    // Consulted, that agency sees the dossier, and dossier-service tells it no standing.
    it_.neighbours.answers.set(`/dossiers/${dossierId}`, (authorization) => ask(authorization) ?? shown);
    for (const role of ['one-stop-officer', 'processing-officer'] as const) {
      const who = { sub: 'officer-consulted', agency: 'H41.27.05' };
      const consulted = it_.service.as(await it_.issuer.as(['applicant', 'portal-client', role], who));
      const refusal = await consulted.refusal('POST', `/surveys/${dossierId}/token`);
      expect([refusal.status, refusal.code]).toEqual([404, 'survey.not-found']);
    }
    expect(await ballotsOf(dossierId)).toEqual([]);
    expect((await handOut(it_.people.an, dossierId)).channel).toBe('OWNER');
  });

  it('waits for the dossier to be resolved', async () => {
    const { dossierId } = dossier('IN_PROGRESS');
    const refusal = await it_.people.an.refusal('POST', `/surveys/${dossierId}/token`);
    const problem = { status: 422, code: 'survey.dossier-not-resolved', dossierStatus: 'IN_PROGRESS' };
    expect(refusal.problem).toMatchObject(problem);
  });

  it('waits for the event where the dossier is resolved but this service has not heard of it', async () => {
    const { dossierId } = dossier('RESOLVED');
    const refusal = await it_.people.an.refusal('POST', `/surveys/${dossierId}/token`);
    expect(refusal).toMatchObject({ status: 503, code: 'survey.not-ready' });
    expect(refusal.headers.get('retry-after')).toBe('3');
  });

  it('is not handed out while the dossier service is away, and is afterwards', async () => {
    const { dossierId } = await resolved();
    it_.neighbours.broken = true;
    const refusal = await it_.people.an.refusal('POST', `/surveys/${dossierId}/token`);
    expect(refusal).toMatchObject({ status: 503, code: 'dossier-service.unavailable' });
    expect(refusal.headers.get('retry-after')).toBe('5');
    it_.neighbours.broken = false;
    expect(await handOut(it_.people.an, dossierId)).toMatchObject({ token: expect.any(String) });
  });
});

describe('the answer', () => {
  async function token(): Promise<{ token: string; surveyId: string; dossierId: string }> {
    const { dossierId } = await resolved();
    return { ...(await handOut(it_.people.an, dossierId)), dossierId };
  }
  const announced = (): Promise<{ type: string; aggregate_id: string; occurred_at: Date; data: object }[]> =>
    it_.database.query(
      `SELECT type, aggregate_id::text, occurred_at, data FROM outbox WHERE type = 'survey.answered' ORDER BY position`,
    );
  const held = async (): Promise<number> =>
    (await it_.database.query('SELECT count(*)::int AS count FROM survey_answers_held'))[0].count;
  let daysOver = 0;
  /** Answers are kept and announced after the end of their day, once a day: each call ends another one. */
  const dayOver = async () => {
    it_.clock.set(new Date(at('08-28 00:01').getTime() + (daysOver += 1) * 86_400_000));
    await eventually(async () => expect(await held()).toBe(0));
  };

  it('needs no bearer token, is kept without identity, and is announced without its reason', async () => {
    const { token: secret, surveyId, dossierId } = await token();
    const reason = 'Tôi là Nguyễn Văn An, phải đi lại nhiều lần.';
    const answer = await it_.nobody.send('POST', '/survey-answers', {
      body: { token: secret, level: 'DISSATISFIED', reason },
    });
    expect(answer).toMatchObject({
      status: 201,
      body: { level: 'DISSATISFIED', answeredOn: '2026-08-27' },
    });
    expect(await announced()).toEqual([]);
    await dayOver();
    const events = await announced();
    expect(events).toEqual([
      {
        type: 'survey.answered',
        aggregate_id: expect.any(String),
        occurred_at: at('08-27 00:00'),
        data: {
          surveyId: events[0]!.aggregate_id,
          agencyCode: 'H41.14',
          fieldCode: 'G15-TP07',
          procedureCode: '1.001193',
          level: 'DISSATISFIED',
          questionVersion: 1,
          channel: 'OWNER',
        },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain(surveyId);
    expect(JSON.stringify(events)).not.toContain(dossierId);
    expect(await invitationsOf(dossierId)).toMatchObject([{ id: surveyId, answered_at: null, answered_with: null }]);
    const columns: { column_name: string }[] = await it_.database.query(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'survey_answers'`,
    );
    expect(columns.map((column) => column.column_name).sort()).toEqual([
      'agency_code',
      'answered_on',
      'channel',
      'field_code',
      'id',
      'level',
      'procedure_code',
      'question_version',
      'reason',
    ]);
    const { items } = await it_.people.head.get('/survey-answers', { query: { level: 'DISSATISFIED' } });
    expect(items[0]).toEqual({
      agencyCode: 'H41.14',
      procedureCode: '1.001193',
      fieldCode: 'G15-TP07',
      level: 'DISSATISFIED',
      reason,
      answeredOn: '2026-08-27',
      channel: 'OWNER',
    });
  });

  it('of an officer who took a token at the counter takes nothing from the owner, and is told apart', async () => {
    const { dossierId } = await resolved();
    const printed = await handOut(it_.people.counter, dossierId);
    const before = (await announced()).length;
    await it_.nobody.post('/survey-answers', { token: printed.token, level: 'VERY_SATISFIED' });
    const own = await handOut(it_.people.an, dossierId);
    await it_.nobody.post('/survey-answers', { token: own.token, level: 'DISSATISFIED', reason: 'Phải đi lại.' });
    await dayOver();
    const levels = (await announced()).slice(before).map(({ data }) => {
      const { channel, level } = data as { channel: string; level: string };
      return [channel, level];
    });
    expect(levels.sort()).toEqual([
      ['COUNTER', 'VERY_SATISFIED'],
      ['OWNER', 'DISSATISFIED'],
    ]);
  });

  it('with a token that was issued again is refused to the earlier one of the channel, and to none of another', async () => {
    const { dossierId } = await resolved();
    const counter = await handOut(it_.people.counter, dossierId);
    const [first, second] = [await handOut(it_.people.an, dossierId), await handOut(it_.people.an, dossierId)];
    const answered = async (token: string) =>
      (await it_.nobody.send('POST', '/survey-answers', { body: { token, level: 'SATISFIED' } })).status;
    expect(await answered(first.token)).toBe(422);
    expect(await answered(second.token)).toBe(201);
    expect(await answered(counter.token)).toBe(201);
  });

  it('is not given with a replaced token, and no Idempotency-Key brings that token back', async () => {
    const { dossierId } = await resolved();
    const headers = { 'idempotency-key': 'Khoa-1' };
    const path = `/surveys/${dossierId}/token`;
    await it_.people.an.post(path, undefined, { headers });
    const later = await handOut(it_.people.an, dossierId);
    const refusal = await it_.people.an.refusal('POST', path, { headers });
    expect(refusal).toMatchObject({ status: 409, code: 'survey.token-replaced' });
    await it_.nobody.post('/survey-answers', { token: later.token, level: 'SATISFIED' });
  });

  it('of one applicant counts once, by however many tokens and whether by the own login or the portal’s', async () => {
    const { dossierId } = await resolved('PORTAL');
    const portal = it_.service.as(await it_.issuer.as('portal-client', { sub: 'portal-1' }));
    const tokens = [await handOut(it_.people.an, dossierId), await handOut(portal, dossierId)];
    await it_.nobody.post('/survey-answers', { token: tokens[0].token, level: 'SATISFIED' });
    tokens.push(await handOut(it_.people.an, dossierId));
    for (const { token: secret } of tokens) {
      const refusal = await it_.nobody.refusal('POST', '/survey-answers', {
        body: { token: secret, level: 'VERY_SATISFIED' },
      });
      expect(refusal.code).toBe('survey.token-not-usable');
    }
  });

  it('with the one token of an earlier version counts once, of a channel that nobody knows', async () => {
    const { dossierId } = await resolved();
    const secret = 'E'.repeat(43);
    await it_.database.query(
      `UPDATE survey_invitations SET token_hash = $1, issued_at = now(), issued_to = 'OWNER', expires_at = $2
       WHERE dossier_id = $3`,
      [createHash('sha256').update(secret).digest(), at('09-20 09:00'), dossierId],
    );
    const before = (await announced()).length;
    const refusal = await it_.people.an.refusal('POST', `/surveys/${dossierId}/token`);
    expect(refusal.code).toBe('survey.token-already-issued');
    await it_.nobody.post('/survey-answers', { token: secret, level: 'SATISFIED' });
    const again = await it_.nobody.refusal('POST', '/survey-answers', { body: { token: secret, level: 'SATISFIED' } });
    expect(again.code).toBe('survey.token-not-usable');
    await dayOver();
    const channels = (await announced()).slice(before).map(({ data }) => (data as { channel?: string }).channel);
    expect(channels.filter((channel) => channel === undefined)).toHaveLength(1);
  });

  it('of a dissatisfied person needs a reason, and the token is still good afterwards', async () => {
    const { token: secret } = await token();
    const refusal = await it_.nobody.refusal('POST', '/survey-answers', {
      body: { token: secret, level: 'DISSATISFIED' },
    });
    expect(refusal).toMatchObject({ status: 400, problem: { errors: [{ path: 'reason' }] } });
    await expect(it_.nobody.post('/survey-answers', { token: secret, level: 'SATISFIED' })).resolves.toBeDefined();
  });

  it('counts once, however many are sent at the same moment', async () => {
    const { token: secret } = await token();
    const before = await held();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        it_.nobody.send('POST', '/survey-answers', { body: { token: secret, level: 'VERY_SATISFIED' } }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(7).fill(422)]);
    expect(await held()).toBe(before + 1);
  });

  it('sent again with its Idempotency-Key is answered as before, on the next day too', async () => {
    const { token: secret } = await token();
    const before = await held();
    const headers = { 'idempotency-key': randomUUID() };
    const body = { token: secret, level: 'SATISFIED' };
    const first = await it_.nobody.post('/survey-answers', body, { headers });
    expect(await held()).toBe(before + 1);
    await dayOver();
    const after = await announced();
    expect(await it_.nobody.post('/survey-answers', body, { headers })).toEqual(first);
    expect([await held(), await announced()]).toEqual([0, after]);
    const other = { 'idempotency-key': randomUUID() };
    const refusals = await Promise.all([
      it_.nobody.refusal('POST', '/survey-answers', { body, headers: other }),
      it_.nobody.refusal('POST', '/survey-answers', { body }),
      it_.nobody.refusal('POST', '/survey-answers', { body: { ...body, level: 'VERY_SATISFIED' }, headers }),
    ]);
    expect(refusals.map(({ code }) => code)).toEqual(Array(3).fill('survey.token-not-usable'));
  });

  it('given at the same moment several times under one Idempotency-Key counts once and is answered alike', async () => {
    const { token: secret } = await token();
    const before = await held();
    const headers = { 'idempotency-key': randomUUID() };
    const body = { token: secret, level: 'SATISFIED' };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => it_.nobody.send('POST', '/survey-answers', { body, headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body: answer }) => JSON.stringify(answer))).size).toBe(1);
    expect(await held()).toBe(before + 1);
  });

  it('leaves no other row that has its token or its dossier together with its level or its instant', async () => {
    const { token: secret, dossierId, surveyId } = await token();
    const hash = createHash('sha256').update(secret).digest('hex');
    const key = randomUUID();
    const begun = new Date();
    await it_.nobody.post(
      '/survey-answers',
      { token: secret, level: 'SATISFIED' },
      { headers: { 'idempotency-key': key } },
    );
    const tables: { name: string }[] = await it_.database.query(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      // Rows as text, bytea in hexadecimal.
      const rows: { text: string }[] = await it_.database.query(`SELECT t::text AS text FROM "${name}" t`);
      for (const { text } of rows) {
        if (![hash, dossierId, surveyId, key, secret].some((trace) => text.includes(trace))) continue;
        found.push(name);
        expect(text).not.toMatch(/SATISFIED/);
        const instants = [...text.matchAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*\+\d\d/g)].map(
          ([instant]) => new Date(instant.replace(' ', 'T') + ':00'),
        );
        if (name === 'survey_invitations' || name === 'survey_ballots')
          expect(instants.filter((instant) => instant >= begun)).toEqual([]);
      }
    }
    expect(found).toEqual(expect.arrayContaining(['survey_invitations', 'survey_ballots']));
    expect(found).not.toContain('idempotency_keys');
    expect(await it_.database.query(`SELECT 1 FROM idempotency_keys WHERE created_at >= $1`, [begun])).toEqual([]);
  });

  it('with an unknown, a used or an expired token is refused with the very same words', async () => {
    const used = await token();
    await it_.nobody.post('/survey-answers', { token: used.token, level: 'SATISFIED' });
    const expired = await token();
    it_.clock.set(at('09-26 09:00'));
    const refusals = await Promise.all(
      [used.token, expired.token, 'A'.repeat(43)].map(async (secret) => {
        const { status, problem } = await it_.nobody.refusal('POST', '/survey-answers', {
          body: { token: secret, level: 'SATISFIED' },
        });
        return { status, problem: { ...problem, requestId: undefined } };
      }),
    );
    expect(refusals[0]).toMatchObject({ status: 422, problem: { code: 'survey.token-not-usable' } });
    expect(refusals[1]).toEqual(refusals[0]);
    expect(refusals[2]).toEqual(refusals[0]);
  });

  it.each([
    [{ level: 'SATISFIED' }, 'token'],
    [{ token: 'short', level: 'SATISFIED' }, 'token'],
    [{ token: 'A'.repeat(43), level: 'HAPPY' }, 'level'],
    [{ token: 'A'.repeat(43), level: 'SATISFIED', name: 'An' }, 'name'],
  ])('%j is refused, naming %s', async (body, path) => {
    const refusal = await it_.nobody.refusal('POST', '/survey-answers', { body });
    expect(refusal.status).toBe(400);
    expect(refusal.problem.errors![0]!.path).toBe(path);
  });

  it('is read by the head of the agency that it is about, and by nobody of another', async () => {
    const foreign = await it_.people.head.refusal('GET', '/survey-answers?agencyCode=H41.27.05');
    const absent = await it_.people.head.refusal('GET', '/survey-answers?agencyCode=H41.99');
    expect(foreign).toMatchObject({ status: 404, code: 'survey.agency-not-found' });
    expect({ ...foreign.problem, instance: 0, requestId: 0 }).toEqual({
      ...absent.problem,
      instance: 0,
      requestId: 0,
    });
    expect((await it_.people.head.send('GET', '/survey-answers?agencyCode=H41.14')).status).toBe(200);
    expect((await it_.people.counter.send('GET', '/survey-answers')).status).toBe(403);
    await dayOver();
    const all: any = await it_.people.reform.get('/survey-answers', { query: { limit: 2 } });
    expect(all.items).toHaveLength(2);
    const next: any = await it_.people.reform.get('/survey-answers', { query: { limit: 2, cursor: all.nextCursor } });
    expect(next.items.length).toBeGreaterThan(0);
  });
});
