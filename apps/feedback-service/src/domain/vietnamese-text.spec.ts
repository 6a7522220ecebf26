import { isVietnamese } from './vietnamese-text.js';

describe('whether a text is Vietnamese', () => {
  it.each([
    'Chậm trả kết quả',
    'Đề nghị bỏ yêu cầu nộp bản sao giấy khai sinh khi đăng ký thường trú.',
    'De nghi bo yeu cau nop ban sao giay khai sinh khi dang ky thuong tru.',
    'UBND phường trả hồ sơ H41.14-260820-0001 chậm 03 ngày, đề nghị xem xét.',
    'Cổng DVCQG không nhận file PDF khi nộp online hồ sơ đăng ký kinh doanh của công ty tôi.',
    'Ứng dụng VNeID báo lỗi',
    'quyết khuya nghiêng xoong ngoằn ngoèo thuở uỷ ban yếm hươu',
  ])('"%s" is', (text) => expect(isVietnamese(text)).toBe(true));

  it.each([
    'The officer asked me to come back three times.',
    'Please return the certificate as soon as possible',
    'Je voudrais déposer une réclamation contre le service',
    '我想投诉办事人员的态度',
    'Прошу рассмотреть мою жалобу',
    '1234567890 !!!',
    '',
  ])('"%s" is not', (text) => expect(isVietnamese(text)).toBe(false));
});
