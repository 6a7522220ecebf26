import { eventually } from '@motcua/testing';
import { MetricsRegistry } from '@motcua/platform';
import {
  AgencySubscriptions,
  CalendarSubscriptions,
  ProcedureSubscriptions,
  RuleSetSubscriptions,
} from '@motcua/reference-data';
import { DataSource } from 'typeorm';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';
import { agency, calendar2026, counterProcedure, publishedProcedure, ruleSet2025 } from './testing/reference-data.js';

jest.setTimeout(60_000);

describe('Copies of what the catalog owns', () => {
  let test: DossierTestService;
  const context = () =>
    ({ manager: test.service.app.get(DataSource).manager, event: { aggregateversion: 2 } }) as never;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
  });
  afterAll(() => test?.stop());

  it('are asked for once where they are missing', async () => {
    await test.officer.post('/dossiers', SUBMISSION);
    const asked = [...test.catalog.asked];
    expect(asked).toEqual([`/agencies/${OWN}`, '/procedures/by-code/1.001193/published']);
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    expect(test.catalog.asked).toEqual(asked);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    expect(test.catalog.asked.slice(2)).toEqual(['/calendars/vn', '/rule-sets']);
  });

  it('that are nowhere are a refusal, and not asked for again at once', async () => {
    const unknown = { ...SUBMISSION, procedureCode: '1.999999' };
    expect((await test.officer.refusal('POST', '/dossiers', { body: unknown })).code).toBe('procedure.not-in-force');
    await test.officer.refusal('POST', '/dossiers', { body: unknown });
    expect(test.catalog.asked.filter((path) => path.includes('1.999999'))).toHaveLength(1);
  });

  it('that are missing while the catalog is away are a 503 with a time to try again', async () => {
    test.catalog.away = true;
    const body = { ...SUBMISSION, procedureCode: counterProcedure.code, caseCode: undefined };
    const refusal = await test.officer.refusal('POST', '/dossiers', { body });
    expect([refusal.status, refusal.code]).toEqual([503, 'reference-data.unavailable']);
    expect(refusal.headers.get('retry-after')).toBe('5');
    test.catalog.away = false;
    expect((await test.officer.post('/dossiers', body)).status).toBe('SUBMITTED');
  });

  it('name the field when agency or procedure are not in force', async () => {
    const closed = { ...agency(OWN, 'Sở Tư pháp'), validTo: '2026-08-19' };
    await test.service.app.get(AgencySubscriptions).onAgencyChanged(closed as never, context());
    const refusal = await test.officer.refusal('POST', '/dossiers', { body: SUBMISSION });
    expect([refusal.status, refusal.code, refusal.problem.errors![0]!.path]).toEqual([
      422,
      'agency.not-in-force',
      'agencyCode',
    ]);
    await test.service.app.get(AgencySubscriptions).onAgencyChanged(agency(OWN, 'Sở Tư pháp') as never, context());
    expect((await test.officer.post('/dossiers', SUBMISSION)).status).toBe('SUBMITTED');
  });

  it('let dossiers be opened and received on the version in force on the day, and end by the one they were received on', async () => {
    const second = {
      ...publishedProcedure,
      version: 2,
      decision: { ...publishedProcedure.decision, effectiveOn: '2026-08-24' },
    };
    const before = await test.officer.post('/dossiers', SUBMISSION);
    const received = await test.officer.post('/dossiers', SUBMISSION);
    await test.officer.post(`/dossiers/${received.id}/acceptance`);
    await test.service.app.get(ProcedureSubscriptions).onProcedurePublished(second, context());
    expect((await test.officer.post('/dossiers', SUBMISSION)).procedure.version).toBe(1);
    await test.at('2026-08-24 00:00');
    expect((await test.officer.post('/dossiers', SUBMISSION)).procedure.version).toBe(2);
    expect((await test.officer.post(`/dossiers/${before.id}/acceptance`)).procedure.version).toBe(2);
    expect((await test.officer.get(`/dossiers/${before.id}`)).procedure.version).toBe(2);
    expect((await test.officer.post(`/dossiers/${received.id}/forwarding`)).procedure.version).toBe(1);
    const { entries } = await test.officer.get(`/dossiers/${before.id}/history`);
    expect(entries.map(({ details }: any) => details.procedureVersion)).toEqual([1, 2]);
  });

  it('let no dossier be opened or received on an abolished procedure, and received ones go on', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    const waiting = await test.officer.post('/dossiers', SUBMISSION);
    const { procedureId, code, decision } = publishedProcedure;
    await test.service.app
      .get(ProcedureSubscriptions)
      .onProcedureAbolished({ procedureId, code, decision: { ...decision, effectiveOn: '2026-08-24' } }, context());
    const refusal = await test.officer.refusal('POST', '/dossiers', { body: SUBMISSION });
    expect(refusal.code).toBe('procedure.not-in-force');
    const late = await test.officer.refusal('POST', `/dossiers/${waiting.id}/acceptance`, { body: {} });
    expect([late.status, late.code]).toEqual([422, 'procedure.not-in-force']);
    expect((await test.officer.post(`/dossiers/${id}/forwarding`)).status).toBe('IN_PROGRESS');
  });

  it('set open deadlines anew when the calendar changes, with a line in the history and an event', async () => {
    await test.at('2026-08-24 09:00');
    const body = { ...SUBMISSION, procedureCode: counterProcedure.code, caseCode: undefined };
    const { id } = await test.officer.post('/dossiers', body);
    const accepted = await test.officer.post(`/dossiers/${id}/acceptance`);
    expect(accepted.deadline.dueAt).toBe('2026-08-27T10:00:00.000Z');
    const second = {
      ...calendar2026,
      version: 2,
      daysOff: [
        ...calendar2026.daysOff,
        { from: '2026-08-26', to: '2026-08-26', name: 'Bão', kind: 'HOLIDAY' as const },
      ],
    };
    await test.service.app.get(CalendarSubscriptions).onCalendarPublished(second, context());
    await eventually(async () => {
      const dossier = await test.officer.get(`/dossiers/${id}`);
      expect(dossier).toMatchObject({
        deadline: { dueAt: '2026-08-28T10:00:00.000Z' },
        calendar: { id: 'vn', version: 2 },
        version: 3,
      });
    });
    const { entries } = await test.officer.get(`/dossiers/${id}/history`);
    expect(entries[2]).toMatchObject({
      action: 'set-deadline-anew',
      actor: 'system:calendar',
      details: { cause: 'CALENDAR_CHANGED', previous: { dueAt: '2026-08-27T10:00:00.000Z' } },
    });
    const events = await test.service.app
      .get(DataSource)
      .query(`SELECT data FROM outbox WHERE type = 'dossier.due-changed' AND aggregate_id = $1`, [id]);
    expect(events[0].data).toMatchObject({ calendarVersion: 2, previousDueAt: '2026-08-27T10:00:00.000Z' });
  });
});

