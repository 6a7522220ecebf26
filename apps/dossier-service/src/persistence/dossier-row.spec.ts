import type { Dossier, Task } from '../domain/dossier.js';
import { allowedActions } from '../domain/lifecycle.js';
import { after, importedDossier, lived } from '../testing/example-dossiers.js';
import { basis, procedure } from '../testing/reference-data.js';
import { importedDossierOf, liveDossierOf, rowOf } from './dossier-row.js';
import type { DossierRow } from './entities.js';
import { taskOf, taskRow, TASKS } from './task-row.js';

type Life = Parameters<typeof lived>;

const SUBMITTED: Life = [['submit', '2026-08-20 09:00']];
const RECEIVED: Life = [...SUBMITTED, ['accept', '2026-08-20 09:15']];
const IN_PROGRESS: Life = [...RECEIVED, ['forward', '2026-08-20 09:30']];
const WAITING: Life = [...IN_PROGRESS, ['request-supplement', '2026-08-20 10:00']];
const RESOLVED: Life = [...IN_PROGRESS, ['resolve', '2026-08-20 10:00']];

const read = (row: DossierRow, tasks: readonly Task[] = []): Dossier =>
  liveDossierOf(row, tasks, procedure(), row.rule_set_id === null ? undefined : basis());

describe('The row of a dossier', () => {
  it.each<[string, Life]>([
    ['was submitted', SUBMITTED],
    ['was refused', [...SUBMITTED, ['refuse', '2026-08-20 10:00']]],
    ['waits before acceptance', [...SUBMITTED, ['request-supplement', '2026-08-20 10:00']]],
    ['was withdrawn as it was submitted', [...SUBMITTED, ['withdraw', '2026-08-20 11:00']]],
    [
      'was withdrawn before acceptance',
      [...SUBMITTED, ['request-supplement', '2026-08-20 10:00'], ['withdraw', '2026-08-20 11:00']],
    ],
    ['was accepted', RECEIVED],
    ['waits after acceptance', [...RECEIVED, ['request-supplement', '2026-08-20 10:00']]],
    ['is in progress', IN_PROGRESS],
    ['has a step completed', [...IN_PROGRESS, ['complete-step', '2026-08-20 10:00']]],
    ['waits with its clock paused', WAITING],
    ['has a supplement to check', [...WAITING, ['provide-supplement', '2026-08-20 11:00']]],
    ['was stopped', [...WAITING, ['stop', '2026-08-20 11:00']]],
    ['was transferred to a successor', [...IN_PROGRESS, ['transfer', '2026-08-20 10:00']]],
    ['was resolved', RESOLVED],
    ['was delivered', [...RESOLVED, ['deliver', '2026-08-20 11:00']]],
  ])('that %s is read as the dossier that left it', (_, life) => {
    const dossier = after(lived(...life));
    const rows = dossier.tasks.map((task) => TASKS.toJson(taskRow(dossier, task)));
    const tasks = rows.map((row) => taskOf(TASKS.fromJson(JSON.parse(JSON.stringify(row)))));
    expect(read(rowOf(dossier), tasks)).toEqual(dossier);
  });

  it('that was taken over from a legacy system is read as the dossier that left it', () => {
    const dossier = importedDossier();
    expect(importedDossierOf(rowOf(dossier))).toEqual(dossier);
  });

  it('that waits for a request older than checks is read, with nothing to check', () => {
    const row = { ...rowOf(after(lived(...WAITING))), supplement_items: null, supplement_until: null };
    expect(read(row)).toMatchObject({ status: 'WAITING_SUPPLEMENT', waiting: { items: undefined } });
  });

  it('that an earlier release stopped before acceptance is read as it stands', () => {
    const withdrawn = rowOf(after(lived(...SUBMITTED, ['withdraw', '2026-08-20 11:00'])));
    const stopped = read({ ...withdrawn, status: 'STOPPED' });
    expect(stopped).toMatchObject({ status: 'STOPPED', acceptance: undefined, ending: { outcome: undefined } });
    expect(allowedActions(stopped)).toEqual([]);
  });

  it.each<[string, Life, Partial<DossierRow>]>([
    ['is accepted and has no code', RECEIVED, { code: null }],
    ['is accepted and has no deadline', RECEIVED, { deadline_state: null, due_at: null }],
    ['is accepted and is stamped with no rule set', RECEIVED, { rule_set_id: null }],
    ['is submitted and has a deadline', SUBMITTED, { deadline_state: 'UNKNOWN' }],
    ['runs and has no due date', RECEIVED, { due_at: null }],
    ['is paused and has no open pause', WAITING, { pauses: [] }],
    ['waits since no day', WAITING, { waiting_since: null }],
    ['waits and has ended', WAITING, { ended_at: new Date() }],
    ['is in progress and has ended', IN_PROGRESS, { ended_at: new Date() }],
    ['is resolved on no day', RESOLVED, { ended_at: null }],
    ['is resolved without a result', RESOLVED, { outcome: null }],
    ['waits for a payment, which no action asks for', IN_PROGRESS, { status: 'WAITING_PAYMENT' }],
  ])('that %s is refused', (_, life, wrong) => {
    const row = rowOf(after(lived(...life)));
    expect(read(row).status).toBe(row.status);
    expect(() => read({ ...row, ...wrong })).toThrow('no state allows');
  });

  it('that was taken over and says that it was only received is refused', () => {
    const row = rowOf(importedDossier());
    expect(() => importedDossierOf({ ...row, status: 'RECEIVED' })).toThrow('no state allows');
    expect(() => importedDossierOf({ ...row, deadline_state: 'PAUSED', due_at: null })).toThrow('no state allows');
  });
});
