import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { caller } from '@motcua/platform';
import { eventually } from '@motcua/testing';
import { DataSource, type QueryRunner } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { LegacyDossiers } from './application/legacy-dossiers.js';
import { cleanLegacyLine, readLegacyLine } from './application/read-legacy-line.js';
import { legacyProcedure, takeOver } from './domain/legacy-dossier.js';
import { CodesFolded1767312000022 } from './persistence/migrations/codes-folded.migration.js';
import { FoldedCodesOnce1767312000023 } from './persistence/migrations/folded-codes-once.migration.js';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';
import { agency, counterProcedure, procedure } from './testing/reference-data.js';

const NDJSON = { 'content-type': 'application/x-ndjson', 'accept-language': 'en' };

function line(legacyId: string, more: object = {}): string {
  return JSON.stringify({
    legacyId,
    agencyCode: OWN,
    procedureCode: '1.001193',
    channel: 'ONLINE',
    receivedAt: '2011-10-11T13:42:22.688+02:00',
    dueAt: '2011-12-06T13:41:31.788+01:00',
    steps: [
      { name: 'Confirmation of receipt', officer: 'Resource21', unit: 'Group 1', at: '2011-10-11T13:45:40.276+02:00' },
      { name: 'T02 Check confirmation of receipt', at: '2011-10-12T08:26:25.398+02:00' },
    ],
    ...more,
  });
}

jest.setTimeout(60_000);

