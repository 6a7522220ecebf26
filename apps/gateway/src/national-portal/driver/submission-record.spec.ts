import type { SubmissionShape } from './assumed-shapes.js';
import { submissionOf } from './submission-record.js';

const ITEM: SubmissionShape = {
  MaHoSo: '000.00.00.G22-260820-000001',
  MaTTHC: '2.000635',
  MaDonVi: 'H41.14',
  ChuHoSo: 'Nguyễn Văn An',
  LoaiDoiTuong: '1',
  DiaChi: '12 Lê Lợi',
};

describe('A submission at the national portal', () => {
  it('is submitted with its data of the applicant', () => {
    expect(submissionOf(ITEM)).toMatchObject({
      request: { applicant: { fullName: 'Nguyễn Văn An', address: '12 Lê Lợi' } },
    });
  });

  it.each(['-', ' ', '…', '\u200b', '\u2800'])('is not blocked by %j for an unknown value', (nothing) => {
    const submission = submissionOf({ ...ITEM, DiaChi: nothing, TrichYeuHoSo: nothing, TruongHop: nothing });
    expect(submission).toHaveProperty('request');
    expect(JSON.stringify(submission)).not.toContain(JSON.stringify(nothing));
  });

  it.each(['-', '\u2800'])('is set aside for a person when its applicant is called %j', (nothing) => {
    expect(submissionOf({ ...ITEM, ChuHoSo: nothing })).toMatchObject({
      failure: { code: 'submission.field-unreadable', message: expect.stringContaining('ChuHoSo') },
    });
  });
});
