import { isVietnamese } from './vietnamese-text.js';

describe('whether a text is Vietnamese', () => {
  it.each([
    'Chậm trả kết quả',
    'Đề nghị bỏ yêu cầu nộp bản sao giấy khai sinh khi đăng ký thường trú.',
    'De nghi bo yeu cau nop ban sao giay khai sinh khi dang ky thuong tru.',
    'UBND phường trả hồ sơ H41.14-260820-0001 chậm 03 ngày, đề nghị xem xét.',
    'Cổng DVCQG không nhận file PDF khi nộp online hồ sơ đăng ký kinh doanh của công ty tôi.',
    'Ứng dụng VNeID báo lỗi',
    'UBND phường chậm trả CCCD',
    'App VNeID báo lỗi OTP',
    'Tôi ở xã Ea Kly, gần Krông Pắc, Đắk Lắk, Ia Grai, hồ sơ CMND chưa trả.',
    'TÔI NỘP HỒ SƠ TẠI UBND XÃ',
    'Ông Ðắc phản ánh',
    'quyết khuya nghiêng xoong ngoằn ngoèo thuở uỷ ban yếm hươu',
  ])('"%s" is', (text) => expect(isVietnamese(text)).toBe(true));

  it.each([
    'The officer asked me to come back three times.',
    'Please return the certificate as soon as possible',
    'Je voudrais déposer une réclamation contre le service',
    '我想投诉办事人员的态度',
    'Прошу рассмотреть мою жалобу',
    'THE OFFICER ASKED ME TO COME BACK THREE TIMES',
    'The Officer Asked Me To Come Back Three Times And I Did',
    'VNeID OTP',
    '1234567890 !!!',
    '',
  ])('"%s" is not', (text) => expect(isVietnamese(text)).toBe(false));
});