describe("The import of a legacy system's dossiers", () => {
  let test: DossierTestService;
  const send = (legacySystem: string, lines: string[], headers: object = {}) =>
    test.operations.post('/dossier-imports', lines.join('\n'), {
      query: { legacySystem },
      headers: { ...NDJSON, ...headers },
    });

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
  });
  afterAll(() => test?.stop());

  it('keeps a dossier as it stands and counts what contradicts itself', async () => {
    const report = await send('old-1', [
      line('case-1'),
      line('case-2', { endedAt: '2011-10-12T00:00:00+02:00' }),
      line('case-3', { endedAt: '2011-10-10T00:00:00+02:00', outcome: 'WITHDRAWN' }),
    ]);
    expect(report).toMatchObject({ state: 'COMPLETED', lines: 3, imported: 3, refused: 0, steps: 6 });
    expect(report.flags).toEqual([
      { flag: 'END_BEFORE_FIRST_STEP', count: 1 },
      { flag: 'END_BEFORE_START', count: 1 },
      { flag: 'STEP_AFTER_END', count: 2 },
    ]);
    const page = await test.officer.get('/dossiers', { query: { legacySystem: 'old-1', legacyId: 'case-2' } });
    expect(page.items[0]).toMatchObject({ status: 'RESOLVED', dueAt: '2011-12-06T12:41:31.788Z', channel: 'ONLINE' });
    const dossier = await test.officer.get(`/dossiers/${page.items[0].id}`);
    expect(dossier.legacy).toEqual({ system: 'old-1', id: 'case-2', flags: ['STEP_AFTER_END'] });
    const history = await test.officer.get(`/dossiers/${page.items[0].id}/history`);
    expect(history.legacySteps).toHaveLength(2);
    expect(history.legacySteps[0]).toMatchObject({ name: 'Confirmation of receipt', officer: 'Resource21' });
  });

  it('keeps what an agency that is not competent received, flagged, from the day on which a decision says who is', async () => {
    const stranger = 'H41.99';
    test.catalog.agencies.push(agency(stranger));
    const unknown = { ...counterProcedure, procedureId: uuid(), code: '2.000999', competence: undefined };
    test.catalog.procedures.push(unknown);
    const from = { receivedAt: '2026-02-02T09:00:00+07:00', steps: [], endedAt: undefined, dueAt: undefined };
    const report = await send('old-competence', [
      line('case-1', from),
      line('case-2', { ...from, agencyCode: stranger }),
      line('case-3', { ...from, procedureCode: unknown.code }),
      // Of that day the catalog says nothing.
      line('case-4', { agencyCode: stranger }),
    ]);
    expect(report).toMatchObject({ imported: 4, refused: 0 });
    const counts = Object.fromEntries(report.flags.map(({ flag, count }: any) => [flag, count]));
    expect(counts).toMatchObject({ NOT_COMPETENT: 1, COMPETENCE_UNKNOWN: 1 });
    const { items } = await test.control.get('/dossiers', {
      query: { legacySystem: 'old-competence', legacyId: 'case-2' },
    });
    const { legacy, status } = await test.control.get(`/dossiers/${items[0].id}`);
    expect([status, legacy.flags]).toEqual(['IN_PROGRESS', expect.arrayContaining(['NOT_COMPETENT'])]);
  });

  it('takes a code for the same in capitals, in small letters and with blanks around it', async () => {
    const code = 'H41.14-110101-0001';
    const report = await send('old-codes', [
      line('case-1', { code }),
      line('case-2', { code: code.toLowerCase() }),
      line('case-3', { code: `${code} ` }),
      line('case-4', { code: `\u00a0${code}\u00a0` }),
      line('case-5', { code: `${code}1`, agencyCode: `${OWN.toLowerCase()} ` }),
    ]);
    expect(report).toMatchObject({ imported: 2, refused: 3 });
    expect(report.refusedLines.map((refused: any) => [refused.line, refused.code])).toEqual([
      [2, 'line.code-taken'],
      [3, 'line.code-taken'],
      [4, 'line.code-taken'],
    ]);
    const later = await send('old-codes-later', [line('case-9', { code: code.toLowerCase() })]);
    expect(later.refusedLines).toMatchObject([{ code: 'line.code-taken' }]);

    for (const typed of [code, code.toLowerCase(), ` ${code}\u00a0`]) {
      const { items } = await test.officer.get('/dossiers', { query: { code: typed } });
      expect(items).toMatchObject([{ code }]);
      const progress = await test.service.api.get(`/dossiers/by-code/${encodeURIComponent(typed)}/progress`);
      expect(progress.code).toBe(code);
    }
    expect((await test.service.api.refusal('GET', `/dossiers/by-code/${code}9/progress`)).status).toBe(404);
  });

  it('takes a legacy id for the same in capitals, in small letters and with blanks around it', async () => {
    expect(await send('old-ids', [line('Case-1')])).toMatchObject({ imported: 1 });
    expect(await send('Old-IDs', [line('Case-1')])).toMatchObject({ imported: 0, alreadyThere: 1 });
    const others = await send('old-ids', [line('CASE-1'), line(' Case-1\u00a0'), line('Case-1', { dueAt: undefined })]);
    expect(others.refusedLines).toMatchObject([1, 2, 3].map(() => ({ code: 'line.differs' })));
    const query = { legacySystem: 'OLD-ids ', legacyId: 'case-1' };
    const { items } = await test.officer.get('/dossiers', { query });
    expect((await test.officer.get(`/dossiers/${items[0].id}`)).legacy).toMatchObject({ id: 'Case-1' });
    expect(items).toHaveLength(1);
  });

  describe('keeps dossiers that had one code before codes were folded,', () => {
    let dataSource: DataSource;

    /** Undoes the folding, lets `write` leave what an earlier release could, and folds again. */
    async function foldedOver(write: (runner: QueryRunner) => Promise<unknown>): Promise<void> {
      const [columns, once] = [new CodesFolded1767312000022(), new FoldedCodesOnce1767312000023()];
      dataSource = test.service.app.get(DataSource);
      const runner = dataSource.createQueryRunner();
      await runner.startTransaction();
      await once.down(runner);
      // A later index folds, too.
      const [{ later }] = await runner.query(`SELECT pg_get_indexdef('dossier_tasks_of_unit'::regclass) AS later`);
      await runner.query('DROP INDEX dossier_tasks_of_unit');
      await columns.down(runner);
      await write(runner);
      await columns.up(runner);
      await runner.query(later);
      await once.up(runner);
      await runner.commitTransaction();
      await runner.release();
    }
    const recode = (runner: QueryRunner, from: string, to: string, legacyId: string) =>
      runner.query('UPDATE dossiers SET code = $2, legacy_id = $3 WHERE code = $1', [from, to, legacyId]);
    const numbered = (code: string): Promise<object[]> =>
      dataSource.query(
        `SELECT origin, code, code_twin, legacy_id_twin FROM dossiers WHERE folded_code(code) = $1 ORDER BY code_twin`,
        [code],
      );

    it('three of them too, and lets no new one join them', async () => {
      const code = 'H41.14-120101-0001';
      const lines = ['', 'X', 'Y'].map((end) => line(`case-1${end}`, { code: `${code}${end}` }));
      await send('old-twins', lines);
      await foldedOver(async (runner) => {
        await recode(runner, `${code}X`, `${code.toLowerCase()} `, 'CASE-1');
        await recode(runner, `${code}Y`, `\u2066${code}\u00ad`, ' case-1');
      });

      expect(await numbered(code)).toMatchObject([0, 1, 2].map((at) => ({ code_twin: at, legacy_id_twin: at })));
      const twins = (await test.officer.get('/dossiers', { query: { code } })).items;
      expect(twins.map((item: any) => item.code).sort()).toEqual(
        [code, `${code.toLowerCase()} `, `\u2066${code}\u00ad`].sort(),
      );
      expect((await test.service.api.get(`/dossiers/by-code/${code.toLowerCase()}/progress`)).completedSteps).toBe(0);
      const report = await send('old-twins', [line('Case-1'), line('case-3', { code })]);
      expect(report.refusedLines.map((refused: any) => refused.code)).toEqual(['line.differs', 'line.code-taken']);
    });

    it('and the one that was opened here comes before one that was imported earlier', async () => {
      const spare = 'H41.14-120102-0001';
      await send('old-before', [line('case-1', { code: spare })]);
      const { id } = await test.officer.post('/dossiers', SUBMISSION);
      const { code } = await test.officer.post(`/dossiers/${id}/acceptance`);
      await foldedOver((runner) => recode(runner, spare, code.toLowerCase(), 'case-1'));

      expect(await numbered(code)).toMatchObject([
        { origin: 'LIVE', code, code_twin: 0 },
        { origin: 'IMPORTED', code: code.toLowerCase(), code_twin: 1 },
      ]);
      expect((await test.service.api.get(`/dossiers/by-code/${code.toLowerCase()}/progress`)).code).toBe(code);
      const next = await test.officer.post('/dossiers', SUBMISSION);
      expect((await test.officer.post(`/dossiers/${next.id}/acceptance`)).code).not.toBe(code);
    });

    it('while everybody goes on reading: only writers wait for the numbers and the indexes', async () => {
      const once = new FoldedCodesOnce1767312000023();
      const runner = test.service.app.get(DataSource).createQueryRunner();
      await once.down(runner);
      await runner.startTransaction();
      await once.up(runner);
      const held: { mode: string }[] = await runner.query(
        `SELECT mode FROM pg_locks WHERE relation = 'dossiers'::regclass AND pid = pg_backend_pid()`,
      );
      await runner.commitTransaction();
      await runner.release();
      const modes = held.map(({ mode }) => mode);
      expect(modes).toContain('ShareRowExclusiveLock');
      expect(modes).not.toContain('AccessExclusiveLock');
    });
  });

  it('refuses a wrong line by its number and loses no other', async () => {
    const report = await send('old-2', [
      line('case-1'),
      '{"legacyId": "case-2"',
      line('case-3', { receivedAt: 'yesterday' }),
      line('case-4', { surprise: true }),
      line('case-5', { agencyCode: 'H99.1' }),
      line('case-6', { procedureCode: '9.999999' }),
      '',
      '[1]',
      line('case-8', { outcome: 'STOPPED' }),
      line('case-9'),
    ]);
    expect(report).toMatchObject({ lines: 9, imported: 2, refused: 7 });
    expect(report.refusedLines.map((refused: any) => [refused.line, refused.code, refused.legacyId])).toEqual([
      [2, 'line.not-json', undefined],
      [3, 'line.invalid', 'case-3'],
      [4, 'line.invalid', 'case-4'],
      [5, 'agency.unknown', 'case-5'],
      [6, 'procedure.unknown', 'case-6'],
      [8, 'line.not-json', undefined],
      [9, 'line.outcome-without-end', 'case-8'],
    ]);
    expect(report.refusedLines[1].reason).toContain('receivedAt');
  });

  it.each([
    ['receivedAt', { receivedAt: '20111011T134222Z' }],
    ['endedAt', { endedAt: '2011-12-20T10Z' }],
    ['dueAt', { dueAt: '2011-02-30T10:00:00Z' }],
    ['steps[0].at', { steps: [{ name: 'a', at: '2011-W41-2T10:00:00Z' }] }],
  ])('refuses a line whose %s is no instant by that field, and loses no other', async (field, wrong) => {
    const report = await send(`old-12-${field.replace(/\W/g, '')}`, [
      line('case-1'),
      line('case-2', wrong),
      line('case-3'),
    ]);
    expect(report).toMatchObject({ state: 'COMPLETED', lines: 3, imported: 2, refused: 1 });
    expect(report.refusedLines).toMatchObject([{ line: 2, code: 'line.invalid', legacyId: 'case-2' }]);
    expect(report.refusedLines[0].reason).toBe(
      `${field}: must be an instant that exists, with its offset: 2026-08-31T09:00:00+07:00`,
    );
  });

  it('takes over a dossier of two thousand long steps like any other', async () => {
    const at = '2011-10-11T13:45:40.276+02:00';
    const steps = Array.from({ length: 2_000 }, () => ({ name: 'ô'.repeat(200), at }));
    const report = await send('old-11', [line('case-1'), line('case-2', { steps }), line('case-3')]);
    expect(report).toMatchObject({ state: 'COMPLETED', lines: 3, imported: 3, refused: 0, steps: 2_004 });
  });

  it('refuses a line that the database cannot hold by itself, and takes over the rest of its batch', async () => {
    const legacyDossiers = test.service.app.get(LegacyDossiers);
    const operations = caller({ subject: 'ops-1', roles: ['operations'] });
    const importId = await legacyDossiers.begin('old-3', operations);
    const acceptable = ['case-1', 'case-2', 'case-3', 'case-4'].map((legacyId, index) => {
      const clean = cleanLegacyLine({ number: index + 1, text: line(legacyId) });
      const record = readLegacyLine(clean);
      const [event] = takeOver(
        {
          id: uuid(),
          legacySystem: 'old-3',
          legacyId,
          agencyCode: OWN,
          procedure: legacyProcedure(procedure()),
          channel: (legacyId === 'case-2' ? 'PIGEON' : 'ONLINE') as 'ONLINE',
          subjectType: 'CITIZEN',
          receivedAt: new Date(record.receivedAt),
          steps: [],
        },
        new Date(),
      );
      // Longer than what the event may say: the outbox refuses it, not the database.
      if (legacyId === 'case-4') event.flags.push('F'.repeat(60));
      return { line: index + 1, event, hash: clean.hash };
    });
    const none = { imported: 0, alreadyThere: 0, refused: 0, steps: 0, flags: {} };
    const outcomes = await legacyDossiers.takeOver(
      { id: importId, caller: operations, language: 'vi' },
      acceptable,
      [],
      none,
    );
    expect(outcomes.map(({ line, outcome }) => [line, outcome])).toEqual([
      [1, 'IMPORTED'],
      [2, 'REFUSED'],
      [3, 'IMPORTED'],
      [4, 'REFUSED'],
    ]);
    expect(outcomes[1]).toMatchObject({ code: 'line.not-storable', legacyId: 'case-2' });
    expect(outcomes[1]).toHaveProperty('reason', expect.stringContaining('không lưu được'));
    expect(outcomes[3]).toMatchObject({ code: 'line.not-storable', legacyId: 'case-4' });
    expect(await legacyDossiers.report(importId)).toMatchObject({ lines: 4, imported: 2, refused: 2 });
  });

  it('changes nothing when the same file is sent again, and says so of every line', async () => {
    const file = [line('case-1'), line('case-2'), line('case-2')];
    expect(await send('old-4', file)).toMatchObject({ imported: 2, alreadyThere: 1 });
    expect(await send('old-4', file)).toMatchObject({ lines: 3, imported: 0, alreadyThere: 3, steps: 0 });
    const events = await test.service.app
      .get(DataSource)
      .query(`SELECT count(*)::int AS n FROM outbox WHERE data ->> 'legacySystem' = 'old-4'`);
    expect(events[0].n).toBe(2);
  });

  it('refuses a known legacy id with other content instead of dropping it', async () => {
    await send('old-5', [line('case-1')]);
    const report = await send('old-5', [line('case-1', { channel: 'POST' })]);
    expect(report).toMatchObject({ imported: 0, refused: 1 });
    expect(report.refusedLines[0].code).toBe('line.differs');
    expect(report.refusedLines[0].reason).toContain('different content');
    const vietnamese = await send('old-5', [line('case-1', { channel: 'POST' })], { 'accept-language': 'vi' });
    expect(vietnamese.refusedLines[0].reason).toContain('nội dung khác');
  });

  it('reads a packed stream, and acknowledges every line to who reads along', async () => {
    const lines = Array.from({ length: 450 }, (_, index) => line(`case-${index}`));
    const answer = await test.operations.send('POST', '/dossier-imports', {
      query: { legacySystem: 'old-6' },
      body: gzipSync(lines.join('\n')),
      headers: { ...NDJSON, 'content-encoding': 'gzip', accept: 'application/x-ndjson' },
    });
    expect(answer.status).toBe(200);
    const acknowledged = String(answer.body)
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(acknowledged).toHaveLength(451);
    expect(acknowledged[0]).toMatchObject({ line: 1, legacyId: 'case-0', outcome: 'IMPORTED' });
    expect(acknowledged[450].report).toMatchObject({ state: 'COMPLETED', imported: 450 });
    const report = await test.operations.get(`/dossier-imports/${acknowledged[450].report.id}`);
    expect(report).toMatchObject({ lines: 450 });
  });

  it('refuses what is no gzip although it says so, and a body of another type', async () => {
    const broken = await test.operations.refusal('POST', '/dossier-imports', {
      query: { legacySystem: 'old-7' },
      body: 'not gzip',
      headers: { ...NDJSON, 'content-encoding': 'gzip' },
    });
    expect([broken.status, broken.code]).toEqual([400, 'import.not-gzip']);
    const json = await test.operations.refusal('POST', '/dossier-imports', {
      query: { legacySystem: 'old-7' },
      body: { legacyId: '1' },
    });
    expect([json.status, json.code]).toEqual([415, 'request.content-type']);
  });

  it('refuses a packed stream of line breaks before it has unpacked it, and a packed byte repeated', async () => {
    for (const [byte, status, code] of [
      ['\n', 400, 'import.blank-lines'],
      ['x', 413, 'import.grows-too-much'],
    ] as const) {
      const refused = await test.operations.refusal('POST', '/dossier-imports', {
        query: { legacySystem: 'old-11' },
        body: gzipSync(Buffer.alloc(100_000_000, byte)),
        headers: { ...NDJSON, 'content-encoding': 'gzip' },
      });
      expect([refused.status, refused.code]).toEqual([status, code]);
      const { items } = await test.operations.get('/dossier-imports');
      expect(items[0]).toMatchObject({ state: 'INTERRUPTED', imported: 0, refused: 0 });
    }
  });

  it('is for operations only', async () => {
    const refused = await test.officer.refusal('POST', '/dossier-imports', {
      query: { legacySystem: 'old-8' },
      body: line('case-1'),
      headers: NDJSON,
    });
    expect(refused.status).toBe(403);
  });

  it('keeps the applicants that are known, and masks them', async () => {
    const names = ['Nguyễn Văn An', 'Trần Thị Bình'];
    await send(
      'old-10',
      names.map((fullName, index) =>
        line(`case-${index}`, { applicant: { fullName, identityNumber: '040090000001' } }),
      ),
    );
    const page = await test.officer.get('/dossiers', { query: { legacySystem: 'old-10' } });
    expect(page.items.map((item: any) => item.applicantName).sort()).toEqual(['N***** V** A*', 'T*** T** B***']);
  });

  it('gives an open dossier without a code one, once, and the reference of its record still finds it', async () => {
    await send('old-uncoded-first', [line('case-0')]);
    const first = await test.officer.get('/dossiers', { query: { legacySystem: 'old-uncoded-first' } });
    // The record of another line has the number after the next one.
    const borne = `${OWN}-260820-${String(Number(first.items[0].code.slice(-4)) + 2).padStart(4, '0')}`;
    const ended = { endedAt: '2011-12-01T08:00:00+01:00' };
    const file = [
      line('case-1'),
      line('case-2', { code: 'HS/2011/77' }),
      line('case-3', ended),
      line('case-4', { ...ended, outcome: 'DELIVERED' }),
      line('case-5', { code: borne }),
      line('case-6'),
      line('case-6', { channel: 'POST' }),
    ];
    const report = await send('old-uncoded', file);
    expect(report).toMatchObject({ imported: 6, refused: 1 });
    expect(report.refusedLines).toMatchObject([{ line: 7, code: 'line.differs', legacyId: 'case-6' }]);
    const codeOf = async (legacyId: string) =>
      (await test.officer.get('/dossiers', { query: { legacySystem: 'old-uncoded', legacyId } })).items[0].code;
    const made = await Promise.all(['case-1', 'case-6'].map(codeOf));
    expect(made.every((code) => new RegExp(`^${OWN}-260820-\\d{4}$`).test(code))).toBe(true);
    expect(new Set([...made, borne]).size).toBe(3);
    const [named, ...settled] = await Promise.all(['case-2', 'case-3', 'case-4'].map(codeOf));
    expect(named).toBe('HS/2011/77');
    // Of ended ones there may be hundreds of thousands: they take none of the day's numbers.
    expect(settled).toEqual([undefined, undefined]);
    const { items } = await test.officer.get('/dossiers', { query: { code: made[0] } });
    expect(items).toHaveLength(1);
    const announced = await test.service.app
      .get(DataSource)
      .query(
        `SELECT data -> 'dossier' ->> 'code' AS code FROM outbox WHERE data ->> 'legacySystem' = 'old-uncoded' AND data ->> 'legacyId' = 'case-1'`,
      );
    expect(announced).toEqual([{ code: made[0] }]);

    expect(await send('old-uncoded', file)).toMatchObject({ imported: 0, alreadyThere: 6, refused: 1 });
    expect(await Promise.all(['case-1', 'case-6'].map(codeOf))).toEqual(made);
  });

  it('lets a dossier that waits for its supplement go on: the pauses are kept as recorded and move no date', async () => {
    await send('old-waiting', [
      line('case-1', {
        pauses: [
          { from: '2011-10-20T08:00:00+02:00', to: '2011-10-24T08:00:00+02:00', reason: '' },
          { from: '2011-11-20T08:00:00+01:00', reason: 'Thiếu giấy chứng sinh' },
        ],
      }),
    ]);
    const page = await test.officer.get('/dossiers', { query: { legacySystem: 'old-waiting' } });
    const { id, dueAt } = page.items[0];
    const waiting = await test.officer.get(`/dossiers/${id}`);
    expect(waiting).toMatchObject({
      status: 'WAITING_SUPPLEMENT',
      legacy: { flags: ['PAUSED_PAST_DUE'] },
      deadline: { state: 'RUNNING', dueAt, overdue: true },
    });
    const { entries } = await test.officer.get(`/dossiers/${id}/history`);
    expect(entries[0].details.pauses).toEqual([
      { from: '2011-10-20T06:00:00.000Z', to: '2011-10-24T06:00:00.000Z' },
      { from: '2011-11-20T07:00:00.000Z', item: 1 },
    ]);
    expect(entries[0].items).toEqual(['Thiếu giấy chứng sinh']);
    const [stored] = await test.service.app
      .get(DataSource)
      .query(`SELECT count(*)::int AS n FROM outbox WHERE data::text LIKE '%chứng sinh%'`);
    expect(stored.n).toBe(0);
    // Who asked is not known: no officer can show to be another one.
    const refused = await test.officer.refusal('POST', `/dossiers/${id}/supplements`, {});
    expect([refused.status, refused.code]).toEqual([422, 'supplement.answered-by-asker']);
    const back = await test.officer.post(`/dossiers/${id}/supplements`, { noOtherOfficer: true });
    expect(back).toMatchObject({ status: 'IN_PROGRESS', deadline: { state: 'RUNNING', dueAt, overdue: true } });
    await test.officer.post(`/dossiers/${id}/resolution`, { outcome: 'APPROVED' });
    const delivered = await test.officer.post(`/dossiers/${id}/delivery`);
    expect(delivered.status).toBe('DELIVERED');
  });

  it('lets an open imported dossier go on: its due date stays a fact', async () => {
    await send('old-9', [line('case-1')]);
    const page = await test.officer.get('/dossiers', { query: { legacySystem: 'old-9' } });
    const { id, dueAt } = page.items[0];
    await test.officer.post(`/dossiers/${id}/supplement-requests`, {
      items: ['x'],
      reason: 'y',
      provideUntil: '2026-09-20T10:00:00Z',
    });
    await test.at('2026-08-21 09:00');
    const colleague = await test.client('one-stop-officer', { sub: 'officer-2', agency: OWN });
    const back = await colleague.post(`/dossiers/${id}/supplements`);
    expect(back).toMatchObject({ status: 'IN_PROGRESS', deadline: { state: 'RUNNING', dueAt, overdue: true } });
    expect(await test.officer.get(`/dossiers/${id}/deadline`)).toMatchObject({ imported: true, lines: [] });
    const resolved = await test.officer.post(`/dossiers/${id}/resolution`, { outcome: 'APPROVED' });
    expect(resolved.status).toBe('RESOLVED');
    const { entries } = await test.officer.get(`/dossiers/${id}/history`);
    expect(entries.map((entry: any) => entry.actorKind)).toEqual(['IMPORT', 'OFFICER', 'OFFICER', 'OFFICER']);
  });
});

