import type {
  AgencyChanged,
  AgencyRegistered,
  CalendarPublished,
  DecisionData,
  ProcedurePublished,
  ProcessApproved,
  RuleSetPublished,
} from '@motcua/contracts';
import type { EventContext } from '@motcua/messaging';
import { eventually, testDatabase, type TestDatabase } from '@motcua/testing';
import { dueAt, type WorkingCalendar } from '@motcua/working-time';
import { DataSource } from 'typeorm';
import { Catalog } from './catalog.js';
import { referenceDataUnavailable } from './clients/catalog-client.js';
import { CopiedReferenceData } from './copied-reference-data.js';
import { OpenDeadlines } from './open-deadlines.js';
import { ProcedureFieldCopies } from './procedure-field-copies.js';
import { ReferenceCopies } from './reference-copies.js';
import {
  AgencySubscriptions,
  CalendarSubscriptions,
  ProcedureFieldSubscriptions,
  ProcedureSubscriptions,
  RuleSetSubscriptions,
} from './subscriptions.js';
import {
  AbolishedProcedureEntity,
  AgencyByHoursKeyEntity,
  AgencyWithHoursEntity,
  ApprovedProcessEntity,
  CalendarEntity,
  OfficeHoursEntity,
  ProcedureFieldEntity,
  ProcedureVersionEntity,
  RuleSetEntity,
} from './entities.js';