describe('Copies of rule sets', () => {
  let test: DossierTestService;
  const publish = (ruleSet: object) =>
    test.service.app.get(RuleSetSubscriptions).onRuleSetPublished({ ...ruleSet2025, ...ruleSet }, {
      manager: test.service.app.get(DataSource).manager,
    } as never);
  const counted = async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    const { status, body } = await test.officer.send<any>('POST', `/dossiers/${id}/acceptance`);
    return status === 200 ? body.ruleSet.version : body.code;
  };

  beforeAll(async () => {
    test = await startDossierTestService();
    test.catalog.ruleSets.push({ ...ruleSet2025, version: 2, effectiveFrom: '2026-08-27' });
    await test.at('2026-08-24 09:00');
  });
  afterAll(() => test?.stop());

  it('are asked for by the day, where the latest version is not in force yet', async () => {
    expect(await counted()).toBe(1);
  });

  it('count by the version in force on the day, though the next one is published already', async () => {
    await publish({ version: 2, effectiveFrom: '2026-08-27' });
    expect(await counted()).toBe(1);
    await test.at('2026-08-27 00:00');
    expect(await counted()).toBe(2);
  });

  it('are replaced by a later version from its first day on, also where that ends the set', async () => {
    await publish({ version: 3, effectiveFrom: '2026-08-28', effectiveTo: '2026-08-28' });
    expect(await counted()).toBe(2);
    await test.at('2026-08-28 00:00');
    expect(await counted()).toBe(3);
    test.catalog.ruleSets = [];
    await test.at('2026-08-29 00:00');
    expect(await counted()).toBe('deadline.no-basis');
    await publish({ version: 4, effectiveFrom: '2026-08-01' });
    expect(await counted()).toBe(4);
  });
});

