import { readList } from './portal-flat-record.js';
import { readRecord } from './read-record.js';
import { LineRefusal } from './record-parts.js';

const FLAT = {
  ma_thu_tuc: '1.001193',
  ten_thu_tuc: 'Thủ tục đăng ký khai sinh',
  linh_vuc: 'Hộ tịch',
  cap_thuc_hien: 'Cấp xã',
  bo_nganh: 'bo-tu-phap',
  co_quan_thuc_hien: 'Không có thông tin',
  doi_tuong_thuc_hien: 'Cán bộ, công chức, viên chức, Tổ chức (không bao gồm doanh nghiệp, HTX), Doanh nghiệp',
  cach_thuc_thuc_hien: 'Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến1Miễn phíTrực tiếp1Miễn phí',
  trinh_tu_thuc_hien: 'Bước 1',
  thanh_phan_ho_so: '--',
  can_cu_phap_ly: 'Luật Hộ tịch',
};
const method = (submissionMethod: string, processingTime: unknown, processingTimeUnit?: string) => ({
  submissionMethod,
  processingTime,
  processingTimeUnit,
  fees: [],
});
const API = {
  code: '1.013652',
  name: 'Thủ tục hành chính cấp tỉnh: Phê duyệt kế hoạch',
  categoriesDetails: [{ name: 'Khoáng sản', code: '52' }],
  isProvince: true,
  executionMethods: [method('ONLINE', 7, 'WORKING_DAY'), method('POSTAL', 7, 'WORKING_DAY')],
  cases: [{ code: '1.013652.01', processingDay: { qty: 15, type: 'WORKING_DAY' } }],
  departmentPromulgateCode: 'G02',
};
const read = (value: unknown, shape?: 'PORTAL_FLAT' | 'PORTAL_API') => readRecord(JSON.stringify(value), shape);
const codes = (value: unknown) => read(value).flags.map(({ code, path }) => `${code} ${path}`);

function refusal(line: string): LineRefusal {
  try {
    readRecord(line);
  } catch (error) {
    if (error instanceof LineRefusal) return error;
    throw error;
  }
  throw new Error('was expected to be refused');
}

describe('the portal’s page as flat text', () => {
  it('is read as it stands, and what is missing is flagged', () => {
    const { content, shape } = read(FLAT);
    expect(shape).toBe('PORTAL_FLAT');
    expect(content).toMatchObject({
      code: '1.001193',
      fieldName: 'Hộ tịch',
      levels: ['COMMUNE'],
      publisherCode: 'bo-tu-phap',
      online: true,
      subjectTypes: ['Cán bộ, công chức, viên chức', 'Tổ chức (không bao gồm doanh nghiệp, HTX)', 'Doanh nghiệp'],
    });
    expect(content).not.toHaveProperty('fieldCode');
    expect(codes(FLAT)).toEqual([
      'TIME_LIMIT_WITHOUT_UNIT channelEntries[0]',
      'TIME_LIMIT_WITHOUT_UNIT channelEntries[1]',
      'PART_ABSENT parts.papers',
      'PART_ABSENT executingAgency',
    ]);
  });

  it('a list is split where a name begins, never within brackets', () => {
    expect(readList('Cấp bộ, Cấp tỉnh, Cấp xã')).toEqual(['Cấp bộ', 'Cấp tỉnh', 'Cấp xã']);
    expect(readList('Tổ chức (Hợp tác xã (HTX, Liên hiệp HTX), Quỹ), Đơn vị')).toEqual([
      'Tổ chức (Hợp tác xã (HTX, Liên hiệp HTX), Quỹ)',
      'Đơn vị',
    ]);
    expect(readList('Tổ chức (nước ngoài, Doanh nghiệp,  ,Công dân,')).toEqual([
      'Tổ chức (nước ngoài',
      'Doanh nghiệp,',
      'Công dân,',
    ]);
    expect(readList(undefined)).toEqual([]);
  });
});

