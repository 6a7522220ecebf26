import { GOLDEN_EVENTS } from '@motcua/contracts';
import { eventually } from '@motcua/testing';
import {
  AGENCIES,
  startFeedbackService,
  type FeedbackServiceUnderTest,
} from '../testing/feedback-service-under-test.js';
import { at, CALENDAR_2026, FILED_AT, filingRequest } from '../testing/examples.js';

jest.setTimeout(120_000);

let it_: FeedbackServiceUnderTest;

beforeEach(async () => {
  it_ = await startFeedbackService();
});
afterEach(() => it_?.stop());

const file = (changes: Record<string, unknown> = {}) =>
  it_.people.an.send('POST', '/feedback', { body: filingRequest(changes) });
const rows = (table: string): Promise<unknown[]> => it_.database.query(`SELECT 1 FROM ${table}`);

describe('copies of the catalog', () => {
  it('come by events, and a new version of the calendar moves open deadlines with a note in the history', async () => {
    for (const agency of AGENCIES) await it_.publish('agency.registered', agency.code, agency);
    await it_.publish('calendar.published', 'vn', CALENDAR_2026);
    await eventually(async () => {
      expect(await rows('agencies')).toHaveLength(2);
      expect(await rows('calendars')).toHaveLength(1);
    });
    const { body } = await file();
    expect(it_.neighbours.asked).toEqual([]);
    await it_.people.officer.post(`/feedback/${body.id}/acceptance`);
    const storm = { from: '2026-09-14', to: '2026-09-14', name: 'Nghỉ do bão', kind: 'HOLIDAY' };
    await it_.publish('calendar.published', 'vn', {
      ...CALENDAR_2026,
      version: 2,
      daysOff: [...CALENDAR_2026.daysOff, storm],
    });
    await eventually(async () => {
      const moved = await it_.people.officer.get(`/feedback/${body.id}`);
      expect(moved).toMatchObject({ version: 3, deadlines: { answerBy: at('09-24 17:00').toISOString() } });
    });
    const { items } = await it_.people.officer.get(`/feedback/${body.id}/history`);
    expect(items[2]).toMatchObject({
      action: 'DEADLINES_RECOUNTED',
      by: 'system:calendar',
    });
    await it_.people.officer.post(`/feedback/${body.id}/answer`, { answer: 'Cơ quan đã xử lý xong việc này.' });
    const announced = await it_.database.query('SELECT type, aggregate_version FROM outbox ORDER BY aggregate_version');
    expect(announced).toEqual([
      { type: 'feedback.filed', aggregate_version: 1 },
      { type: 'feedback.accepted', aggregate_version: 2 },
      { type: 'feedback.deadlines-changed', aggregate_version: 3 },
      { type: 'feedback.answered', aggregate_version: 4 },
    ]);
  });

  it('move the deadlines of a feedback item that was being filed when the new version came, and hold up no request', async () => {
    for (const agency of AGENCIES) await it_.publish('agency.registered', agency.code, agency);
    await it_.publish('calendar.published', 'vn', CALENDAR_2026);
    await eventually(async () => {
      expect(await rows('agencies')).toHaveLength(2);
      expect(await rows('calendars')).toHaveLength(1);
    });
    const first = (await file()).body;
    const undisturbed = first.deadlines.respondBy;
    // Binh has counted the deadlines and cannot write the history yet; the day's numbers wait for that, too.
    await it_.database.query(`
      CREATE FUNCTION wait_for_binh() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.actor = 'citizen-binh' THEN
          PERFORM set_config('lock_timeout', '60s', true), pg_advisory_xact_lock(42);
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER wait_for_binh BEFORE INSERT ON feedback_history FOR EACH ROW EXECUTE FUNCTION wait_for_binh()`);
    const holder = it_.database.createQueryRunner();
    await holder.query('SELECT pg_advisory_lock(42)');
    const filing = it_.people.binh.send('POST', '/feedback', { body: filingRequest() });
    await eventually(async () => {
      const waiting = await holder.query(
        'SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))',
      );
      expect(waiting).toHaveLength(1);
    });
    const day = undisturbed.slice(0, 10);
    const storm = { from: day, to: day, name: 'Nghỉ do bão', kind: 'HOLIDAY' };
    const daysOff = [...CALENDAR_2026.daysOff, storm];
    await it_.publish('calendar.published', 'vn', { ...CALENDAR_2026, version: 2, daysOff });
    await eventually(async () => expect(await rows('calendars')).toHaveLength(2));
    const answerBy = async ({ id }: { id: string }) =>
      new Date((await it_.people.officer.post(`/feedback/${id}/acceptance`)).deadlines.answerBy).getTime();
    const acceptedMeanwhile = await answerBy(first);
    const walks = () =>
      it_.database.query(`SELECT state FROM deadline_walks WHERE subject = 'calendar:vn' AND version = 2`);
    expect(await walks()).toEqual([{ state: 'RUNNING' }]);
    await holder.query('SELECT pg_advisory_unlock(42)');
    await holder.release();
    const { body } = await filing;
    expect(body.deadlines.respondBy).toBe(undisturbed);
    await eventually(async () => expect(await walks()).toEqual([{ state: 'COMPLETED' }]));
    const later = await file();
    expect(new Date(later.body.deadlines.respondBy).getTime()).toBeGreaterThan(new Date(undisturbed).getTime());
    const moved = await it_.people.officer.get(`/feedback/${body.id}`);
    expect(moved.deadlines.respondBy).toBe(later.body.deadlines.respondBy);
    expect(acceptedMeanwhile).toBe(await answerBy(later.body));
  });

  it('follow an agency that changes its office hours', async () => {
    const [agency] = AGENCIES;
    await it_.publish('agency.registered', 'H41.14', agency!);
    await it_.publish('calendar.published', 'vn', CALENDAR_2026);
    await eventually(async () => expect(await rows('calendars')).toHaveLength(1));
    await eventually(async () => expect(await rows('agencies')).toHaveLength(1));
    const { body } = await file();
    const early = [{ from: '07:00', to: '16:00' }];
    await it_.publish('agency.changed', 'H41.14', {
      ...agency!,
      officeHours: [{ effectiveFrom: '2026-01-01', week: [[], early, early, early, early, early, []] }],
    });
    await eventually(async () => {
      const moved = await it_.people.officer.get(`/feedback/${body.id}`);
      expect(moved.deadlines.respondBy).toBe(at('09-04 16:00').toISOString());
    });
  });

  it('that are missing are asked of the catalog once, with this service’s own token', async () => {
    it_.neighbours.answers.set('/agencies/H41.14', () => ({ ...AGENCIES[0], revision: 1 }));
    it_.neighbours.answers.set('/calendars/vn', () => ({
      ...CALENDAR_2026,
      publishedAt: FILED_AT.toISOString(),
      publishedBy: 'ops-1',
    }));
    expect((await file()).status).toBe(201);
    expect((await file()).status).toBe(201);
    expect(it_.neighbours.asked.map((asked) => asked.path)).toEqual(['/agencies/H41.14', '/calendars/vn']);
    expect(it_.neighbours.asked[0]!.authorization).toMatch(/^Bearer /);
  });

  it('that are missing while the catalog is away answer 503 with Retry-After, and nothing is filed', async () => {
    it_.neighbours.broken = true;
    const answer = await file();
    expect(answer).toMatchObject({ status: 503, body: { code: 'reference-data.unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await rows('feedbacks')).toEqual([]);
  });

  it('of an agency that has ended take nothing new', async () => {
    await it_.publish('agency.registered', 'H41.14', { ...AGENCIES[0], validTo: '2026-06-30' });
    await eventually(async () => expect(await rows('agencies')).toHaveLength(1));
    expect(await file()).toMatchObject({ status: 400, body: { errors: [{ path: 'agencyCode' }] } });
  });

  it('of an agency that has ended and named its successor put what is filed about it before that one', async () => {
    const [justice, ward] = [AGENCIES[0]!, AGENCIES[1]!];
    await it_.publish('calendar.published', 'vn', CALENDAR_2026);
    await it_.publish('agency.registered', 'H41.14', { ...justice, validTo: '2026-06-30', successorCode: ward.code });
    await it_.publish('agency.registered', ward.code, ward);
    await eventually(async () => {
      expect(await rows('agencies')).toHaveLength(2);
      expect(await rows('calendars')).toHaveLength(1);
    });
    const { status, body } = await file();
    expect([status, body.agencyCode]).toEqual([201, ward.code]);
    expect((await it_.people.ward.get(`/feedback/${body.id}`)).status).toBe('NEW');
  });

  it('of a dossier that went to a successor give what is filed about it to that one', async () => {
    for (const agency of AGENCIES) await it_.publish('agency.registered', agency.code, agency);
    await it_.publish('calendar.published', 'vn', CALENDAR_2026);
    const { subject, data } = GOLDEN_EVENTS.get('dossier.transferred')!;
    const { dossier } = data as { dossier: { code: string } };
    await it_.publish('dossier.transferred', subject, {
      ...(data as object),
      dossier: { ...dossier, agencyCode: 'H41.27.05' },
    });
    await eventually(async () => {
      expect(await rows('dossiers')).toHaveLength(1);
      expect(await rows('agencies')).toHaveLength(2);
      expect(await rows('calendars')).toHaveLength(1);
    });
    const { body } = await file({ agencyCode: undefined, dossierCode: dossier.code });
    expect(body.agencyCode).toBe('H41.27.05');
  });
});

describe('what a feedback item inherits from the dossier that it names', () => {
  it('is agency, procedure and field; only the agency of the dossier and events show it, not the citizen who names its code', async () => {
    for (const agency of AGENCIES) await it_.publish('agency.registered', agency.code, agency);
    await it_.publish('calendar.published', 'vn', CALENDAR_2026);
    const accepted = GOLDEN_EVENTS.get('dossier.accepted')!;
    await it_.publish('dossier.accepted', accepted.subject, accepted.data as object);
    await eventually(async () => {
      expect(await rows('dossiers')).toHaveLength(1);
      expect(await rows('calendars')).toHaveLength(1);
      expect(await rows('agencies')).toHaveLength(2);
    });
    const { body } = await file({ agencyCode: undefined, dossierCode: 'H41.14-260820-0001' });
    const subject = { procedureCode: '1.001193', fieldCode: 'G15-TP07' };
    const { an, officer, counter, ward } = it_.people;
    expect(body).toMatchObject({ agencyCode: 'H41.14' });
    const elsewhere = await ward.post(
      '/feedback',
      filingRequest({ agencyCode: undefined, channel: 'POST', dossierCode: 'H41.14-260820-0001' }),
    );
    for (const hidden of [
      body,
      elsewhere,
      await an.get(`/feedback/${body.id}`),
      (await an.get('/feedback')).items[0],
      (await ward.get('/feedback')).items[0],
    ]) {
      expect(hidden).toMatchObject({ dossierCode: 'H41.14-260820-0001' });
      expect(hidden.procedureCode ?? hidden.fieldCode).toBeUndefined();
    }
    const query = { procedureCode: '1.001193' };
    expect((await an.get('/feedback', { query })).items).toEqual([]);
    expect((await ward.get('/feedback', { query })).items).toEqual([]);
    expect((await officer.get('/feedback', { query })).items).toMatchObject([subject]);
    expect(await counter.get(`/feedback/${body.id}`)).toMatchObject(subject);
    const events = await it_.database.query(`SELECT data FROM outbox WHERE type = 'feedback.filed' ORDER BY position`);
    expect(events).toMatchObject([{ data: { feedback: subject } }, { data: { feedback: subject } }]);
    const named = await file({ dossierCode: 'H41.14-260820-0001', procedureCode: '1.001193' });
    expect(named.body).toMatchObject({ procedureCode: '1.001193' });
    const unknown = await file({ dossierCode: 'H41.14-260820-0002' });
    expect(unknown.body).toMatchObject({ status: 'NEW', dossierCode: 'H41.14-260820-0002' });
    // What names no dossier that is known here is taken, and those who handle it are told.
    expect((await officer.get(`/feedback/${unknown.body.id}`)).dossierUnknown).toBe(true);
    expect((await an.get(`/feedback/${unknown.body.id}`)).dossierUnknown).toBeUndefined();
    expect((await officer.get(`/feedback/${body.id}`)).dossierUnknown).toBeUndefined();
    expect((await ward.get(`/feedback/${elsewhere.id}`)).dossierUnknown).toBeUndefined();
    const nowhere = await file({ agencyCode: undefined, dossierCode: 'H41.14-260820-0002' });
    expect(nowhere).toMatchObject({ status: 400, body: { errors: [{ path: 'agencyCode' }] } });
  });

  it('is the field of the procedure that it names', async () => {
    await it_.publish('agency.registered', 'H41.14', AGENCIES[0]!);
    await it_.publish('calendar.published', 'vn', CALENDAR_2026);
    const procedure = GOLDEN_EVENTS.get('procedure.published')!;
    await it_.publish('procedure.published', procedure.subject, procedure.data as object);
    await eventually(async () => {
      expect(await rows('procedures')).toHaveLength(1);
      expect(await rows('calendars')).toHaveLength(1);
      expect(await rows('agencies')).toHaveLength(1);
    });
    expect((await file({ procedureCode: '1.001193' })).body).toMatchObject({ fieldCode: 'G15-TP07' });
  });

  it('is the field of the next version, though a process that nobody reads here was approved in between', async () => {
    const procedure = GOLDEN_EVENTS.get('procedure.published')!;
    const next = { ...(procedure.data as object), version: 2, fieldCode: 'G15-TP08' };
    await it_.publish('procedure.published', procedure.subject, procedure.data as object);
    await it_.publish('process.approved', procedure.subject, GOLDEN_EVENTS.get('process.approved')!.data as object);
    await it_.publish('procedure.published', procedure.subject, next);
    const fields = () => it_.database.query('SELECT field_code FROM procedures');
    await eventually(async () => expect(await fields()).toEqual([{ field_code: 'G15-TP08' }]));
    expect(await rows('dead_letters')).toEqual([]);
  });
});
