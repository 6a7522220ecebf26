import { randomUUID } from 'node:crypto';
import type { Caller, SimulatedClock, Command } from '@motcua/platform';
import type { Change, Feedbacks, Changed } from '../application/feedbacks.js';
import { readableBy, type Scope } from '../application/caller-scope.js';
import { acceptFeedback } from '../domain/accept-feedback.js';
import { answerFeedback } from '../domain/answer-feedback.js';
import type { FileFeedbackInput } from '../domain/file-feedback.js';
import { forwardFeedback } from '../domain/forward-feedback.js';
import { refuseFeedback } from '../domain/refuse-feedback.js';
import { AN, at, BINH, CONTROL, FILED_AT, fileIn, FILER, JUSTICE, OFFICER, WARD, WARD_OFFICER } from './examples.js';

/** What the contract is asked of: a store, and the clock by which it works. */
export interface FeedbacksUnderContract {
  feedbacks: Feedbacks;
  clock: SimulatedClock;
}

const REFUSAL = { reason: 'UNCLEAR_CONTENT', explanation: 'Nội dung không rõ việc gì.' } as const;
const prepareAt = (office: typeof JUSTICE) => async () => ({ office });

/** What every store of feedback items does, whatever it keeps them in. */
export function keepsFeedbackItems(start: () => Promise<FeedbacksUnderContract>): void {
  let feedbacks: Feedbacks;
  let clock: SimulatedClock;

  beforeAll(async () => ({ feedbacks, clock } = await start()));
  beforeEach(() => clock.set(FILED_AT));

  const file = (changes: Partial<FileFeedbackInput> = {}, command: Partial<Command<object>> = {}) =>
    fileIn(feedbacks, changes, command);
  const request = ({ feedback: { id } }: Changed, action: Change['action'], by: Caller = OFFICER): Change => ({
    id,
    action,
    caller: by,
    scopes: readableBy(by),
    input: {},
  });
  const refuse = (change: Change) =>
    feedbacks.change(change, (feedback, now) => refuseFeedback(feedback, REFUSAL, change.caller, now));
  const accept = (change: Change) =>
    feedbacks.changeCounted({ ...change, prepare: prepareAt(JUSTICE) }, (feedback, now, { office }) =>
      acceptFeedback(feedback, office, change.caller, now),
    );
  const forward = (change: Change) =>
    feedbacks.changeCounted({ ...change, prepare: prepareAt(WARD) }, (feedback, now, { office }) =>
      forwardFeedback(feedback, office, 'Việc của phường.', change.caller, now),
    );

  describe('A filing', () => {
    it('begins an item with its first version and shows its person masked', async () => {
      const filed = await file();
      expect(filed).toMatchObject({
        at: FILED_AT,
        feedback: { status: 'NEW', version: 1, filedAt: FILED_AT, deadlines: { respondBy: at('09-04 17:00') } },
        filer: { fullName: 'N***** V** A*', phone: expect.stringMatching(/^\*+678$/) },
      });
      const { feedback, filer } = filed;
      expect(await feedbacks.get(feedback.id, readableBy(AN))).toEqual({ feedback, filer });
    });

    it('takes the next number of its day, and gives it back when it fails after all', async () => {
      const numberOf = ({ feedback }: Changed) => Number(feedback.code.split('.').at(-1));
      const first = await file();
      expect(first.feedback.code).toMatch(/^PAKN\.20260828\.\d{4}$/);
      const failing = feedbacks.begin(
        { caller: AN, input: {}, filer: FILER, prepare: prepareAt(JUSTICE) },
        async (_, { nextCode }) => {
          await nextCode();
          throw new Error('after all not');
        },
      );
      await expect(failing).rejects.toThrow('after all not');
      const [second, third] = await Promise.all([file(), file()]);
      expect([numberOf(second), numberOf(third)].sort((a, b) => a - b)).toEqual([
        numberOf(first) + 1,
        numberOf(first) + 2,
      ]);
    });
  });

  describe('A change', () => {
    it('leaves what was decided of the item as it stands, and a line of its history', async () => {
      const filed = await file();
      clock.set(at('09-03 09:00'));
      const refused = await refuse(request(filed, 'refuse'));
      expect(refused).toMatchObject({
        at: at('09-03 09:00'),
        feedback: { id: filed.feedback.id, status: 'REFUSED', version: 2, refusal: REFUSAL, deadlines: {} },
        filer: filed.filer,
      });
      expect(await feedbacks.history(filed.feedback.id, readableBy(OFFICER))).toMatchObject([
        { version: 1, action: 'filed', status: 'NEW', actor: 'citizen-an', at: FILED_AT, late: false },
        { version: 2, action: 'refused', status: 'REFUSED', actor: 'officer', note: REFUSAL.explanation },
      ]);
    });

    it('leaves the item as it is where nothing happens to it', async () => {
      const filed = await file();
      const { feedback } = await feedbacks.change(request(filed, 'refuse'), () => []);
      expect(feedback).toEqual(filed.feedback);
      expect(await feedbacks.history(feedback.id, readableBy(OFFICER))).toHaveLength(1);
    });

    it('of an old version is refused, and a change of the present version is made', async () => {
      const filed = await file();
      await accept({ ...request(filed, 'accept'), expectedVersion: 1 });
      const answer = (expectedVersion: number) =>
        feedbacks.changeCounted(
          { ...request(filed, 'answer'), expectedVersion, prepare: prepareAt(JUSTICE) },
          (feedback, now, { office }) => answerFeedback(feedback, 'Đã xử lý xong.', office, OFFICER, now),
        );
      await expect(answer(1)).rejects.toMatchObject({
        code: 'feedback.changed-meanwhile',
        details: { expectedVersion: 1, currentVersion: 2 },
      });
      expect((await answer(2)).feedback).toMatchObject({ status: 'ANSWERED', version: 3 });
    });

    it('is dated when it is made, however long its preparation took', async () => {
      const filed = await file();
      const prepare = async () => {
        clock.set(new Date(FILED_AT.getTime() + 10_000));
        await accept(request(filed, 'accept'));
        return { office: JUSTICE };
      };
      const answered = await feedbacks.changeCounted(
        { ...request(filed, 'answer'), prepare },
        (feedback, now, { office }) => answerFeedback(feedback, 'Đã xử lý xong.', office, OFFICER, now),
      );
      expect(answered.feedback).toMatchObject({ version: 3, answeredAt: new Date(FILED_AT.getTime() + 10_000) });
    });
  });

  describe('An item', () => {
    const foreign: [string, Scope[]][] = [
      ['another citizen', readableBy(BINH)],
      ['another agency', readableBy(WARD_OFFICER)],
      ['nobody', []],
    ];

    it.each(foreign)('does not exist for %s', async (_, scopes) => {
      const filed = await file();
      const { id } = filed.feedback;
      const absent = { code: 'feedback.not-found' };
      await expect(feedbacks.get(id, scopes)).rejects.toMatchObject(absent);
      await expect(feedbacks.get(randomUUID(), scopes)).rejects.toMatchObject(absent);
      await expect(feedbacks.history(id, scopes)).rejects.toMatchObject(absent);
      await expect(feedbacks.readFiler(id, scopes, BINH, 'CONTACT')).rejects.toMatchObject(absent);
      await expect(refuse({ ...request(filed, 'refuse'), scopes })).rejects.toMatchObject(absent);
      const { items } = await feedbacks.list(scopes, { code: filed.feedback.code }, { limit: 10 });
      expect(items).toEqual([]);
    });

    it.each([
      ['whoever filed it', AN],
      ['its agency', OFFICER],
      ['procedure control', CONTROL],
    ])('is there for %s', async (_, by) => {
      const { feedback, filer } = await file();
      expect(await feedbacks.get(feedback.id, readableBy(by))).toEqual({ feedback, filer });
      expect(await feedbacks.history(feedback.id, readableBy(by))).toHaveLength(1);
      expect(await feedbacks.readFiler(feedback.id, readableBy(by), by, 'CONTACT')).toEqual(FILER);
      const { items } = await feedbacks.list(readableBy(by), { code: feedback.code }, { limit: 10 });
      expect(items).toEqual([{ feedback, filer }]);
    });
  });

  describe('A repetition under its Idempotency-Key', () => {
    it('is answered as the first time, whatever has changed since, and nothing is prepared for it', async () => {
      const filed = await file();
      let prepared = 0;
      const prepare = async () => ({ office: WARD, prepared: ++prepared });
      const again = () =>
        feedbacks.changeCounted(
          { ...request(filed, 'forward'), idempotencyKey: 'k', prepare },
          (feedback, now, { office }) => forwardFeedback(feedback, office, 'Việc của phường.', OFFICER, now),
        );
      const first = await again();
      clock.set(at('09-10 09:00'));
      await refuse(request(filed, 'refuse', WARD_OFFICER));
      expect(await again()).toEqual(first);
      expect(first).toMatchObject({ at: FILED_AT, feedback: { status: 'FORWARDED', agencyCode: WARD.agencyCode } });
      expect(prepared).toBe(1);
    });

    it('of a filing files nothing more', async () => {
      const key = { idempotencyKey: randomUUID() };
      const first = await file({}, key);
      clock.set(at('09-10 09:00'));
      expect(await file({}, key)).toEqual(first);
      expect((await file({}, { idempotencyKey: randomUUID() })).feedback.id).not.toBe(first.feedback.id);
    });

    it('is recognised at the same moment too', async () => {
      const filed = await file();
      const change = { ...request(filed, 'refuse'), idempotencyKey: 'k' };
      const answers = await Promise.all([refuse(change), refuse(change), refuse(change)]);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await feedbacks.history(filed.feedback.id, readableBy(OFFICER))).toHaveLength(2);
    });

    it('is not one with another input, by another caller, or of another action', async () => {
      const filed = await file();
      const key = { idempotencyKey: 'k' };
      await forward({ ...request(filed, 'forward'), ...key });
      const other = { ...request(filed, 'forward'), ...key, input: { explanation: 'khác' } };
      await expect(forward(other)).rejects.toMatchObject({ code: 'idempotency.key-reused' });
      const refused = await refuse({ ...request(filed, 'refuse', WARD_OFFICER), ...key });
      expect(refused.feedback).toMatchObject({ status: 'REFUSED', version: 3 });
    });

    it('of a refused request is tried anew', async () => {
      const filed = await file();
      const change = { ...request(filed, 'refuse'), idempotencyKey: 'k' };
      await expect(refuse({ ...change, expectedVersion: 7 })).rejects.toMatchObject({
        code: 'feedback.changed-meanwhile',
      });
      expect((await refuse(change)).feedback).toMatchObject({ status: 'REFUSED' });
    });
  });

  describe('A list', () => {
    it('goes from the latest filing back, page by page, without loss or repetition', async () => {
      const dossierCode = `H41.14-260828-${randomUUID().slice(0, 8)}`;
      const ids: string[] = [];
      for (const minute of [0, 0, 1, 2, 2]) {
        clock.set(at(`08-28 08:0${minute}`));
        ids.push((await file({ dossierCode })).feedback.id);
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await feedbacks.list(readableBy(OFFICER), { dossierCode }, { limit: 2, cursor });
        expect(page.total).toEqual({ value: 5, capped: false });
        seen.push(...page.items.map(({ feedback }) => feedback.id));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen.toSorted()).toEqual(ids.toSorted());
      expect(seen[2]).toBe(ids[2]);
    });

    it('has what its filter asks for', async () => {
      const dossierCode = `H41.14-260828-${randomUUID().slice(0, 8)}`;
      const first = await file({ dossierCode });
      clock.set(at('08-29 08:00'));
      const second = await file({ dossierCode, kind: 'REGULATION' });
      await accept(request(first, 'accept'));
      const ids = async (filter: object) =>
        (await feedbacks.list(readableBy(CONTROL), { dossierCode, ...filter }, { limit: 9 })).items.map(
          ({ feedback }) => feedback.id,
        );
      const [one, other] = [first.feedback.id, second.feedback.id];
      expect(await ids({})).toEqual([other, one]);
      expect(await ids({ statuses: ['ACCEPTED', 'REFUSED'] })).toEqual([one]);
      expect(await ids({ kind: 'REGULATION' })).toEqual([other]);
      expect(await ids({ filedBefore: at('08-29 08:00') })).toEqual([one]);
      expect(await ids({ filedFrom: at('08-29 08:00') })).toEqual([other]);
      expect(await ids({ overdue: { is: true, now: at('09-10 08:00') } })).toEqual([other]);
      expect(await ids({ overdue: { is: false, now: at('09-10 08:00') } })).toEqual([one]);
    });

    it('finds by a procedure that a dossier told only for the agency of that dossier', async () => {
      const procedureCode = '2.000001';
      const dossierCode = `H41.14-260828-${randomUUID().slice(0, 8)}`;
      await file({ dossierCode, procedureCode, subjectAgencyCode: JUSTICE.agencyCode });
      const found = async (by: Caller) =>
        (await feedbacks.list(readableBy(by), { dossierCode, procedureCode }, { limit: 9 })).items.length;
      expect([await found(AN), await found(OFFICER), await found(CONTROL)]).toEqual([0, 1, 1]);
    });
  });
}