describe('the portal’s own record', () => {
  it('that says 7 days by method and 15 by case keeps both, and chooses none', () => {
    const { content, flags } = read(API);
    expect(content.channelEntries.map(({ channel, timeLimit }) => [channel, timeLimit?.amount])).toEqual([
      ['ONLINE', 7],
      ['POST', 7],
    ]);
    expect(content.statedCases).toEqual([{ code: '1.013652.01', timeLimit: { amount: 15, unit: 'WORKING_DAY' } }]);
    expect(flags).toContainEqual({
      code: 'TIME_LIMIT_CONTRADICTION',
      path: 'statedCases',
      text: 'executionMethods: 7 WORKING_DAY; cases: 15 WORKING_DAY',
    });
  });

  it('that agrees with itself is not flagged', () => {
    const agreeing = { ...API, cases: [{ code: 'a', processingDay: { qty: 7, type: 'WORKING_DAY' } }] };
    expect(codes(agreeing).filter((code) => code.startsWith('TIME_LIMIT'))).toEqual([]);
  });

  it('is read wrapped, too, and hashes the same', () => {
    const { hash } = read({ _source: 'somewhere', record: API });
    expect(hash).toBe(read(API).hash);
  });

  it.each([
    [method('ONLINE', 7), 'TIME_LIMIT_WITHOUT_UNIT channelEntries[0]'],
    [method('ONLINE', 7, 'FORTNIGHT'), 'TIME_LIMIT_UNREADABLE channelEntries[0]'],
    [method('ONLINE', '7', 'WORKING_DAY'), 'TIME_LIMIT_UNREADABLE channelEntries[0]'],
    [method('ONLINE', 0, 'WORKING_DAY'), 'TIME_LIMIT_ZERO channelEntries[0]'],
    [method('PIGEON', 7, 'WORKING_DAY'), 'CHANNELS_UNREADABLE channelEntries'],
  ])('%j is flagged: %s', (one, flagged) => {
    expect(codes({ ...API, executionMethods: [one] })).toContain(flagged);
  });

  it('a year is twelve months', () => {
    const { content } = read({ ...API, executionMethods: [method('DIRECT_AND_ONLINE', 1, 'YEAR')], cases: [] });
    expect(content).toMatchObject({ online: true, channelEntries: [{ timeLimit: { amount: 12, unit: 'MONTH' } }] });
  });
});

