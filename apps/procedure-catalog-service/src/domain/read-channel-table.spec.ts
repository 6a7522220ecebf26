import { readChannelTable } from './read-channel-table.js';

const HEADER = 'Hình thức nộpThời gianPhí, lệ phíMô tả';
const read = (rows: string) => readChannelTable(HEADER + rows);
const limits = (rows: string) =>
  read(rows).entries.map(({ channel, timeLimit }) => [
    channel,
    timeLimit ? `${timeLimit.amount} ${timeLimit.unit}` : undefined,
  ]);

describe('a time limit with its unit is read', () => {
  it.each([
    ['Trực tuyến1 Ngày làm việcMiễn phí', '1 WORKING_DAY'],
    ['Trực tuyến1.5 Ngày làm việc40,000 Việt Nam Đồng(- Lệ phí)', '1.5 WORKING_DAY'],
    ['Trực tiếp32 NgàyMiễn phí', '32 CALENDAR_DAY'],
    ['Trực tiếp8 GiờMiễn phí(Không có)Không quá 08 (tám) giờ làm việc kể từ khi nhận', '8 HOUR'],
    ['Trực tiếp8 Giờ làm việcMiễn phí', '8 HOUR'],
    ['Dịch vụ bưu chính4 Tháng2,500,000 VNĐ(đồng/lần)', '4 MONTH'],
    ['Trực tuyến2 TuầnMiễn phí', '14 CALENDAR_DAY'],
    ['Trực tuyến1 NămMiễn phí', '12 MONTH'],
    ['Trực tuyến30 PhútMiễn phí', '30 MINUTE'],
    ['Trực tuyến5 Ngày10 USD(10USD/giấy)', '5 CALENDAR_DAY'],
    ['Trực tuyến5 Ngày45 VNĐ(Từ ngày 01/7/2025)', '5 CALENDAR_DAY'],
    ['Trực tuyến20 Ngày làm việc1,000,000 Việt Nam Đồng(Phí)', '20 WORKING_DAY'],
    ['Trực tuyến3 Ngày làm việcKhông có thông tin', '3 WORKING_DAY'],
  ])('%s', (row, limit) => {
    const { entries, flags } = read(row);
    expect(entries.map(({ timeLimit }) => `${timeLimit?.amount} ${timeLimit?.unit}`)).toEqual([limit]);
    expect(flags).toEqual([]);
  });
});

describe('a time limit that is not beyond doubt is flagged, kept with its text and never completed', () => {
  it.each([
    ['Trực tiếp20Miễn phí', 'TIME_LIMIT_WITHOUT_UNIT', '20'],
    ['Trực tuyến1Miễn phí(Mức lệ phí cụ thể)', 'TIME_LIMIT_WITHOUT_UNIT', '1'],
    ['Trực tiếp0Không có thông tin', 'TIME_LIMIT_WITHOUT_UNIT', '0'],
    ['Trực tuyến120,000 VNĐ(Theo khoản 1)', 'TIME_LIMIT_RUNS_INTO_FEE', '120,000 VNĐ'],
    ['Trực tuyến1100 VNĐ(Phí công bố)', 'TIME_LIMIT_RUNS_INTO_FEE', '1100 VNĐ'],
    ['Trực tuyến140,000 Việt Nam Đồng(- Xe ô tô)', 'TIME_LIMIT_RUNS_INTO_FEE', '140,000 Việt Nam Đồng'],
    ['Trực tuyếnKhông quy địnhMiễn phíQua Cổng DVC', 'TIME_LIMIT_IN_WORDS', 'Không quy định'],
    ['Trực tuyếnKhôngMiễn phíBằng phương thức điện tử', 'TIME_LIMIT_IN_WORDS', 'Không'],
    [
      'Trực tiếpHệ thống phản hồi tự động.Không có thông tinTại Trung tâm',
      'TIME_LIMIT_IN_WORDS',
      'Hệ thống phản hồi tự động.',
    ],
    // To close an airport: three days if they were office hours.
    ['Trực tiếp24 GiờMiễn phí- Không quá 24 giờ', 'TIME_LIMIT_HOURS_AMBIGUOUS', '24 Giờ'],
    ['Trực tiếp15 GiờMiễn phí', 'TIME_LIMIT_HOURS_AMBIGUOUS', '15 Giờ'],
    ['Trực tiếp8 GiờMiễn phíKhông quá 4 giờ làm việc', 'TIME_LIMIT_HOURS_AMBIGUOUS', '8 Giờ'],
    ['Trực tiếp0 GiờMiễn phí', 'TIME_LIMIT_ZERO', '0 Giờ'],
    ['Trực tuyến0 Ngày làm việcMiễn phí', 'TIME_LIMIT_ZERO', '0 Ngày làm việc'],
    ['Trực tuyến1.25 Ngày làm việcMiễn phí', 'TIME_LIMIT_UNREADABLE', '1.25 Ngày làm việc'],
    ['Trực tuyến1.5 ThángMiễn phí', 'TIME_LIMIT_UNREADABLE', '1.5 Tháng'],
    ['Trực tuyến5 Ngày làm việcSau khi họp hội đồng', 'TIME_LIMIT_UNREADABLE', '5 Ngày làm việc'],
    ['Trực tuyến5 ngày làm việcMiễn phí', 'TIME_LIMIT_UNREADABLE', '5 ngày làm việcMiễn phí'],
    ['Trực tuyến5 BuổiMiễn phí', 'TIME_LIMIT_UNREADABLE', '5 BuổiMiễn phí'],
  ])('%s: %s', (row, code, timeText) => {
    const { entries, flags } = read(row);
    expect(entries).toMatchObject([{ timeLimit: undefined, timeText, rawText: row }]);
    expect(entries[0]!.flags).toContain(code);
    expect(flags).toContainEqual({ code, path: 'channelEntries[0]', text: timeText });
  });

  it('"Không có thông tin" is absence, and no flag', () => {
    const { entries, flags } = read('Trực tiếpKhông có thông tin10,000 Việt Nam Đồng(/trường hợp)');
    expect(entries).toMatchObject([
      { timeLimit: undefined, timeText: undefined, feeText: expect.stringMatching(/^10,000/) },
    ]);
    expect(flags).toEqual([]);
  });
});