const CODE = 'H41.14';
const JUSTICE: AgencyRegistered = {
  code: CODE,
  name: 'Sở Tư pháp',
  level: 'PROVINCE',
  calendarId: 'vn',
  validFrom: '2025-07-01',
};
const hours = (to: string) => {
  const day = [{ from: '07:30', to }];
  return [{ effectiveFrom: '2026-01-01', week: [[], day, day, day, day, day, []] }];
};
const CALENDAR: CalendarPublished = {
  id: 'vn',
  version: 1,
  name: 'Lịch làm việc của cơ quan hành chính',
  coversFrom: '2026-01-01',
  coversTo: '2026-12-31',
  daysOff: [],
  makeUpDays: [],
  officeHours: hours('17:00'),
};
/** Thursday 20 August 2026 is no working day in this version. */
const STORM: CalendarPublished = {
  ...CALENDAR,
  version: 2,
  daysOff: [{ from: '2026-08-20', to: '2026-08-20', name: 'Nghỉ do bão', kind: 'HOLIDAY' }],
};
const RULES: RuleSetPublished = {
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
const DECISION: DecisionData = { number: '1213/QĐ-UBND', signedOn: '2025-12-01', effectiveOn: '2026-01-01' };
const PROCEDURE: ProcedurePublished = {
  procedureId: '0198c2a4-7a00-7000-8000-0000000000a1',
  code: '1.001193',
  name: 'Đăng ký khai sinh',
  version: 1,
  fieldCode: 'G15-TP07',
  fieldName: 'Hộ tịch',
  decision: DECISION,
  cases: [
    {
      caseCode: 'chung',
      name: 'Trường hợp chung',
      budget: { amount: 3, unit: 'WORKING_DAY' },
      steps: [{ code: 'tham-dinh', name: 'Thẩm định', unit: 'tp', budget: { amount: 3, unit: 'WORKING_DAY' } }],
    },
  ],
  online: true,
  competence: { agencyCodes: [CODE], everyAgencyOf: ['COMMUNE'] },
};

const LINEAR_STEP = { ...PROCEDURE.cases[0]!.steps[0]!, predecessors: [] };
const PROCESS: ProcessApproved = {
  procedureId: PROCEDURE.procedureId,
  procedureCode: PROCEDURE.code,
  procedureVersion: 1,
  caseCode: 'chung',
  caseName: 'Trường hợp chung',
  decision: DECISION,
  budget: { amount: 3, unit: 'WORKING_DAY' },
  steps: [{ ...LINEAR_STEP, place: 'COMPETENT', role: 'processing-officer' }],
};

/** The catalog in memory; it remembers what it was asked, and can be away. */
class FakeCatalog extends Catalog {
  readonly asked: string[] = [];
  away = false;
  agencies: AgencyRegistered[] = [JUSTICE];
  calendars: CalendarPublished[] = [CALENDAR];
  ruleSetsKnown: RuleSetPublished[] = [RULES];
  procedures: ProcedurePublished[] = [PROCEDURE];
  processes: ProcessApproved[] = [];
  abolition?: DecisionData;

  private async answer<T>(asked: string, record: T): Promise<T> {
    this.asked.push(asked);
    if (this.away) throw referenceDataUnavailable(new Error('away'));
    return record;
  }

  override agency(code: string) {
    return this.answer(
      `agency ${code}`,
      this.agencies.find((agency) => agency.code === code),
    );
  }

  override procedure(code: string) {
    const published = this.procedures.find((procedure) => procedure.code === code);
    return this.answer(
      `procedure ${code}`,
      published && { published, processes: this.processes, abolition: this.abolition },
    );
  }

  override calendar(id: string) {
    return this.answer(`calendar ${id}`, this.calendars.filter((calendar) => calendar.id === id).at(-1));
  }

  override ruleSets(on: string) {
    return this.answer(
      `rule sets ${on}`,
      this.ruleSetsKnown.filter(({ effectiveFrom }) => effectiveFrom <= on),
    );
  }
}

/** Remembers what it is told to count anew. */
class NotedChanges extends OpenDeadlines {
  readonly noted: string[] = [];

  override async calendarPublished(_queries: unknown, calendarId: string, version: number) {
    this.noted.push(`calendar ${calendarId} ${version}`);
  }

  override async agencyChanged(_queries: unknown, agencyCode: string, version: number) {
    this.noted.push(`agency ${agencyCode} ${version}`);
  }
}

let database: TestDatabase;
let dataSource: DataSource;
let catalog: FakeCatalog;
let copies: ReferenceCopies;
let referenceData: CopiedReferenceData;
let changes: NotedChanges;

const OTHER_TABLES = [
  OfficeHoursEntity,
  CalendarEntity,
  RuleSetEntity,
  ProcedureVersionEntity,
  ApprovedProcessEntity,
  AbolishedProcedureEntity,
  ProcedureFieldEntity,
];

async function open(agencies: typeof AgencyByHoursKeyEntity | typeof AgencyWithHoursEntity): Promise<void> {
  database = await testDatabase();
  dataSource = new DataSource({ type: 'postgres', url: database.url, entities: [agencies, ...OTHER_TABLES] });
  await dataSource.initialize();
  await dataSource.synchronize();
  begin(agencies);
}

/** As a new instance begins, with nothing in memory. */
function begin(agencies: typeof AgencyByHoursKeyEntity | typeof AgencyWithHoursEntity): void {
  catalog = new FakeCatalog();
  changes = new NotedChanges();
  copies = new ReferenceCopies({ agencies, calendarLock: 'calendars' });
  referenceData = new CopiedReferenceData(dataSource, copies, catalog);
}

async function close(): Promise<void> {
  await dataSource?.destroy();
  await database?.drop();
}

async function empty(): Promise<void> {
  for (const { tablePath } of dataSource.entityMetadatas) await dataSource.query(`TRUNCATE ${tablePath}`);
}

const inTransaction = <T>(work: (context: EventContext) => Promise<T>, aggregateversion = 1): Promise<T> =>
  dataSource.transaction((manager) => work({ manager, event: { aggregateversion } } as EventContext));
const said = (agency: Partial<AgencyChanged>, version: number) =>
  inTransaction(
    (context) =>
      new AgencySubscriptions(copies, changes).onAgencyChanged({ ...JUSTICE, ...agency } as AgencyChanged, context),
    version,
  );
const published = (calendar: CalendarPublished) =>
  inTransaction((context) => new CalendarSubscriptions(copies, changes).onCalendarPublished(calendar, context));
const publishedRules = (ruleSet: Partial<RuleSetPublished>) =>
  inTransaction((context) => new RuleSetSubscriptions(copies).onRuleSetPublished({ ...RULES, ...ruleSet }, context));
const publishedProcedure = (procedure: Partial<ProcedurePublished>) =>
  inTransaction((context) =>
    new ProcedureSubscriptions(copies).onProcedurePublished({ ...PROCEDURE, ...procedure }, context),
  );

/** When a working day that began on Wednesday 19 August at 08:00 is over. */
function dueBy(calendar: WorkingCalendar | undefined): string {
  const due = dueAt(
    calendar!,
    { amount: 1, unit: 'WORKING_DAY' },
    { receivedAt: new Date('2026-08-19T08:00:00+07:00'), pauses: [] },
    { lateIntake: { kind: 'NONE' }, supplementMode: 'RESTART' },
  );
  return due.state === 'RUNNING' ? due.dueAt.toISOString() : due.state;
}
const ON_THURSDAY = '2026-08-20T10:00:00.000Z';
const ON_THURSDAY_AT_FOUR = '2026-08-20T09:00:00.000Z';
const ON_FRIDAY = '2026-08-21T10:00:00.000Z';

describe.each([
  ['by their hash', AgencyByHoursKeyEntity],
  ['with the agency', AgencyWithHoursEntity],
])('Copies of agencies and calendars, office hours kept %s,', (_how, agencies) => {
  beforeAll(() => open(agencies));
  afterAll(close);
  beforeEach(async () => {
    await empty();
    begin(agencies);
  });

  it('keep the agency of a newer event when an older one comes, and take the next', async () => {
    const name = async () => (await copies.agency(dataSource, CODE))?.name;
    await said({ name: 'Sở Tài chính' }, 3);
    await said({ name: 'Sở Kế hoạch' }, 2);
    expect(await name()).toBe('Sở Tài chính');
    await said({ name: 'Sở Nội vụ' }, 4);
    expect(await name()).toBe('Sở Nội vụ');
  });

  it('take any event in place of the owner’s answer, and never the reverse', async () => {
    expect((await referenceData.agency(CODE))?.name).toBe('Sở Tư pháp');
    await said({ name: 'Sở Nội vụ' }, 1);
    await copies.keepAgency(dataSource, JUSTICE, 0);
    expect((await referenceData.agency(CODE))?.name).toBe('Sở Nội vụ');
  });

  it('say from when to when an agency exists', async () => {
    await said({}, 1);
    const agency = { code: CODE, name: 'Sở Tư pháp', level: 'PROVINCE', validFrom: '2025-07-01' };
    expect(await referenceData.agency(CODE)).toEqual(agency);
    await said({ validTo: '2026-06-30', successorCode: 'H41.15' }, 2);
    expect(await referenceData.agency(CODE)).toEqual({ ...agency, validTo: '2026-06-30', successorCode: 'H41.15' });
  });

  it('from before successors were kept are completed by the owner, and by nothing older than they are', async () => {
    await said({ validTo: '2026-06-30' }, 3);
    await dataSource.query('UPDATE agencies SET level = NULL');
    await said({ name: 'Sở Kế hoạch', successorCode: 'H41.99' }, 2);
    expect(await referenceData.agency(CODE)).toMatchObject({ level: undefined, successorCode: undefined });
    catalog.agencies = [{ ...JUSTICE, name: 'Sở Nội vụ', validTo: '2026-06-30', successorCode: 'H41.15' }];
    await referenceData.askForSuccessors('2026-06-30');
    expect(catalog.asked).toEqual([]);
    await referenceData.askForSuccessors('2026-07-01');
    await referenceData.askForSuccessors('2026-07-01');
    expect(catalog.asked).toEqual([`agency ${CODE}`]);
    const completed = { name: 'Sở Tư pháp', level: 'PROVINCE', successorCode: 'H41.15' };
    expect(await referenceData.agency(CODE)).toMatchObject(completed);
  });

  it('are asked of their owner once where they are missing, also by many at once', async () => {
    const many = await Promise.all(Array.from({ length: 5 }, () => referenceData.officeCalendar(CODE)));
    expect(many.map(dueBy)).toEqual(Array(5).fill(ON_THURSDAY));
    await referenceData.officeCalendar(CODE);
    expect(catalog.asked).toEqual([`agency ${CODE}`, 'calendar vn']);
  });

  it('that came by their events are not asked for', async () => {
    await said({}, 1);
    await published(CALENDAR);
    expect(dueBy(await referenceData.officeCalendar(CODE))).toBe(ON_THURSDAY);
    expect(catalog.asked).toEqual([]);
  });

  it('that do not exist are absent, and are not asked for again at once', async () => {
    for (let n = 0; n < 2; n += 1) {
      expect(await referenceData.agency('H41.99')).toBeUndefined();
      expect(await referenceData.officeCalendar('H41.99')).toBeUndefined();
    }
    catalog.calendars = [];
    expect(await referenceData.officeCalendar(CODE)).toBeUndefined();
    expect(catalog.asked).toEqual(['agency H41.99', `agency ${CODE}`, 'calendar vn']);
  });

  it('that are missing while the owner is unavailable give a refusal with a time to try again, and are asked for then', async () => {
    catalog.away = true;
    const refusal = { kind: 'unavailable', code: 'reference-data.unavailable', retryAfterSeconds: 5 };
    await expect(referenceData.agency(CODE)).rejects.toMatchObject(refusal);
    await expect(referenceData.officeCalendar(CODE)).rejects.toMatchObject(refusal);
    catalog.away = false;
    expect(dueBy(await referenceData.officeCalendar(CODE))).toBe(ON_THURSDAY);
  });

  it('count by the newest version of the calendar, in whatever order the versions came', async () => {
    await said({}, 1);
    await published(STORM);
    await published(CALENDAR);
    expect(dueBy(await referenceData.officeCalendar(CODE))).toBe(ON_FRIDAY);
  });

  it('keep a version of a calendar as it came first', async () => {
    await said({}, 1);
    await published(CALENDAR);
    await published({ ...STORM, version: 1 });
    expect(dueBy(await referenceData.officeCalendar(CODE))).toBe(ON_THURSDAY);
  });

  it('count by the office hours of the agency, also after these are changed and removed', async () => {
    await published(CALENDAR);
    await said({ officeHours: hours('16:00') }, 1);
    expect(dueBy(await referenceData.officeCalendar(CODE))).toBe(ON_THURSDAY_AT_FOUR);
    await said({ officeHours: [] }, 2);
    expect(dueBy(await referenceData.officeCalendar(CODE))).toBe(ON_THURSDAY);
  });

  it('name what is missing here without asking anybody, inside a transaction', async () => {
    const office = () => dataSource.transaction((manager) => copies.officeCalendar(manager, CODE));
    expect(await office()).toEqual({ missing: 'AGENCY' });
    await said({}, 1);
    expect(await office()).toEqual({ missing: 'CALENDAR', calendarId: 'vn' });
    await published(CALENDAR);
    expect(await office()).toMatchObject({ calendar: expect.anything() });
    expect(catalog.asked).toEqual([]);
  });

  it('tell what counts by them of each change, in the transaction that keeps it', async () => {
    await inTransaction((context) => new AgencySubscriptions(copies, changes).onAgencyRegistered(JUSTICE, context));
    expect(changes.noted).toEqual([]);
    await said({ officeHours: hours('16:00') }, 2);
    await published(STORM);
    expect(changes.noted).toEqual([`agency ${CODE} 2`, 'calendar vn 2']);
  });

  it('hold the marker until the transaction that counts by them has ended', async () => {
    const held = async () => {
      const rows: unknown[] = await dataSource.query(
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rows.length;
    };
    await dataSource.transaction(async (manager) => {
      await copies.holdCalendars(manager);
      expect(await held()).toBe(1);
    });
    expect(await held()).toBe(0);
  });
});

describe('Copies of what a dossier is opened on and counted by', () => {
  beforeAll(() => open(AgencyByHoursKeyEntity));
  afterAll(close);
  beforeEach(async () => {
    await empty();
    begin(AgencyByHoursKeyEntity);
  });
  const versionInForce = async (on: string) =>
    (await referenceData.intake(CODE, PROCEDURE.code, on)).procedure?.version;
  const rulesInForce = async (on: string) => (await referenceData.deadlineBasis(CODE, on)).basis.ruleSet.version;

  it('are the version of a procedure in force on the day, though the next one is published already', async () => {
    await said({}, 1);
    await publishedProcedure({});
    await publishedProcedure({ version: 2, decision: { ...DECISION, effectiveOn: '2026-08-24' } });
    expect([await versionInForce('2026-08-23'), await versionInForce('2026-08-24')]).toEqual([1, 2]);
    expect((await referenceData.versionsOf(PROCEDURE.code)).map(({ version }) => version)).toEqual([1, 2]);
    expect(catalog.asked).toEqual([]);
  });

  it('say who is competent, asked for where the version was announced before it was said', async () => {
    await said({}, 1);
    const competence = async () =>
      (await referenceData.intake(CODE, PROCEDURE.code, '2026-08-20')).procedure?.competence;
    await publishedProcedure({ competence: undefined });
    expect(await competence()).toEqual(PROCEDURE.competence);
    expect(await competence()).toEqual(PROCEDURE.competence);
    expect(catalog.asked).toEqual([`procedure ${PROCEDURE.code}`]);
  });

  it('say that nobody is competent, which is an answer and not asked for', async () => {
    await said({}, 1);
    const nobody = { agencyCodes: [], everyAgencyOf: [] };
    await publishedProcedure({ competence: nobody });
    const { procedure } = await referenceData.intake(CODE, PROCEDURE.code, '2026-08-20');
    expect([procedure?.competence, catalog.asked]).toEqual([nobody, []]);
  });

  it('say nothing of competence where the owner does not either', async () => {
    await said({}, 1);
    await publishedProcedure({ competence: undefined });
    catalog.procedures = [];
    const { procedure } = await referenceData.intake(CODE, PROCEDURE.code, '2026-08-20');
    expect([procedure?.version, procedure?.competence]).toEqual([1, undefined]);
  });

  it('are the agencies that are competent on the day, with the successors of those that have ended', async () => {
    const [justice, merged, last] = [CODE, 'H41.15', 'H41.16'];
    await said({ validTo: '2026-08-31', successorCode: merged }, 1);
    await said({ code: merged, validFrom: '2026-09-01', validTo: '2026-12-31', successorCode: last }, 1);
    await said({ code: last, validFrom: '2026-01-01' }, 1);
    await said({ code: 'H41.27.05', level: 'COMMUNE' }, 1);
    await said({ code: 'H41.27.06', level: 'COMMUNE', validTo: '2026-06-30' }, 1);
    const on = async (day: string, competence: { agencyCodes: string[]; everyAgencyOf: 'COMMUNE'[] }) =>
      (await referenceData.competentAgencies(competence, day)).map(({ code }) => code);
    const named = { agencyCodes: [justice], everyAgencyOf: [] };
    expect(await on('2026-08-31', named)).toEqual([justice]);
    expect(await on('2026-09-01', named)).toEqual([merged]);
    expect(await on('2027-01-01', named)).toEqual([last]);
    expect(await on('2026-06-30', { agencyCodes: [], everyAgencyOf: ['COMMUNE'] })).toEqual(['H41.27.05', 'H41.27.06']);
    expect(await on('2026-07-01', { agencyCodes: [justice], everyAgencyOf: ['COMMUNE'] })).toEqual([
      justice,
      'H41.27.05',
    ]);
    expect(await on('2026-08-31', { agencyCodes: [merged], everyAgencyOf: [] })).toEqual([]);
  });

  // Decree 118/2025/NĐ-CP Art. 7 and 14: the successor goes on with what an agency did, whatever part of a dossier it had.
  it('are the agencies for which a counter receives, with those for which the ended ones did whose successor it is', async () => {
    const [centre, merged, last, other] = ['H41.00.1', 'H41.00.2', 'H41.00.3', 'H41.00.4'];
    const receivesFor = (...agencyCodes: string[]) => ({ receivesFor: { agencyCodes, everyAgencyOf: [] } });
    await said({}, 1);
    await said({ code: 'H41.15' }, 1);
    await said({ code: centre, validTo: '2026-08-31', successorCode: merged, ...receivesFor(CODE, last) }, 1);
    await said({ code: merged, validFrom: '2026-09-01', validTo: '2026-12-31', successorCode: last }, 1);
    await said({ code: last, ...receivesFor('H41.15') }, 1);
    await said({ code: other }, 1);
    const on = async (day: string, code: string) =>
      (await referenceData.receivesFor(code, day)).map((agency) => agency.code);
    expect(await on('2026-08-31', centre)).toEqual([last, CODE]);
    // Not before the other one has ended, and nobody but its successor.
    expect(await on('2026-08-31', merged)).toEqual([]);
    expect(await on('2026-09-01', merged)).toEqual([last, CODE]);
    expect(await on('2026-12-31', last)).toEqual(['H41.15']);
    expect(await on('2027-01-01', last)).toEqual([CODE, 'H41.15']);
    expect(await on('2027-01-01', other)).toEqual([]);
  });

  it('are no procedure from the day of its abolition on, and all its versions for history', async () => {
    await publishedProcedure({});
    const { procedureId, code } = PROCEDURE;
    await inTransaction((context) =>
      new ProcedureSubscriptions(copies).onProcedureAbolished(
        { procedureId, code, decision: { ...DECISION, effectiveOn: '2026-08-24' } },
        context,
      ),
    );
    catalog.procedures = [];
    expect([await versionInForce('2026-08-23'), await versionInForce('2026-08-24')]).toEqual([1, undefined]);
    expect(await referenceData.versionsOf(code)).toHaveLength(1);
    expect(await referenceData.procedureName(procedureId, 1)).toBe('Đăng ký khai sinh');
  });

  it('bring the abolition with the procedure that its owner is asked for', async () => {
    catalog.abolition = { ...DECISION, effectiveOn: '2026-08-24' };
    expect([await versionInForce('2026-08-23'), await versionInForce('2026-08-24')]).toEqual([1, undefined]);
  });

  it('keep a version of a procedure as it came first, and add the name of its field where it is missing', async () => {
    await publishedProcedure({});
    await dataSource.query('UPDATE procedure_versions SET field_name = NULL');
    await publishedProcedure({ name: 'Khai sinh', fieldName: 'Hộ tịch' });
    await publishedProcedure({ fieldName: 'Tư pháp' });
    expect(await referenceData.fieldName('G15-TP07', PROCEDURE.code)).toBe('Hộ tịch');
    expect(await referenceData.procedureName(PROCEDURE.procedureId, 1)).toBe('Đăng ký khai sinh');
  });

  it('give the case that a dossier was opened on', async () => {
    await publishedProcedure({});
    const { procedureId: id, code, fieldCode } = PROCEDURE;
    expect(await copies.procedureCase(dataSource, id, 1, 'chung')).toEqual({
      ...{ id, code, version: 1, fieldCode, caseCode: 'chung' },
      budget: { amount: 3, unit: 'WORKING_DAY' },
      steps: [LINEAR_STEP],
    });
    await expect(copies.procedureCase(dataSource, id, 1, 'khac')).rejects.toThrow('has no case khac');
  });

  const stepsOf = async () => (await copies.procedureCase(dataSource, PROCEDURE.procedureId, 1, 'chung')).steps;
  const approved = (process: ProcessApproved) =>
    inTransaction((context) => new ProcedureSubscriptions(copies).onProcessApproved(process, context));

  it('have the steps of the approved process, however often it is announced', async () => {
    await publishedProcedure({});
    await approved(PROCESS);
    await approved({ ...PROCESS, steps: [LINEAR_STEP] });
    expect(await stepsOf()).toEqual(PROCESS.steps);
    expect(await dataSource.query('SELECT case_code FROM approved_processes')).toEqual([{ case_code: 'chung' }]);
  });

  it('have the steps in a line where no process was announced, and are read again when it comes', async () => {
    await publishedProcedure({
      cases: [{ ...PROCEDURE.cases[0]!, steps: [LINEAR_STEP, { ...LINEAR_STEP, code: 'phe-duyet' }] }],
    });
    const said = (await stepsOf()).map(({ code, role, predecessors }) => [code, role, predecessors]);
    expect(said).toEqual([
      ['tham-dinh', undefined, []],
      ['phe-duyet', undefined, ['tham-dinh']],
    ]);
    await approved(PROCESS);
    await eventually(async () => expect(await stepsOf()).toEqual(PROCESS.steps), { timeoutMs: 20_000 });
  });

  it('bring the processes with the procedure that its owner is asked for', async () => {
    catalog.processes = [PROCESS];
    await versionInForce('2026-08-23');
    expect(await stepsOf()).toEqual(PROCESS.steps);
  });

  it('read a rule set that does not say how long the start of a day lasts as one hour, and another as it says', async () => {
    const minutes = async () => (await referenceData.deadlineBasis(CODE, '2026-08-20')).basis.forwardNextMorningMinutes;
    await publishedRules({});
    expect(await minutes()).toBe(60);
    await publishedRules({ version: 2, forwardNextMorningMinutes: 30 });
    expect(await minutes()).toBe(30);
  });

  it('are the rule set in force on the day, replaced by a later version from its first day on', async () => {
    await publishedRules({});
    await publishedRules({ version: 2, effectiveFrom: '2026-08-27' });
    await publishedRules({ version: 3, effectiveFrom: '2026-08-28', effectiveTo: '2026-08-28' });
    expect([await rulesInForce('2026-08-26'), await rulesInForce('2026-08-27')]).toEqual([1, 2]);
    expect(await rulesInForce('2026-08-28')).toBe(3);
    catalog.ruleSetsKnown = [];
    await expect(rulesInForce('2026-08-29')).rejects.toMatchObject({ code: 'deadline.no-basis' });
  });

  it('are asked for one by one until a deadline can be counted', async () => {
    expect(await rulesInForce('2026-08-20')).toBe(1);
    expect(await rulesInForce('2026-08-20')).toBe(1);
    expect(catalog.asked).toEqual([`agency ${CODE}`, 'calendar vn', 'rule sets 2026-08-20']);
  });

  it('keep for a stamp the office hours that the agency had, whatever it has now', async () => {
    await published(CALENDAR);
    await publishedRules({});
    await said({ officeHours: hours('16:00') }, 1);
    const { basis } = await referenceData.deadlineBasis(CODE, '2026-08-19');
    await said({}, 2);
    await published(STORM);
    begin(AgencyByHoursKeyEntity);
    expect(dueBy(await referenceData.calendarOf(basis))).toBe(ON_THURSDAY_AT_FOUR);
    expect(dueBy((await referenceData.deadlineBasis(CODE, '2026-08-19')).calendar)).toBe(ON_FRIDAY);
  });
});

describe('Copies of the fields of procedures', () => {
  beforeAll(() => open(AgencyWithHoursEntity));
  afterAll(close);

  it('hold the field of the last version that came', async () => {
    const fields = new ProcedureFieldCopies();
    const subscriptions = new ProcedureFieldSubscriptions(fields);
    expect(await fields.fieldOf(dataSource, PROCEDURE.code)).toBeUndefined();
    await inTransaction((context) => subscriptions.onProcedurePublished(PROCEDURE, context));
    await inTransaction((context) =>
      subscriptions.onProcedurePublished({ ...PROCEDURE, version: 2, fieldCode: 'G15-TP08' }, context),
    );
    expect(await fields.fieldOf(dataSource, PROCEDURE.code)).toBe('G15-TP08');
  });
});
