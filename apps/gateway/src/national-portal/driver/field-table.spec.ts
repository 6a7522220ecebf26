import type { DossierHistoryEntry, DossierStatus, NationalRecord } from '@motcua/contracts';
import { FieldMissing, hoSo, progressEntries, tienDo } from './field-table.js';
import { instantOf, portalTime } from './portal-time.js';

function entry(action: string, toStatus: DossierStatus, at: string, change: Partial<DossierHistoryEntry> = {}) {
  return {
    version: 1,
    action,
    toStatus,
    at,
    recordedAt: at,
    actor: 'officer-tu-phap',
    flags: [],
    details: {},
    ...change,
  };
}

function record(change: Partial<NationalRecord> = {}): NationalRecord {
  return {
    id: '0198c2a4-7a00-7000-8000-000000000001',
    version: 2,
    status: 'RECEIVED',
    code: 'H41.14-260820-0001',
    agencyCode: 'H41.14',
    origin: 'LIVE',
    agencyName: 'Sở Tư pháp',
    procedureCode: '1.001193',
    procedureName: 'Đăng ký khai sinh',
    fieldCode: 'G15-TP07',
    fieldName: 'Hộ tịch',
    channel: 'DIRECT',
    subjectType: 'CITIZEN',
    submittedAt: '2026-08-20T02:00:00.000Z',
    acceptedAt: '2026-08-20T02:15:00.000Z',
    dueAt: '2026-08-24T10:00:00.000Z',
    resultDelivery: 'COUNTER',
    applicant: { fullName: 'Nguyễn Văn An', identityNumber: '040090000001' },
    history: [
      entry('submit', 'SUBMITTED', '2026-08-20T02:00:00.000Z'),
      entry('accept', 'RECEIVED', '2026-08-20T02:15:00.000Z', { fromStatus: 'SUBMITTED' }),
    ],
    ...change,
  };
}
const told = (change: Partial<NationalRecord> = {}) => hoSo({ record: record(change), fromPortal: false });