describe('A dossier accepted while a version of its calendar comes', () => {
  let test: DossierTestService;
  const dataSource = () => test.service.app.get(DataSource);
  const daysOff = [
    ...calendar2026.daysOff,
    { from: '2026-08-24', to: '2026-08-25', name: 'Bão', kind: 'HOLIDAY' as const },
  ];
  /** As the consumer does: in a transaction. */
  const publish = (version: number) =>
    dataSource().transaction((manager) =>
      test.service.app
        .get(CalendarSubscriptions)
        .onCalendarPublished({ ...calendar2026, version, daysOff }, { manager, event: {} } as never),
    );
  const versionOf = async (id: string) => (await test.officer.get(`/dossiers/${id}`)).calendar.version;
  const walked = (version: number) =>
    eventually(async () => {
      const rows = await dataSource().query('SELECT state FROM calendar_changes WHERE version = $1', [version]);
      expect(rows).toEqual([{ state: 'COMPLETED' }]);
    });

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
    await test.officer.post(`/dossiers/${(await test.officer.post('/dossiers', SUBMISSION)).id}/acceptance`);
  });
  afterAll(() => test?.stop());

  it('is counted by that version when it came before the dossier was accepted', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await publish(2);
    await walked(2);
    const accepted = await test.officer.post(`/dossiers/${id}/acceptance`);
    expect([accepted.calendar.version, accepted.deadline.dueAt]).toEqual([2, '2026-08-26T10:00:00.000Z']);
  });

  it('is found by the walk when it was being accepted as the version came, and nobody waits for the walk', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    const later = await test.officer.post('/dossiers', SUBMISSION);
    const holder = dataSource().createQueryRunner();
    await holder.startTransaction();
    // The acceptance has read its calendar and cannot write its history yet.
    await holder.query('SELECT 1 FROM dossiers WHERE id = $1 FOR UPDATE', [id]);
    const accepting = test.officer.post(`/dossiers/${id}/acceptance`);
    await eventually(async () => {
      const waiting = await holder.query(
        'SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))',
      );
      expect(waiting).toHaveLength(1);
    });
    await publish(3);
    const accepted = await test.officer.post(`/dossiers/${later.id}/acceptance`);
    expect(accepted.calendar.version).toBe(3);
    expect(await dataSource().query('SELECT state FROM calendar_changes WHERE version = 3')).toEqual([
      { state: 'RUNNING' },
    ]);
    await holder.commitTransaction();
    await holder.release();
    expect((await accepting).calendar.version).toBe(2);
    await walked(3);
    expect(await versionOf(id)).toBe(3);
  });
});

describe('A dossier whose deadline cannot be set anew', () => {
  let test: DossierTestService;
  const query = (sql: string, parameters: unknown[] = []) =>
    test.service.app.get(DataSource).query(sql, parameters) as Promise<any[]>;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
  });
  afterAll(() => test?.stop());

  it('is set aside with its reason, holds up no other, and is set anew when it can be', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { id } = await test.officer.post('/dossiers', SUBMISSION);
      await test.officer.post(`/dossiers/${id}/acceptance`);
      ids.push(id);
    }
    const [first, ...others] = ids.sort();
    const versions = () =>
      Promise.all(ids.map(async (id) => (await test.officer.get(`/dossiers/${id}`)).calendar.version));
    const metric = async () =>
      /^dossier_deadlines_set_aside\{.*\} (\d+)$/m.exec((await test.service.app.get(MetricsRegistry).text()).body)?.[1];
    // An instance whose clock is far ahead has changed it.
    await query(`UPDATE dossiers SET last_event_at = '2026-08-20T12:00:00+07:00' WHERE id = $1`, [first]);
    await test.service.app.get(CalendarSubscriptions).onCalendarPublished({ ...calendar2026, version: 2 }, {
      manager: test.service.app.get(DataSource).manager,
    } as never);
    await eventually(async () => {
      expect(await query('SELECT state, looked_at, changed FROM calendar_changes')).toEqual([
        { state: 'COMPLETED', looked_at: 3, changed: others.length },
      ]);
      expect(await metric()).toBe('1');
    });
    expect(await versions()).toEqual([1, 2, 2]);
    expect(await query('SELECT dossier_id, version, reason, attempts FROM deadlines_set_aside')).toEqual([
      { dossier_id: first, version: 2, reason: 'dossier.clock-behind', attempts: 1 },
    ]);

    await test.at('2026-08-20 13:00');
    await query('UPDATE deadlines_set_aside SET next_attempt_at = clock_timestamp()');
    await eventually(async () => {
      expect(await versions()).toEqual([2, 2, 2]);
      expect(await metric()).toBe('0');
    });
    expect(await query('SELECT 1 FROM deadlines_set_aside')).toEqual([]);
  });
});