describe('rows are told apart', () => {
  it('each channel has its own limit', () => {
    expect(
      limits(
        'Trực tuyến17 Ngày làm việcMiễn phíDịch vụ bưu chính20 Ngày làm việcMiễn phíTrực tiếp27 Ngày làm việcMiễn phí',
      ),
    ).toEqual([
      ['ONLINE', '17 WORKING_DAY'],
      ['POST', '20 WORKING_DAY'],
      ['DIRECT', '27 WORKING_DAY'],
    ]);
  });

  it('a channel named within a description begins no row', () => {
    const { entries, flags } = read(
      'Trực tiếp7 Ngày làm việcKhông có thông tinTrực tiếp, qua mạng thông tin điện tử, qua dịch vụ bưu chính. - Trực tuyến: nộp hồ sơ trên Cổng Dịch vụ công. 10 ngàyTrực tuyến5 Ngày làm việcMiễn phí',
    );
    expect(entries.map(({ channel, description }) => [channel, description])).toEqual([
      [
        'DIRECT',
        'Trực tiếp, qua mạng thông tin điện tử, qua dịch vụ bưu chính. - Trực tuyến: nộp hồ sơ trên Cổng Dịch vụ công. 10 ngày',
      ],
      ['ONLINE', undefined],
    ]);
    expect(flags).toEqual([]);
  });

  it('a description that ends in a channel’s name does not hide the row behind it', () => {
    expect(
      limits('Trực tiếp7 Ngày làm việcMiễn phíNộp qua Dịch vụ bưu chínhTrực tuyến5 Ngày làm việcMiễn phí'),
    ).toEqual([
      ['DIRECT', '7 WORKING_DAY'],
      ['ONLINE', '5 WORKING_DAY'],
    ]);
  });

  it('one channel can have several rows', () => {
    expect(limits('Trực tuyến1 Ngày làm việcMiễn phíTrực tuyến3 Ngày làm việcMiễn phí')).toEqual([
      ['ONLINE', '1 WORKING_DAY'],
      ['ONLINE', '3 WORKING_DAY'],
    ]);
  });

  it('something glued to a channel that is no row is flagged and stays in the text before it', () => {
    const { entries, flags } = read('Trực tuyến3 Ngày làm việcMiễn phíTrực tiếpNộp tại quầy');
    expect(entries).toMatchObject([{ rawText: 'Trực tuyến3 Ngày làm việcMiễn phíTrực tiếpNộp tại quầy' }]);
    expect(flags).toEqual([{ code: 'CHANNELS_UNREADABLE', path: 'channelEntries', text: 'Trực tiếpNộp tại quầy' }]);
  });

  it('a table of another form is flagged whole and loses nothing', () => {
    expect(readChannelTable('Nộp trực tiếp tại Sở, 5 ngày')).toEqual({
      entries: [],
      flags: [{ code: 'CHANNELS_UNREADABLE', path: 'channelEntries', text: 'Nộp trực tiếp tại Sở, 5 ngày' }],
    });
  });

  it.each(['', 'Không có thông tin', HEADER])('%j has no rows', (table) =>
    expect(readChannelTable(table)).toEqual({ entries: [], flags: [] }),
  );

  it('decomposed Unicode reads the same', () => {
    const table = `${HEADER}Trực tuyến3 Ngày làm việcMiễn phíTrực tiếp1Miễn phí`;
    expect(readChannelTable(table.normalize('NFD'))).toEqual(readChannelTable(table));
  });
});

describe('fee and description', () => {
  it('the note in brackets belongs to the fee, brackets within it too', () => {
    expect(read('Trực tuyến15 Ngày làm việc800,000 VNĐ((400.000 đồng (một nửa)))Nộp tại Sở').entries).toMatchObject([
      { feeText: '800,000 VNĐ((400.000 đồng (một nửa)))', description: 'Nộp tại Sở' },
    ]);
  });

  it('several sums are one fee', () => {
    expect(read('Trực tuyến3 Ngày100,000 VNĐ(cấp mới)50,000 VNĐ(cấp lại)').entries).toMatchObject([
      { feeText: '100,000 VNĐ(cấp mới)50,000 VNĐ(cấp lại)', description: undefined },
    ]);
  });

  it('a note that is never closed is flagged', () => {
    const { entries } = read('Trực tuyến15 Ngày15,000,000 VNĐ(đồng (Miễn phí từ 07/4)15 ngày kể từ');
    expect(entries).toMatchObject([
      { timeLimit: { amount: 15, unit: 'CALENDAR_DAY' }, feeText: '15,000,000 VNĐ', flags: ['FEE_NOTE_UNBALANCED'] },
    ]);
  });
});
