import { after, importedDossier, lived } from '../testing/example-dossiers.js';
import { local } from '../testing/reference-data.js';
import { begin } from './evolve.js';
import { takeOver, legacyProcedure } from './legacy-dossier.js';
import { transfer } from './transfer.js';

const succession = { from: 'H41.14', to: 'H41.15' };
const at = local('2026-08-24 00:00');
type Life = Parameters<typeof lived>;
const SUBMITTED: Life = [['submit', '2026-08-20 09:00']];
const RECEIVED: Life = [...SUBMITTED, ['accept', '2026-08-20 09:15']];
const FORWARDED: Life = [...RECEIVED, ['forward', '2026-08-20 09:30']];
const WAITING: Life = [...FORWARDED, ['request-supplement', '2026-08-20 10:00']];
const RESOLVED: Life = [...FORWARDED, ['resolve', '2026-08-20 10:00']];

describe('The transfer of a dossier to the successor of its agency', () => {
  it.each<[string, Life]>([
    ['was submitted', SUBMITTED],
    ['waits before acceptance', [...SUBMITTED, ['request-supplement', '2026-08-20 10:00']]],
    ['was accepted', RECEIVED],
    ['is in progress', FORWARDED],
    ['waits with its clock paused', WAITING],
    ['has a supplement to check', [...WAITING, ['provide-supplement', '2026-08-20 11:00']]],
    ['has a result to be handed over', RESOLVED],
  ])('that %s changes whose it and its open work is, and nothing else', (_, life) => {
    const before = after(lived(...life));
    const [event] = transfer(before, succession, at);
    expect(event).toMatchObject({ cause: 'AGENCY_ENDED', fromAgencyCode: 'H41.14', toAgencyCode: 'H41.15' });
    const { version, announced, lastEventAt, ...rest } = after([...lived(...life), event!]);
    expect({ version, announced, lastEventAt }).toEqual({
      version: before.version + 1,
      announced: before.announced + 1,
      lastEventAt: at,
    });
    // What is open is done by the successor; what was done stays where it was done.
    const tasks = before.tasks.map((task) => (task.closing ? task : { ...task, agencyCode: 'H41.15' }));
    const handedOn = [{ at: event!.at, fromAgencyCode: 'H41.14' }];
    expect(rest).toEqual({
      ...before,
      agencyCode: 'H41.15',
      receivingAgencyCode: 'H41.15',
      tasks,
      handedOn,
      version: undefined,
      announced: undefined,
      lastEventAt: undefined,
    });
  });

  it('takes an open dossier of a legacy system along', () => {
    expect(transfer(importedDossier(), succession, at)).toMatchObject([{ status: 'IN_PROGRESS' }]);
  });

  it('does not happen twice', () => {
    const transferred = after([...lived(...RECEIVED), ...transfer(after(lived(...RECEIVED)), succession, at)]);
    expect(transfer(transferred, succession, at)).toEqual([]);
  });

  it('leaves a late dossier late', () => {
    const [event] = transfer(after(lived(...RECEIVED)), succession, local('2026-12-01 09:00'));
    const { acceptance } = after([...lived(...RECEIVED), event!]);
    expect(acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: local('2026-08-24 17:00') });
  });

  it.each<[string, Life]>([
    ['was refused', [...SUBMITTED, ['refuse', '2026-08-20 10:00']]],
    ['was withdrawn', [...RECEIVED, ['withdraw', '2026-08-20 10:00']]],
    ['was stopped', [...RECEIVED, ['stop', '2026-08-20 10:00']]],
    ['was delivered', [...RESOLVED, ['deliver', '2026-08-20 11:00']]],
  ])('that %s is refused: nothing is left to do', (_, life) => {
    expect(() => transfer(after(lived(...life)), succession, at)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'dossier.not-in-state' }),
    );
  });

  it('leaves what a legacy system resolved where it is', () => {
    const { id, agencyCode, channel, subjectType, procedure } = importedDossier();
    const receivedAt = local('2026-01-05 09:00');
    const opening = { id, agencyCode, channel, subjectType, procedure: legacyProcedure(procedure) };
    const resolved = begin(
      takeOver({ ...opening, legacySystem: 'old', legacyId: '1', receivedAt, endedAt: receivedAt, steps: [] }, at)[0],
    );
    expect(() => transfer(resolved, succession, at)).toThrow(expect.objectContaining({ code: 'dossier.not-in-state' }));
  });
});