describe('a line that cannot be kept says why', () => {
  it.each<[string, string, string | undefined]>([
    ['{"ma_thu_tuc": ', 'import.line-not-json', undefined],
    ['[]', 'import.line-not-object', undefined],
    ['"text"', 'import.line-not-object', undefined],
    ['null', 'import.line-not-object', undefined],
    ['{"hello": "world"}', 'import.shape-unknown', undefined],
    [JSON.stringify({ ...FLAT, ma_thu_tuc: '1.00119' }), 'procedure.code-unreadable', 'ma_thu_tuc'],
    [JSON.stringify({ ...FLAT, ma_thu_tuc: 5 }), 'procedure.code-unreadable', 'ma_thu_tuc'],
    [JSON.stringify({ ...FLAT, ten_thu_tuc: ' ' }), 'procedure.name-unreadable', 'ten_thu_tuc'],
    [JSON.stringify({ ...FLAT, linh_vuc: undefined }), 'procedure.field-unreadable', 'linh_vuc'],
    [JSON.stringify({ ...API, categoriesDetails: [] }), 'procedure.field-unreadable', 'categoriesDetails[0].name'],
    [JSON.stringify({ ...FLAT, ghi_chu: 'a\u0000b' }), 'import.text-not-storable', undefined],
    [`{"ma_thu_tuc":"1.001193","x":"\\ud800"}`, 'import.text-not-storable', undefined],
    [JSON.stringify({ ...FLAT, ghi_chu: 'a\u202eb' }), 'import.text-not-storable', undefined],
    [`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'import.text-not-storable', undefined],
  ])('%s', (line, code, path) => {
    expect(refusal(line)).toMatchObject({ code, path, text: { vi: expect.any(String), en: expect.any(String) } });
  });

  it('a shape that was asked for is the only one accepted', () => {
    expect(() => read(API, 'PORTAL_FLAT')).toThrow(LineRefusal);
    expect(read(API, 'PORTAL_API').shape).toBe('PORTAL_API');
  });

  it('a field that is not text counts as absent', () => {
    const odd = Object.fromEntries(Object.keys(FLAT).map((key) => [key, 7]));
    const { content } = read({ ...odd, ma_thu_tuc: FLAT.ma_thu_tuc, ten_thu_tuc: 'x', linh_vuc: 'y' });
    expect(content.channelEntries).toEqual([]);
    expect(
      read({ ...API, executionMethods: 'x', cases: [null, 3, { processingDay: null }] }).content.channelEntries,
    ).toEqual([]);
    expect(read({ ...API, procedureProposal: null, categoriesDetails: [{ name: 'x' }] }).content.fieldName).toBe('x');
  });
});

describe('a line four times as long takes about four times as long to read', () => {
  const flat = (field: keyof typeof FLAT) => (text: string) => ({ ...FLAT, [field]: text });
  const table = flat('cach_thuc_thuc_hien');
  const limits = (count: number, last: number) => [...Array(count).fill(7), last];
  const hostile: [string, (length: number) => object][] = [
    ['commas', (n) => flat('doi_tuong_thuc_hien')(','.repeat(n))],
    ['a comma and blanks', (n) => flat('cap_thuc_hien')(`,${' '.repeat(n)}`)],
    ['commas with blanks', (n) => flat('doi_tuong_thuc_hien')(', '.repeat(n / 2))],
    ['brackets that open', (n) => flat('doi_tuong_thuc_hien')('(, A'.repeat(n / 4))],
    ['brackets that close', (n) => flat('doi_tuong_thuc_hien')(')'.repeat(n))],
    ['channel names', (n) => table('Trực tiếp'.repeat(n / 9))],
    ['rows', (n) => table('Trực tiếp1Miễn phí('.repeat(n / 19))],
    ['fees', (n) => table(`Trực tiếp1Miễn phí${'1 VNĐ(a)'.repeat(n / 8)}`)],
    ['digits', (n) => table(`Trực tiếp${'1'.repeat(n)}`)],
    ['digits and points', (n) => table(`Trực tiếp${'1.'.repeat(n / 2)}`)],
    ['words', (n) => table(`Trực tiếp${'A '.repeat(n / 2)}`)],
    ['numbers in a description', (n) => table(`Trực tiếp1Miễn phí${'5 ngày '.repeat(n / 7)}`)],
    ['blanks behind a number', (n) => table(`Trực tiếp1Miễn phí5${' '.repeat(n)}ngày${' '.repeat(n)}`)],
    ['marks', (n) => flat('trinh_tu_thuc_hien')(`a${'\u0315\u0300'.repeat(15)}`.repeat(n / 31))],
    [
      'limits by method and by case',
      (n) => ({
        ...API,
        executionMethods: limits(n / 250, 15).map((amount: number) => method('ONLINE', amount, 'WORKING_DAY')),
        cases: limits(n / 250, 15)
          .reverse()
          .map((qty: number, i) => ({ code: String(i), processingDay: { qty, type: 'WORKING_DAY' } })),
      }),
    ],
  ];
  const cpuMillis = (line: string): number => {
    const before = process.cpuUsage();
    readRecord(line);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const best = (line: string): number => Math.min(...Array.from({ length: 3 }, () => cpuMillis(line)));

  it.each(hostile)('%s', (_, of) => {
    const [short, long] = [of(100_000), of(400_000)].map((record) => JSON.stringify(record)) as [string, string];
    best(short);
    // By the square it would be 16 times as long; some milliseconds are noise.
    expect(best(long)).toBeLessThan(10 * Math.max(20, best(short)));
  });

  it('a line with endless combining marks is refused before they are composed', () => {
    const began = performance.now();
    expect(refusal(JSON.stringify({ ...FLAT, trinh_tu_thuc_hien: '\u0315\u0300'.repeat(500_000) }))).toMatchObject({
      code: 'import.text-not-storable',
    });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('a line with more values than any record has is refused, whether they are objects or names', () => {
    for (const extra of [
      { others: Array.from({ length: 20_000 }, () => ({})) },
      Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`name${n}`, 1])),
    ]) {
      expect(refusal(JSON.stringify({ ...FLAT, ...extra }))).toMatchObject({ code: 'import.text-not-storable' });
    }
    expect(readRecord(JSON.stringify({ ...FLAT, others: Array(10_000).fill(1) })).content.code).toBe('1.001193');
  });

  it('a table with more rows than any procedure has is kept as text and flagged', () => {
    const rows = (n: number) => readRecord(JSON.stringify(table('Trực tiếp1Miễn phí'.repeat(n))));
    expect(rows(501).content.channelEntries).toEqual([]);
    expect(rows(501).flags.map(({ code }) => code)).toContain('CHANNELS_UNREADABLE');
    expect(rows(500).content.channelEntries).toHaveLength(500);
  });
});

describe('A text of the portal that shows nothing', () => {
  it.each(['\u200b', '\u00a0 ', '\u2800', '\u3164'])('is as absent: %j', (blank) => {
    const { content, flags } = readRecord(JSON.stringify({ ...FLAT, bo_nganh: blank, can_cu_phap_ly: blank }));
    expect(content.publisherCode).toBeUndefined();
    expect(content.parts.legalBasis).toBeUndefined();
    expect(flags).toContainEqual(expect.objectContaining({ code: 'PART_ABSENT', path: 'parts.legalBasis' }));
    expect(refusal(JSON.stringify({ ...FLAT, ten_thu_tuc: blank }))).toMatchObject({
      code: 'procedure.name-unreadable',
    });
  });
});
