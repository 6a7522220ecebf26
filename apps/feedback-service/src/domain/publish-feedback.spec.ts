import { actor, at, feedbackIn, FILER, happened } from '../testing/examples.js';
import { publishFeedback, type PublishFeedbackInput } from './publish-feedback.js';

const head = actor('agency-head', 'H41.14');
const CLEAN: PublishFeedbackInput = { content: happened.published.content, answer: happened.published.answer };
const publish = (changes: Partial<PublishFeedbackInput> = {}, filer = FILER) =>
  publishFeedback(feedbackIn('ANSWERED'), filer, { ...CLEAN, ...changes }, head, at('09-11 10:00'));

function refused(changes: Partial<PublishFeedbackInput>, filer = FILER): string[] {
  try {
    publish(changes, filer);
    return [];
  } catch (error) {
    const refusal = error as { code: string; kind: string; fields: { path: string; code: string }[] };
    expect(refusal).toMatchObject({ code: 'feedback.not-redacted', kind: 'precondition' });
    return refusal.fields.map((field) => `${field.path}:${field.code}`);
  }
}

describe('publishing a feedback item', () => {
  it('shows the public the words written for it, and nothing else', () => {
    expect(publish()).toEqual([happened.published]);
  });

  it('after two working days is possible, and is marked late', () => {
    const late = publishFeedback(feedbackIn('ANSWERED'), FILER, CLEAN, head, at('09-14 17:01'));
    expect(late).toMatchObject([{ late: true }]);
  });

  it.each([
    ['Ông Nguyễn Văn An phản ánh việc trả chậm.', 'fullName'],
    ['Ông NGUYỄN VĂN AN phản ánh việc trả chậm.', 'fullName'],
    ['ong nguyen  van\nan phan anh viec tra cham', 'fullName'],
    ['Người phản ánh (Nguyễn-Văn-An) cho biết.', 'fullName'],
    ['Liên hệ 0912345678 để biết thêm.', 'phone'],
    ['Liên hệ 0912.345.678 để biết thêm.', 'phone'],
    ['Liên hệ +84 912 345 678 để biết thêm.', 'phone'],
    ['Liên hệ (84)912-345-678 để biết thêm.', 'phone'],
    ['Căn cước số 040090000001 đã nộp.', 'identityNumber'],
    ['Căn cước số 040 090 000 001 đã nộp.', 'identityNumber'],
    ['Thư gửi tới AN.Nguyen@example.vn không đến.', 'email'],
    ['Nhà ở số 12 đường Lê Lợi, phường Trường Vinh, tỉnh Nghệ An bị bỏ sót.', 'address'],
  ])('is refused while "%s" gives the %s away', (content, field) => {
    expect(refused({ content })).toContain(`publishedContent:contains-filer-${field}`);
  });

  it('is refused on account of the answer as well, and each text is named', () => {
    expect(
      refused({ content: 'Ông Nguyễn Văn An phản ánh.', answer: 'Đã gọi cho ông An theo số 0912345678.' }),
    ).toEqual(['publishedContent:contains-filer-fullName', 'publishedAnswer:contains-filer-phone']);
  });

  it.each([
    ['Ông Đặng Ðình Ðắc phản ánh.', 'fullName'],
    ['Ông Ðặng Đình Đắc phản ánh.', 'fullName'],
    ['Ông Đặng Đình Đắс phản ánh.', 'fullName'],
  ])('is refused while "%s" gives a name away in letters that look alike', (content, field) => {
    const filer = { ...FILER, fullName: 'Đặng Đình Đắc' };
    expect(refused({ content }, filer)).toEqual([`publishedContent:contains-filer-${field}`]);
  });

  it.each([
    ['Cán bộ 040085001234 đã xin lỗi.', 'identity-number'],
    ['Căn cước 040 085 001 234 đã nộp.', 'identity-number'],
    ['Căn cước 0400.8500.1234 đã nộp.', 'identity-number'],
    ['Anh Bình, số 0987 654 321, đã chờ lâu.', 'phone-number'],
    ['Gọi +84 98 765 43 21 để được hẹn lại.', 'phone-number'],
    ['Gọi 0987.654.321 để được hẹn lại.', 'phone-number'],
  ])("is refused with anybody's number: %s", (answer, number) => {
    expect(refused({ answer })).toEqual([`publishedAnswer:contains-${number}`]);
  });

  it.each([
    'Người dân ở phường Trường Vinh, tỉnh Nghệ An phản ánh.',
    'Xin hỏi thêm tại tổng đài 1022 hoặc số 0238 3840 022.',
    'Hồ sơ có nhiều văn bản, an toàn thông tin được bảo đảm.',
    'Nguyễn Thị Văn Anh không liên quan.',
    'Quyết định số 1213/QĐ-UBND ngày 01/6/2026, mức thu 120.000 đồng.',
    'Dự án 120.000.000.000 đồng, đã chờ 123 ngày, từ 08-09-2026 đến 30.11.2026.',
    'Hồ sơ H41.01-260820-0001 nộp ngày 20/8/2026 lúc 09:30, số 000.00.00.H41-260820-0002.',
  ])('is not hindered by "%s"', (content) => {
    expect(refused({ content })).toEqual([]);
  });

  it('is not hindered by days that read like a short telephone number', () => {
    expect(refused({ content: 'Hồ sơ đã chờ 123 ngày.' }, { ...FILER, phone: '0123' })).toEqual([]);
  });

  it('compares only what the person gave', () => {
    const { email: _email, identityNumber: _identity, ...few } = FILER;
    expect(refused({ content: 'Thư gửi tới an.nguyen@example.vn không đến.' }, few)).toEqual([]);
  });
});