describe('The record of a dossier for the national portal', () => {
  it('has only texts, with local times of Vietnam', () => {
    expect(told()).toEqual({
      MaHoSo: 'H41.14-260820-0001',
      MaTTHC: '1.001193',
      TenTTHC: 'Đăng ký khai sinh',
      MaLinhVuc: 'G15-TP07',
      TenLinhVuc: 'Hộ tịch',
      KenhThucHien: '1',
      ChuHoSo: 'Nguyễn Văn An',
      LoaiDoiTuong: '1',
      SoGiayToChuHoSo: '040090000001',
      DinhDanhCHS: [{ LoaiDinhDanh: '1', SoDinhDanh: '040090000001' }],
      NgayNopHoSo: '20260820090000',
      NgayTiepNhan: '20260820091500',
      NgayHenTra: '20260824170000',
      TrangThaiHoSo: '2',
      HinhThuc: '0',
      DonViXuLy: 'Sở Tư pháp',
      NoiNopHoSo: '2',
      HoSoCoThanhPhanSoHoa: '0',
      TaiKhoanDuocXacThucVoiVNeID: '0',
      DuocThanhToanTrucTuyen: '0',
    });
  });

  it.each<[DossierStatus, string]>([
    ['SUBMITTED', '1'],
    ['RECEIVED', '2'],
    ['REFUSED_INTAKE', '3'],
    ['IN_PROGRESS', '4'],
    ['WAITING_SUPPLEMENT', '5'],
    ['WAITING_PAYMENT', '6'],
    ['WITHDRAWN', '7'],
    ['STOPPED', '8'],
    ['RESOLVED', '9'],
    ['DELIVERED', '10'],
  ])('%s is reported as %s and as nothing else', (status, code) => {
    expect(told({ status })['TrangThaiHoSo']).toBe(code);
  });

  it('has the number of a citizen under its kind: twelve digits, or nine of an old card', () => {
    expect(told({ applicant: { fullName: 'Lê Thị Cúc', identityNumber: '123456789' } })['DinhDanhCHS']).toEqual([
      { LoaiDinhDanh: '2', SoDinhDanh: '123456789' },
    ]);
  });

  it.each([
    ['none', undefined],
    ['one of eight digits', { identityNumber: '04009000' }],
    [
      'a passport, which the portal has no kind for',
      { identityNumber: '512345678', identityType: 'PASSPORT' as const },
    ],
  ])(
    'is not sent with an empty list of numbers: a citizen has %s, and the counter is told the field',
    (_, identity) => {
      const change = { applicant: { fullName: 'Lê Thị Cúc', ...identity } };
      expect(() => told(change)).toThrow(expect.objectContaining({ field: 'DinhDanhCHS', errorClass: 'FIX_DATA' }));
    },
  );

  it('leaves out the list for a business, whose number has a field of its own', () => {
    const business = told({ subjectType: 'BUSINESS', applicant: { fullName: 'HTX', identityNumber: '0101234567' } });
    expect(business).toMatchObject({ SoGiayToChuHoSo: '0101234567', LoaiDoiTuong: '2' });
    expect(business).not.toHaveProperty('DinhDanhCHS');
  });

  it('names the officer of a row by name and title, where they were recorded', () => {
    const history = [
      entry('accept', 'RECEIVED', '2026-08-20T02:15:00.000Z', {
        actorName: 'Trần Thị Bình',
        actorTitle: 'Chuyên viên',
      }),
    ];
    expect(tienDo(record({ history }), 0)).toMatchObject({ NguoiXuLy: 'Trần Thị Bình', ChucDanh: 'Chuyên viên' });
  });

  it('has separate times for the end of processing and the handover of the result', () => {
    const history = [
      ...record().history,
      entry('resolve', 'RESOLVED', '2026-08-22T02:00:00.000Z', { fromStatus: 'IN_PROGRESS' }),
      entry('deliver', 'DELIVERED', '2026-08-25T02:00:00.000Z', { fromStatus: 'RESOLVED' }),
    ];
    expect(told({ status: 'DELIVERED', history })).toMatchObject({
      NgayKetThucXuLy: '20260822090000',
      NgayTra: '20260825090000',
    });
    expect(told()).not.toHaveProperty('NgayKetThucXuLy');
  });

  it('keeps the end and the handover when a wrong result is corrected, and tells each act of the correction', () => {
    const ended = [
      ...record().history,
      entry('resolve', 'RESOLVED', '2026-08-22T02:00:00.000Z', { fromStatus: 'IN_PROGRESS' }),
      entry('deliver', 'DELIVERED', '2026-08-25T02:00:00.000Z', { fromStatus: 'RESOLVED' }),
    ];
    const before = told({ status: 'DELIVERED', history: ended });
    const history = [
      ...ended,
      entry('reopen', 'DELIVERED', '2026-08-27T02:00:00.000Z', { fromStatus: 'DELIVERED' }),
      entry('correct-result', 'DELIVERED', '2026-09-10T02:00:00.000Z', { fromStatus: 'DELIVERED' }),
      entry('deliver-correction', 'DELIVERED', '2026-09-11T02:00:00.000Z', { fromStatus: 'DELIVERED' }),
    ];
    expect(told({ status: 'DELIVERED', history })).toEqual(before);
    const last = progressEntries(record({ history })).slice(-3);
    expect(last.map(({ action }) => action)).toEqual(['reopen', 'correct-result', 'deliver-correction']);
  });

  it('ends, where a supplement was awaited, at the request: there index 766 judges it', () => {
    const history = [
      ...record().history,
      entry('request-supplement', 'WAITING_SUPPLEMENT', '2026-08-21T02:00:00.000Z', { reason: 'thiếu', items: ['x'] }),
      entry('expire-supplement', 'STOPPED', '2026-09-21T02:00:00.000Z', {
        fromStatus: 'WAITING_SUPPLEMENT',
        details: { judgedAt: '2026-08-21T02:00:00.000Z' },
      }),
    ];
    expect(told({ status: 'STOPPED', history })).toMatchObject({ NgayKetThucXuLy: '20260821090000' });
  });

  it('has no wait to subtract where the officer who asked also recorded the answer', () => {
    const answered = (flags: string[]) => [
      ...record().history,
      entry('request-supplement', 'WAITING_SUPPLEMENT', '2026-08-21T02:00:00.000Z', { reason: 'thiếu', items: ['x'] }),
      entry('provide-supplement', 'RECEIVED', '2026-08-28T02:00:00.000Z', { flags }),
    ];
    const broughtAt = (flags: string[]) => told({ history: answered(flags) })['DanhSachHoSoBoSung'];
    expect(broughtAt(['SUPPLEMENT_ANSWERED_BY_ASKER'])).toMatchObject([{ NgayTiepNhanBoSung: '20260821090000' }]);
    expect(broughtAt([])).toMatchObject([{ NgayTiepNhanBoSung: '20260828090000' }]);
  });

  it.each(['079123456789', 'vneid:079123456789', `citizen-${'x'.repeat(43)}`])(
    'does not contain an account that is, or stands for, a citizen’s number: %s',
    (actor) => {
      const history = [
        ...record().history,
        entry('request-supplement', 'WAITING_SUPPLEMENT', '2026-08-21T02:00:00.000Z', {
          reason: 'thiếu',
          items: ['x'],
        }),
        entry('provide-supplement', 'RECEIVED', '2026-08-22T02:00:00.000Z', { actor }),
      ];
      const whole = record({ history });
      const rows = progressEntries(whole).map((_, index) => tienDo(whole, index));
      expect(JSON.stringify([told({ history }), rows])).not.toContain(actor);
      expect(rows.map(({ NguoiXuLy }) => NguoiXuLy)).toContain('Tài khoản định danh');
    },
  );

  it('lists each request for a supplement, with its outcome', () => {
    const history = [
      ...record().history,
      entry('request-supplement', 'WAITING_SUPPLEMENT', '2026-08-21T02:00:00.000Z', {
        reason: 'thiếu',
        items: ['giấy chứng sinh'],
      }),
      entry('provide-supplement', 'RECEIVED', '2026-08-22T02:00:00.000Z', {
        actor: 'citizen-an',
        details: { deadline: { state: 'RUNNING', dueAt: '2026-08-26T10:00:00.000Z' } },
      }),
    ];
    expect(told({ history })['DanhSachHoSoBoSung']).toEqual([
      {
        HoSoBoSungId: 'H41.14-260820-0001-BS1',
        NguoiYeuCauBoSung: 'officer-tu-phap',
        NoiDungBoSung: 'thiếu; giấy chứng sinh',
        NgayBoSung: '20260821090000',
        TrangThaiBoSung: '1',
        NguoiTiepNhanBoSung: 'citizen-an',
        NgayTiepNhanBoSung: '20260822090000',
        NgayHenTraMoi: '20260826170000',
      },
    ]);
  });

  it('has the appointed date that an apology set, also after a supplement that left an earlier one by law', () => {
    const history = [
      ...record().history,
      entry('apologise', 'RECEIVED', '2026-08-20T08:00:00.000Z', {
        reason: 'đo đạc lại',
        details: { newDueAt: '2026-08-28T10:00:00.000Z' },
      }),
      entry('request-supplement', 'WAITING_SUPPLEMENT', '2026-08-21T02:00:00.000Z', { items: ['x'] }),
      entry('provide-supplement', 'RECEIVED', '2026-08-22T02:00:00.000Z', {
        details: { deadline: { state: 'RUNNING', dueAt: '2026-08-26T10:00:00.000Z' } },
      }),
    ];
    const dates = { dueAt: '2026-08-26T10:00:00.000Z', appointedAt: '2026-08-28T10:00:00.000Z' };
    expect(told({ history, ...dates })).toMatchObject({
      NgayHenTra: '20260828170000',
      DanhSachHoSoBoSung: [{ NgayHenTraMoi: '20260828170000' }],
    });
    const whole = record({ history, ...dates });
    const labels = progressEntries(whole).map((_, index) => tienDo(whole, index)['NoiDungXuLy']);
    expect(labels).toContain('Xin lỗi và hẹn lại ngày trả kết quả');
    expect(JSON.stringify(told({ history, ...dates }))).not.toContain('đo đạc');
  });

  it('has what is still missing of a supplement, when it was first brought, and no past date', () => {
    const history = [
      ...record().history,
      entry('request-supplement', 'WAITING_SUPPLEMENT', '2026-08-21T02:00:00.000Z', {
        reason: 'thiếu',
        items: ['giấy chứng sinh', 'căn cước của cha'],
      }),
      entry('provide-supplement', 'RECEIVED', '2026-08-22T02:00:00.000Z', {
        details: { deadline: { state: 'RUNNING', dueAt: '2026-08-26T10:00:00.000Z' } },
      }),
      entry('check-supplement', 'WAITING_SUPPLEMENT', '2026-08-24T02:00:00.000Z', {
        reason: 'mờ',
        details: { outcome: 'INCOMPLETE', missing: [2] },
      }),
    ];
    expect(told({ history })['DanhSachHoSoBoSung']).toEqual([
      {
        HoSoBoSungId: 'H41.14-260820-0001-BS1',
        NguoiYeuCauBoSung: 'officer-tu-phap',
        NoiDungBoSung: 'mờ; căn cước của cha',
        NgayBoSung: '20260821090000',
        NguoiTiepNhanBoSung: 'officer-tu-phap',
        NgayTiepNhanBoSung: '20260822090000',
        TrangThaiBoSung: '1',
      },
    ]);
    const broughtAgain = entry('provide-supplement', 'RECEIVED', '2026-08-26T02:00:00.000Z', { details: {} });
    expect(told({ history: [...history, broughtAgain] })['DanhSachHoSoBoSung']).toMatchObject([
      { NgayTiepNhanBoSung: '20260822090000' },
    ]);
    const complete = entry('check-supplement', 'RECEIVED', '2026-08-24T02:00:00.000Z', {
      details: { outcome: 'COMPLETE' },
    });
    expect(told({ history: [...history.slice(0, -1), complete] })['DanhSachHoSoBoSung']).toMatchObject([
      { NoiDungBoSung: 'thiếu; giấy chứng sinh; căn cước của cha', TrangThaiBoSung: '1' },
    ]);
  });

  it('has the place of submission and the way of receiving the result', () => {
    expect(hoSo({ record: record({ channel: 'ONLINE', resultDelivery: 'POST' }), fromPortal: true })).toMatchObject({
      NoiNopHoSo: '1',
      KenhThucHien: '2',
      HinhThuc: '1',
    });
  });

  it.each<[string, 'FIX_DATA' | 'FIX_MAPPING', Partial<NationalRecord>]>([
    ['KenhThucHien', 'FIX_MAPPING', { channel: 'OTHER' }],
    ['TenLinhVuc', 'FIX_MAPPING', { fieldName: undefined }],
    ['NgayTiepNhan', 'FIX_DATA', { acceptedAt: undefined }],
  ])('is refused here already without %s: %s', (field, errorClass, change) => {
    expect(() => told(change)).toThrow(FieldMissing);
    expect(() => told(change)).toThrow(expect.objectContaining({ field, errorClass }));
  });
});

describe('The progress rows of a dossier for the national portal', () => {
  it('have one row for each action, and none for a date that a calendar moved', () => {
    const history = [...record().history, entry('set-deadline-anew', 'RECEIVED', '2026-08-21T02:00:00.000Z')];
    expect(progressEntries(record({ history }))).toHaveLength(2);
    expect(tienDo(record({ history }), 1)).toEqual({
      MaHoSo: 'H41.14-260820-0001',
      NguoiXuLy: 'officer-tu-phap',
      ThoiDiemXuLy: '20260820091500',
      PhongBanXuLy: 'Sở Tư pháp',
      NoiDungXuLy: 'Tiếp nhận hồ sơ',
      TrangThai: '2',
    });
  });
});

describe('The portal’s times', () => {
  it('are local, and parse to the same instant', () => {
    expect(portalTime('2026-08-20T17:30:00.999Z')).toBe('20260821003000');
    expect(instantOf('20260821003000')).toBe('2026-08-20T17:30:00.000Z');
    expect(instantOf('2026-08-21')).toBeUndefined();
  });
});
