import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcedureImportReport, ProcedurePage, ProcedureVersionView } from '@motcua/contracts';
import { drawSample } from './testing/draw-sample.js';
import { TYPED_IN_VAIN, TYPED_QUERIES } from './testing/typed-queries.js';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';

jest.setTimeout(300_000);

const root = join(__dirname, '../../..');
const data = process.env['MOTCUA_DATA'] ?? join(root, '../shared/data');
const file = join(data, 'procedures/national-portal-procedures.jsonl.gz');
const present = existsSync(file);

interface Label {
  procedureCode: string;
  position: number;
  channel: string;
  rawText: string;
  label: { amount: number; unit: string } | 'UNSURE' | 'ABSENT';
}

if (!present)
  it('the file of the national portal’s procedures is missing, which only CI does not accept', () => {
    process.stderr.write(
      `The national portal's procedures are not at ${file} (MOTCUA_DATA): the import of them is not checked.\n`,
    );
    expect(process.env['CI']).toBeUndefined();
  });
else
  describe('the national portal’s procedures of July 2026', () => {
    let it_: CatalogUnderTest;
    beforeAll(async () => {
      it_ = await startCatalog();
    });
    afterAll(() => it_?.stop());

    const send = (body: Buffer, headers: Record<string, string>) =>
      it_.people.control.post<ProcedureImportReport>('/procedure-imports', body, {
        headers: { 'content-type': 'application/x-ndjson', ...headers },
      });
    const versions = (): Promise<{ code: string; content: ProcedureVersionView['content'] }[]> =>
      it_.database.query(
        'SELECT p.code, v.content FROM procedures p JOIN procedure_versions v ON v.procedure_id = p.id ORDER BY p.code COLLATE "C"',
      );

    it('are all kept, the flagged counted by reason, and a second import changes nothing', async () => {
      const body = readFileSync(file);
      const first = await send(body, { 'content-encoding': 'gzip' });
      expect(first).toMatchObject({ status: 'COMPLETED', created: 1363, changed: 0, unchanged: 0, refused: 0 });
      const counts = Object.fromEntries(first.flags.map(({ code, occurrences }) => [code, occurrences]));
      expect(counts).toMatchObject({
        TIME_LIMIT_WITHOUT_UNIT: 402,
        TIME_LIMIT_RUNS_INTO_FEE: 50,
        TIME_LIMIT_IN_WORDS: 22,
      });
      const before = await versions();
      expect(before).toHaveLength(1363);
      const second = await send(body, { 'content-encoding': 'gzip' });
      expect(second).toMatchObject({ created: 0, changed: 0, unchanged: 1363, refused: 0, flags: first.flags });
      expect(await versions()).toEqual(before);
    });

    it('have no time limit read wrongly among 60 entries labelled by hand, and a flag on every uncertain one', async () => {
      const entries = (await versions()).flatMap(({ code, content }) =>
        content.channelEntries.map((entry, position) => ({ code, position, ...entry })),
      );
      expect(entries).toHaveLength(3671);
      const { draw, labels } = JSON.parse(
        readFileSync(join(root, 'tools/acceptance/src/labels/time-limits.json'), 'utf8'),
      ) as { draw: { seed: number; count: number }; labels: Label[] };
      const sample = drawSample(entries, draw.seed, draw.count);
      expect(sample.map(({ code, position }) => `${code} ${position}`)).toEqual(
        labels.map(({ procedureCode, position }) => `${procedureCode} ${position}`),
      );
      const wrong = labels.filter(({ label }, i) => {
        const read = sample[i]!.timeLimit;
        if (!read) return false;
        return typeof label === 'string' || label.amount !== read.amount || label.unit !== read.unit;
      });
      expect(wrong).toEqual([]);
      const unsureButSilent = labels.filter(({ label }, i) => label === 'UNSURE' && sample[i]!.flags.length === 0);
      expect(unsureButSilent).toEqual([]);
      const unread = labels.filter(({ label }, i) => typeof label === 'object' && !sample[i]!.timeLimit);
      // The one whose time column is empty, and whose limit stands in the description only: flagged, not taken.
      expect(unread.map(({ procedureCode }) => procedureCode)).toEqual(['1.004656']);
    });

    const search = (q: string): Promise<ProcedurePage> =>
      it_.people.control.get('/procedures', { query: { q, limit: 3 } });

    it('stand among the first three for at least 50 of 55 searches as people type them', async () => {
      const missed: string[] = [];
      for (const [typed, meant] of TYPED_QUERIES) {
        const found = (await search(typed)).items.map(({ code }) => code);
        if (!meant.split(' ').some((code) => found.includes(code))) missed.push(`${typed}: ${found.join(', ')}`);
      }
      // Named when they are too many.
      expect(missed.length > 5 ? missed : []).toEqual([]);
    });

    it.each(TYPED_IN_VAIN)('of which none is “%s” answer it with an empty list', async (typed) => {
      expect(await search(typed)).toMatchObject({ items: [], total: { value: 0 } });
    });

    it('are found by their names whatever case and marks', async () => {
      const first = async (q: string) => (await search(q)).items[0]?.code;
      for (const q of ['đăng ký khai sinh', 'ĐĂNG KÝ KHAI SINH', 'dang ky khai sinh', 'Thủ tục đăng kí khai sinh'])
        expect(await first(q)).toBe('1.001193');
    });

    it('the portal’s own record says 7 days and 15 days: both are kept, neither chosen', async () => {
      const record = JSON.parse(
        readFileSync(join(data, 'procedures/national-portal-api-record.json'), 'utf8'),
      ) as object;
      const report = await send(Buffer.from(JSON.stringify(record)), {});
      expect(report.created + report.changed).toBe(1);
      expect(report.flags).toContainEqual({ code: 'TIME_LIMIT_CONTRADICTION', procedures: 1, occurrences: 1 });
      const { draft } = await it_.people.control.get('/procedures/1.013652');
      expect(draft.statedTimeLimit).toBeUndefined();
      expect(draft.content.channelEntries[0].timeLimit).toEqual({ amount: 7, unit: 'WORKING_DAY' });
      expect(draft.content.statedCases[0].timeLimit).toEqual({ amount: 15, unit: 'WORKING_DAY' });
    });
  });
