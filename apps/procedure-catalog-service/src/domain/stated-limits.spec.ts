import { readChannelTable } from './read-channel-table.js';
import { agreedLimit, compareEntries, durationsIn } from './stated-limits.js';

function compare(rows: string) {
  const { entries, flags } = readChannelTable(rows);
  const all = [...flags, ...compareEntries(entries)];
  return {
    entries,
    codes: all.map(({ code }) => code),
    agreed: agreedLimit({ channelEntries: entries, statedCases: [] }, all),
  };
}

it('the limit that every row states is the procedure’s', () => {
  const { codes, agreed } = compare('Trực tuyến5 Ngày làm việcMiễn phíTrực tiếp5 Ngày làm việcMiễn phí');
  expect(codes).toEqual([]);
  expect(agreed).toEqual({ amount: 5, unit: 'WORKING_DAY' });
});

it('a channel without information does not take the limit from the others', () => {
  expect(compare('Trực tuyến5 Ngày làm việcMiễn phíTrực tiếpKhông có thông tinMiễn phí').agreed).toEqual({
    amount: 5,
    unit: 'WORKING_DAY',
  });
});

it.each([
  ['Trực tuyến17 NgàyMiễn phíTrực tiếp27 NgàyMiễn phí', 'TIME_LIMIT_DIFFERS_BETWEEN_CHANNELS'],
  ['Trực tuyến3 NgàyMiễn phíTrực tiếp3 Ngày làm việcMiễn phí', 'TIME_LIMIT_DIFFERS_BETWEEN_CHANNELS'],
  ['Trực tuyến1 NgàyMiễn phíTrực tuyến3 NgàyMiễn phí', 'TIME_LIMIT_DIFFERS_WITHIN_CHANNEL'],
  ['Trực tuyếnKhông có thông tinMiễn phí', 'TIME_LIMIT_NOT_STATED'],
  ['Trực tuyến5 NgàyMiễn phíTrực tiếp1Miễn phí', 'TIME_LIMIT_WITHOUT_UNIT'],
])('%s: no limit is the procedure’s, and %s says why', (rows, code) => {
  const { codes, agreed, entries } = compare(rows);
  expect(codes).toContain(code);
  expect(agreed).toBeUndefined();
  expect(entries.length).toBeGreaterThan(0);
});

describe('a description beside the time column', () => {
  it('that says another limit leaves the row without one, both texts kept', () => {
    const { entries, codes } = compare('Trực tiếp5 Ngày làm việcMiễn phí05 ngày kể từ ngày nhận đủ hồ sơ');
    expect(entries).toMatchObject([{ timeLimit: undefined, timeText: '5 Ngày làm việc' }]);
    expect(entries[0]!.description).toMatch(/^05 ngày/);
    expect(codes).toEqual(['DESCRIPTION_STATES_OTHER_LIMIT']);
  });

  it('that says the same limit leaves it', () => {
    expect(compare('Trực tiếp5 Ngày làm việcMiễn phí05 (năm) ngày làm việc kể từ ngày nhận').agreed).toBeDefined();
  });

  it('that tells of several stages leaves it', () => {
    const rows = 'Trực tiếp25 Ngày làm việcMiễn phíThẩm định: 18 ngày làm việc; quyết định: 07 ngày làm việc';
    expect(compare(rows)).toMatchObject({ codes: [], agreed: { amount: 25 } });
  });

  it('that alone states a limit is flagged: nothing is taken from it', () => {
    const { entries, codes } = compare('Trực tuyếnKhông có thông tinMiễn phí05 ngày làm việc kể từ ngày nhận');
    expect(entries).toMatchObject([{ timeLimit: undefined }]);
    expect(codes).toContain('TIME_LIMIT_ONLY_IN_DESCRIPTION');
  });
});

it('dates, years and numbers of documents are no durations', () => {
  expect(
    durationsIn('Thông tư 40/2026/TT-BTC ngày 07/4/2026; từ 01 tháng 7 năm 2025; 20 ngày làm\n việc; 06 tháng'),
  ).toEqual([
    { amount: 20, unit: 'WORKING_DAY' },
    { amount: 6, unit: 'MONTH' },
  ]);
});
