import { catalogRecordOf } from './procedure-record.js';

const record = {
  MATTHC: '1.009999',
  TENTTHC: 'Cấp giấy phép thử nghiệm',
  MACOQUANCONGBO: 'H41',
  LINHVUCTHUCHIEN: [{ MALINHVUC: 'G15-TP07', TENLINHVUC: 'Hộ tịch' }],
  // Number and name contradict each other: the name counts.
  CAPTHUCHIEN: [{ CAPTHUCHIEN: '2', TENCAP: 'Cấp Xã' }],
  CACHTHUCTHUCHIEN: [
    { KENH: '1', THOIGIAN: [{ THOIGIANGIAIQUYET: '5', DONVITINH: 'Ngày làm việc', MOTA: 'Tại quầy', PHILEPHI: [] }] },
    { KENH: '2', THOIGIAN: [{ THOIGIANGIAIQUYET: '15', DONVITINH: 'Buổi' }] },
  ],
  THANHPHANHOSO: [{ TRUONGHOP: '', GIAYTO: [{ MAGIAYTO: 'x', TENGIAYTO: 'Tờ khai' }] }],
};

describe('A procedure in the portal’s session protocol', () => {
  it('becomes the record that the catalog imports', () => {
    expect(catalogRecordOf(record)).toMatchObject({
      code: '1.009999',
      name: 'Cấp giấy phép thử nghiệm',
      isMinistry: false,
      isProvince: false,
      isWard: true,
      categoriesDetails: [{ code: 'G15-TP07', name: 'Hộ tịch' }],
      executionMethods: [
        { submissionMethod: 'DIRECT', processingTime: 5, processingTimeUnit: 'WORKING_DAY', description: 'Tại quầy' },
        { submissionMethod: 'ONLINE', processingTime: 15, processingTimeUnit: 'Buổi' },
      ],
      executionCases: [{ profileComponents: [{ code: 'x', name: 'Tờ khai' }] }],
    });
  });

  it('may lack any field', () => {
    expect(catalogRecordOf({ MATTHC: '1.009999' })).toMatchObject({ code: '1.009999', executionMethods: [] });
  });
});