describe('An import whose client has gone', () => {
  it.each([['application/json'], ['application/x-ndjson']])(
    'is read no further, although all of it has come (answered as %s)',
    async (accept) => {
      const test = await startDossierTestService();
      try {
        const token = await test.service.issuer.as('operations', { sub: 'ops-1' });
        const sending = request(new URL('/dossier-imports?legacySystem=gone', test.service.url), {
          method: 'POST',
          headers: { ...NDJSON, authorization: `Bearer ${token}`, accept, 'content-encoding': 'gzip' },
        });
        sending.on('error', () => undefined);
        const total = 200_000;
        await new Promise<void>((resolve) => sending.end(gzipSync('[1]\n'.repeat(total)), resolve));
        const running = async () => (await test.operations.get('/dossier-imports')).items[0];
        await eventually(async () => expect((await running()).refused).toBeGreaterThan(0));
        sending.destroy();
        const report = await eventually(async () => {
          const seen = await running();
          expect(seen.state).toBe('INTERRUPTED');
          return seen;
        });
        expect(report.refused).toBeLessThan(total);
      } finally {
        await test.stop();
      }
    },
  );
});

describe('An import that breaks off', () => {
  it('keeps what it acknowledged, says so, and is finished by sending the file again', async () => {
    const test = await startDossierTestService();
    try {
      const lines = Array.from({ length: 700 }, (_, index) => line(`case-${index}`));
      const token = await test.service.issuer.as('operations', { sub: 'ops-1' });
      const url = new URL('/dossier-imports?legacySystem=cut', test.service.url);
      const sending = request(url, {
        method: 'POST',
        headers: { ...NDJSON, authorization: `Bearer ${token}`, accept: 'application/x-ndjson' },
      });
      const acknowledged = await new Promise<number>((resolve, reject) => {
        sending.on('error', reject);
        sending.on('response', (response) => {
          let text = '';
          response.on('error', () => undefined);
          response.on('data', (chunk) => {
            text += chunk;
            const count = text.split('\n').length - 1;
            if (count < 400) return;
            sending.on('error', () => undefined);
            sending.destroy();
            resolve(count);
          });
        });
        sending.write(`${lines.slice(0, 500).join('\n')}\n`);
      });
      const report = await eventually(async () => {
        const { items } = await test.operations.get('/dossier-imports');
        expect(items[0].state).toBe('INTERRUPTED');
        return items[0];
      });
      expect(report.imported).toBeGreaterThanOrEqual(acknowledged);

      await test.service.restart();
      const operations = test.service.as(token);
      const finished = await operations.post('/dossier-imports', lines.join('\n'), {
        query: { legacySystem: 'cut' },
        headers: NDJSON,
      });
      expect(finished).toMatchObject({ state: 'COMPLETED', lines: 700, refused: 0, alreadyThere: report.imported });
      const rows = await test.service.app
        .get(DataSource)
        .query(`SELECT count(*)::int AS n FROM dossiers WHERE legacy_system = 'cut'`);
      expect(rows[0].n).toBe(700);
    } finally {
      await test.stop();
    }
  });
});
