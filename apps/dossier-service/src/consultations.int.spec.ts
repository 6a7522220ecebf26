import type { AgencyChanged } from '@motcua/contracts';
import { AgencySubscriptions } from '@motcua/reference-data';
import { eventually, type Api } from '@motcua/testing';
import { DataSource } from 'typeorm';
import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';
import { agency } from './testing/reference-data.js';

jest.setTimeout(120_000);

const LIMIT = '2026-08-24T03:00:00.000Z';
const REQUEST = {
  agencyCode: FOREIGN,
  content: 'Đề nghị xác nhận nơi ở của ông An',
  papers: ['Tờ khai của ông An'],
  answerBy: LIMIT,
};
const HEIR = 'H41.27.06';

describe('A consultation of another agency', () => {
  let test: DossierTestService;
  let consulted: Api;
  let counterThere: Api;
  let path: string;
  const query = (sql: string, parameters: unknown[] = []): Promise<any[]> =>
    test.service.app.get(DataSource).query(sql, parameters);
  const idOf = (): string => path.split('/').at(-1)!;
  const answer = (consultation: number) => ({
    consultation,
    position: 'DISAGREE',
    opinion: 'Ông An không cư trú tại đây',
  });
  const asking = async (input: object = {}): Promise<any> =>
    (await test.officer.post(`${path}/consultations`, { ...REQUEST, ...input })).consultations.at(-1);
  const stateOf = async (): Promise<string> => (await test.officer.get(path)).consultations.at(-1).state;

  beforeAll(async () => {
    test = await startDossierTestService();
    consulted = await test.client('processing-officer', { sub: 'officer-consulted', agency: FOREIGN });
    counterThere = await test.client('one-stop-officer', { sub: 'counter-there', agency: FOREIGN });
  });
  afterAll(() => test?.stop());

  beforeEach(async () => {
    await test.at('2026-08-20 09:00');
    path = `/dossiers/${(await test.officer.post('/dossiers', SUBMISSION)).id}`;
    await test.officer.post(`${path}/acceptance`);
    await test.officer.post(`${path}/forwarding`);
  });

  it('lets that agency see the dossier, masked, from the request until it has answered, and do nothing but answer', async () => {
    expect((await consulted.refusal('GET', path)).status).toBe(404);
    const { number } = await asking();
    const seen = await consulted.get(path);
    expect(seen).toMatchObject({ allowedActions: ['answer-consultation'], persons: { masked: true } });
    expect((await consulted.get('/dossiers', { query: { consultedOn: 'true' } })).items).toHaveLength(1);
    expect((await consulted.get('/dossiers')).items).toEqual([]);
    const inClear = await consulted.refusal('GET', path, { query: { purpose: 'PROCESSING' } });
    expect(inClear.code).toBe('dossier.purpose-not-yours');
    for (const more of [{ purpose: 'PROCESSING' }, { queue: 'MINE' }]) {
      const query = { consultedOn: 'true', ...more };
      const refused = await consulted.refusal('GET', '/dossiers', { query });
      expect([refused.status, refused.code]).toEqual([400, 'dossier.consulted-on-alone']);
    }
    expect((await consulted.refusal('GET', `${path}/receipt`)).status).toBe(404);
    const others: [string, object][] = [
      ['consultations', REQUEST],
      ['consultation-withdrawals', { consultation: number, reason: 'x' }],
      ['consultation-extensions', { consultation: number, answerBy: '2026-08-26T03:00:00.000Z', reason: 'x' }],
      ['step-completions', { stepCode: 'tham-dinh' }],
      ['stop', { reason: 'x' }],
      ['resolution', { outcome: 'NOT_ELIGIBLE', reason: 'x' }],
    ];
    for (const [action, body] of others) {
      expect([action, (await consulted.refusal('POST', `${path}/${action}`, { body })).status]).toEqual([action, 404]);
    }
    // The counter there has no part in it, and no other agency has.
    expect((await counterThere.refusal('GET', path)).status).toBe(404);
    expect((await counterThere.refusal('GET', '/dossiers', { query: { consultedOn: 'true' } })).status).toBe(403);

    const answered = await consulted.post(`${path}/consultation-answers`, answer(number));
    expect(answered.consultations).toMatchObject([{ state: 'ANSWERED', position: 'DISAGREE', late: false }]);
    expect(answered.allowedActions).toEqual([]);
    expect((await consulted.refusal('GET', path)).status).toBe(404);
    expect((await consulted.get('/dossiers', { query: { consultedOn: 'true' } })).items).toEqual([]);
    expect((await consulted.get(`${path}/consultations`)).items).toMatchObject([
      { content: REQUEST.content, papers: REQUEST.papers, opinion: 'Ông An không cư trú tại đây' },
    ]);
    const twice = await consulted.refusal('POST', `${path}/consultation-answers`, { body: answer(number) });
    expect(twice).toMatchObject({ status: 409, code: 'consultation.closed' });
  });

  it('is not answered by the lead, not by its head, and signed by who answered', async () => {
    const { number } = await asking();
    for (const lead of [test.officer, test.head]) {
      const refused = await lead.refusal('POST', `${path}/consultation-answers`, { body: answer(number) });
      expect(refused).toMatchObject({ status: 403, code: 'consultation.of-others' });
    }
    // Who is also a citizen answers as an officer.
    const both = await test.client(['applicant', 'processing-officer'], { sub: 'officer-both', agency: FOREIGN });
    await both.post(`${path}/consultation-answers`, answer(number));
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.at(-1)).toMatchObject({
      action: 'answer-consultation',
      actor: 'officer-both',
      actorKind: 'OFFICER',
      actorAgency: FOREIGN,
    });
    const [task] = await query(`SELECT * FROM dossier_tasks WHERE dossier_id = $1 AND kind = 'CONSULTATION'`, [idOf()]);
    expect(task).toMatchObject({ agency_code: FOREIGN, closed_by: 'officer-both', outcome: 'ANSWERED', unit: null });
  });

  it('keeps what was asked and said encrypted, out of events, and from applicants and procedure control', async () => {
    const { number } = await asking();
    await test.officer.post(`${path}/consultation-extensions`, {
      consultation: number,
      answerBy: '2026-08-25T03:00:00.000Z',
      reason: 'Ông An đang đi vắng',
    });
    await consulted.post(`${path}/consultation-answers`, answer(number));
    for (const reader of [test.citizen, test.control, test.officer]) {
      expect(JSON.stringify(await reader.get(path))).not.toContain('ông An');
      expect(JSON.stringify(await reader.get(`${path}/history`))).not.toMatch(/[ôÔ]ng An/);
    }
    expect((await test.citizen.refusal('GET', `${path}/consultations`)).status).toBe(403);
    const ofControl = await test.control.get(`${path}/consultations`);
    expect(ofControl.items).toMatchObject([{ agencyCode: FOREIGN, state: 'ANSWERED' }]);
    expect(JSON.stringify(ofControl)).not.toMatch(/[ôÔ]ng An/);
    const all = await test.officer.get(`${path}/consultations`);
    expect(all.items).toMatchObject([{ opinion: 'Ông An không cư trú tại đây', reasons: ['Ông An đang đi vắng'] }]);
    const reads = await query(`SELECT reader FROM personal_data_reads WHERE operation = 'listDossierConsultations'`);
    expect(reads).toContainEqual({ reader: 'officer-tu-phap' });
    expect(reads).not.toContainEqual({ reader: 'control-1' });
    const stored = [
      ...(await query('SELECT data::text FROM outbox WHERE aggregate_id = $1', [idOf()])),
      ...(await query('SELECT to_jsonb(h) - $2::text AS h FROM dossier_history h WHERE dossier_id = $1', [
        idOf(),
        'written',
      ])),
      ...(await query('SELECT consultation FROM dossier_tasks WHERE dossier_id = $1', [idOf()])),
    ];
    expect(JSON.stringify(stored)).not.toMatch(/[ôÔ]ng An/);
    expect(JSON.stringify(stored)).toContain('consultation-answered');
  });

  it('records silence at the limit by the system, once, though nobody does anything; a late answer does not rewrite it', async () => {
    const { number } = await asking();
    await test.at('2026-08-24 10:00');
    expect(await stateOf()).toBe('OPEN');
    await test.at('2026-08-24 10:05');
    await eventually(async () => expect(await stateOf()).toBe('SILENT'));
    expect((await consulted.get(path)).allowedActions).toEqual(['answer-consultation']);
    await consulted.post(`${path}/consultation-answers`, answer(number));
    const [consultation] = (await test.officer.get(path)).consultations;
    expect(consultation).toMatchObject({ state: 'SILENT', endedAt: LIMIT, late: true, position: 'DISAGREE' });
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.slice(-2)).toMatchObject([
      {
        action: 'expire-consultation',
        actor: 'system:consultations',
        actorKind: 'SYSTEM',
        flags: ['CONSULTATION_SILENT'],
        details: { consultation: number, consent: false, limit: LIMIT },
      },
      { action: 'answer-consultation', actorKind: 'OFFICER', flags: ['CONSULTATION_ANSWERED_LATE'] },
    ]);
    const [task] = await query(`SELECT closed_by FROM dossier_tasks WHERE dossier_id = $1 AND outcome = 'SILENT'`, [
      idOf(),
    ]);
    expect(task).toEqual({ closed_by: null });
    const told = await query(
      `SELECT data FROM outbox WHERE aggregate_id = $1 AND type = 'dossier.consultation-expired'`,
      [idOf()],
    );
    expect(told).toMatchObject([{ data: { by: { kind: 'SYSTEM' }, consent: false, consultedAgencyCode: FOREIGN } }]);
  });

  it('records silence before whatever is asked after the limit: nobody comes before it', async () => {
    for (const [action, body, by] of [
      ['consultation-answers', answer(3), () => consulted],
      ['stop', { reason: 'theo đề nghị' }, () => test.officer],
      ['resolution', { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' }, () => test.officer],
    ] as const) {
      await test.at('2026-08-20 09:00');
      path = `/dossiers/${(await test.officer.post('/dossiers', SUBMISSION)).id}`;
      await test.officer.post(`${path}/acceptance`);
      await test.officer.post(`${path}/forwarding`);
      const { number } = await asking();
      await test.at('2026-08-24 10:00');
      await test.at('2026-08-24 10:01');
      await by().post(`${path}/${action}`, 'consultation' in body ? { ...body, consultation: number } : body);
      const { entries } = await test.officer.get(`${path}/history`);
      expect(entries.slice(-2)[0]).toMatchObject({ action: 'expire-consultation', actorKind: 'SYSTEM' });
      expect(await stateOf()).toBe('SILENT');
    }
  });

  it('is refused to an agency that does not exist today, without a limit, and with one in seconds or in the past', async () => {
    const refusal = async (input: object) => {
      const { status, problem } = await test.officer.refusal('POST', `${path}/consultations`, {
        body: { ...REQUEST, ...input },
      });
      return [status, (problem as any).code, (problem as any).errors?.[0]?.path ?? (problem as any).fields?.[0]?.path];
    };
    expect((await refusal({ agencyCode: 'H41.77' })).slice(0, 2)).toEqual([422, 'agency.not-in-force']);
    expect((await refusal({ answerBy: undefined }))[0]).toBe(400);
    expect((await refusal({ answerBy: '2026-08-20T02:00:30.000Z' }))[1]).toBe('consultation.time-too-short');
    expect((await refusal({ answerBy: '2026-08-19T02:00:00.000Z' }))[1]).toBe('consultation.time-too-short');
    expect((await refusal({ silenceIsConsent: true }))[1]).toBe('consultation.silence-is-no-consent');
    expect((await refusal({ agencyCode: undefined }))[1]).toBe('consultation.own-agency');
    expect((await test.officer.get(path)).consultations).toBeUndefined();
  });

  it('of an own unit is answered there and seen there only as the agency’s own', async () => {
    const { number } = await asking({ agencyCode: undefined, unit: 'dia-chinh' });
    const surveyor = await test.client('processing-officer', { sub: 'surveyor', agency: OWN, unit: 'dia-chinh' });
    expect((await surveyor.get(path)).allowedActions).toContain('answer-consultation');
    expect((await test.officer.get(path)).allowedActions).not.toContain('answer-consultation');
    // The queues are of steps; what one is asked stands in a list of its own.
    expect((await surveyor.get('/dossiers', { query: { queue: 'UNIT' } })).items).toEqual([]);
    await surveyor.post(`${path}/consultation-answers`, answer(number));
    expect(await stateOf()).toBe('ANSWERED');
  });

  it('keeps the dossier from being resolved, and is withdrawn with a reason; asked again once', async () => {
    const first = await asking();
    const body = { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' };
    const refused = await test.officer.refusal('POST', `${path}/resolution`, { body });
    expect(refused.problem).toMatchObject({ code: 'dossier.consultations-open', consultations: [first.number] });
    await test.officer.post(`${path}/consultation-withdrawals`, { consultation: first.number, reason: 'đã rõ' });
    const again = await asking();
    expect(again).toMatchObject({ again: first.number, state: 'OPEN' });
    await test.officer.post(`${path}/consultation-withdrawals`, { consultation: again.number, reason: 'đã rõ' });
    const third = await test.officer.refusal('POST', `${path}/consultations`, { body: REQUEST });
    expect(third).toMatchObject({ status: 422, code: 'consultation.asked-twice' });
    expect((await test.officer.post(`${path}/resolution`, body)).status).toBe('RESOLVED');
  });

  it('that is open when the dossier ends is cancelled on record', async () => {
    const { number } = await asking();
    await test.citizen.post(`${path}/withdrawal`, {});
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.at(-1)).toMatchObject({ action: 'withdraw', details: { cancelledConsultations: [number] } });
    expect((await consulted.refusal('GET', path)).status).toBe(404);
    expect((await consulted.get(`${path}/consultations`)).items).toMatchObject([{ state: 'CANCELLED' }]);
  });

  it('of an agency that ends is answered by its successor', async () => {
    const heir = await test.client('processing-officer', { sub: 'officer-heir', agency: HEIR });
    const { number } = await asking();
    const changed = (code: string, said: Partial<AgencyChanged>, version: number) =>
      test.service.app
        .get(DataSource)
        .transaction((manager) =>
          test.service.app
            .get(AgencySubscriptions)
            .onAgencyChanged(
              { ...agency(code), ...said } as AgencyChanged,
              { manager, event: { aggregateversion: version } } as never,
            ),
        );
    await changed(HEIR, {}, 2);
    await changed(FOREIGN, { validTo: '2026-08-20', successorCode: HEIR }, 2);
    await test.at('2026-08-21 08:00');
    await eventually(async () => expect((await heir.get(path)).allowedActions).toEqual(['answer-consultation']));
    // The time before stays with the agency that was asked then.
    await test.at('2026-08-21 09:00');
    const { spans } = await test.officer.get(`${path}/time-use`);
    const charged = spans.filter(({ chargedTo }: any) => chargedTo.party === 'CONSULTED_AGENCY');
    expect(charged.map(({ chargedTo }: any) => chargedTo.agencyCode)).toEqual([FOREIGN, HEIR]);
    expect((await consulted.refusal('GET', path)).status).toBe(404);
    await heir.post(`${path}/consultation-answers`, answer(number));
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.slice(-2)).toMatchObject([
      { action: 'transfer-consultation', actor: 'system:agencies', details: { fromAgencyCode: FOREIGN } },
      { action: 'answer-consultation', actorAgency: HEIR },
    ]);
    expect((await test.officer.get(path)).agencyCode).toBe(OWN);
  });
});
