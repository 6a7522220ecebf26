import { wrongFields, fieldError } from './refusals.js';
import type { EverydayPhrase } from './search-query.js';
import { wordsOf } from './search-text.js';

/**
 * Words of every day, abbreviations and former names, and what catalogs call the matter. They name no procedure: what is found
 * follows from the names in the catalog.
 */
export const EVERYDAY_PHRASES: readonly EverydayPhrase[] = [
  // Land and houses
  ...sameFor(
    ['sổ đỏ', 'sổ hồng', 'bìa đỏ', 'giấy tờ đất', 'giấy chứng nhận đất'],
    ['giấy chứng nhận quyền sử dụng đất'],
  ),
  { phrase: 'làm sổ đỏ', means: ['đăng ký đất đai cấp giấy chứng nhận quyền sử dụng đất'] },
  { phrase: 'làm sổ hồng', means: ['đăng ký đất đai cấp giấy chứng nhận quyền sử dụng đất'] },
  { phrase: 'sang tên sổ đỏ', means: ['đăng ký biến động thay đổi quyền sử dụng đất'] },
  { phrase: 'sang tên đất', means: ['đăng ký biến động thay đổi quyền sử dụng đất'] },
  { phrase: 'tách sổ', means: ['tách thửa'] },
  { phrase: 'đổi', means: ['cấp đổi'] },
  ...sameFor(['thế chấp', 'thế chấp nhà', 'thế chấp đất', 'cắm sổ'], ['biện pháp bảo đảm bằng quyền sử dụng đất']),
  ...sameFor(['xây nhà', 'cất nhà', 'làm nhà'], ['giấy phép xây dựng', 'xây dựng nhà ở']),
  { phrase: 'sửa nhà', means: ['giấy phép xây dựng sửa chữa cải tạo'] },
  { phrase: 'khoan giếng', means: ['khoan nước dưới đất', 'khai thác nước dưới đất'] },
  // Residence and identity
  ...sameFor(['hộ khẩu', 'nhập hộ khẩu', 'nhập khẩu hộ', 'chuyển hộ khẩu', 'kt1'], ['đăng ký thường trú']),
  { phrase: 'cắt hộ khẩu', means: ['xóa đăng ký thường trú'] },
  ...sameFor(['kt2', 'kt3', 'kt4'], ['đăng ký tạm trú']),
  ...sameFor(
    ['cmnd', 'cmtnd', 'chứng minh thư', 'chứng minh nhân dân', 'giấy chứng minh', 'cccd', 'căn cước công dân'],
    ['thẻ căn cước', 'căn cước'],
  ),
  { phrase: 'vneid', means: ['tài khoản định danh điện tử', 'định danh và xác thực điện tử'] },
  ...sameFor(['passport', 'pát pho', 'hộ chiếu'], ['hộ chiếu phổ thông', 'hộ chiếu']),
  ...sameFor(['visa', 'vi sa'], ['thị thực']),
  // Births, marriages, deaths
  ...sameFor(['cưới', 'đăng ký cưới', 'lấy chồng', 'lấy vợ'], ['đăng ký kết hôn']),
  ...sameFor(
    ['lấy chồng tây', 'lấy vợ tây', 'lấy chồng nước ngoài', 'lấy vợ nước ngoài', 'cưới người nước ngoài'],
    ['kết hôn có yếu tố nước ngoài'],
  ),
  ...sameFor(['độc thân', 'chưa vợ', 'chưa chồng', 'chưa kết hôn'], ['tình trạng hôn nhân']),
  ...sameFor(['báo tử', 'chứng tử', 'giấy chứng tử', 'khai báo người chết'], ['đăng ký khai tử']),
  ...sameFor(
    ['đổi tên', 'đổi họ', 'sửa tên', 'sửa ngày sinh', 'sửa khai sinh', 'đổi chữ đệm', 'sửa hộ tịch'],
    ['thay đổi cải chính hộ tịch'],
  ),
  { phrase: 'con ngoài giá thú', means: ['nhận cha mẹ con'] },
  { phrase: 'nhận con', means: ['nhận cha mẹ con'] },
  { phrase: 'con nuôi', means: ['nuôi con nuôi'] },
  { phrase: 'bé', means: ['trẻ em', 'con'] },
  // Copies, notaries, courts
  ...sameFor(
    ['sao y', 'sao y bản chính', 'photo công chứng', 'công chứng giấy tờ'],
    ['chứng thực bản sao từ bản chính'],
  ),
  { phrase: 'công chứng', means: ['chứng thực'] },
  { phrase: 'thừa kế', means: ['di sản', 'khai nhận di sản'] },
  { phrase: 'chia thừa kế', means: ['phân chia di sản'] },
  ...sameFor(['án tích', 'xác nhận không tiền án', 'lý lịch'], ['lý lịch tư pháp']),
  ...sameFor(['kiện', 'đi kiện', 'kiện ra tòa'], ['đơn khởi kiện']),
  // Business
  ...sameFor(
    ['mở cửa hàng', 'mở quán', 'mở tiệm', 'mở shop', 'buôn bán nhỏ', 'giấy phép kinh doanh'],
    ['đăng ký thành lập hộ kinh doanh', 'đăng ký hộ kinh doanh'],
  ),
  ...sameFor(['đóng cửa tiệm', 'đóng cửa hàng', 'dẹp tiệm', 'nghỉ bán'], ['chấm dứt hoạt động hộ kinh doanh']),
  ...sameFor(['tạm nghỉ bán', 'tạm nghỉ bán hàng', 'tạm đóng cửa'], ['tạm ngừng kinh doanh']),
  ...sameFor(['mở công ty', 'lập công ty'], ['đăng ký thành lập công ty']),
  ...sameFor(['cầm đồ', 'karaoke', 'nhà nghỉ', 'mở tiệm cầm đồ'], ['đủ điều kiện về an ninh trật tự']),
  ...sameFor(['thuốc trừ sâu', 'thuốc sâu'], ['thuốc bảo vệ thực vật']),
  ...sameFor(['nuôi heo', 'nuôi lợn', 'nuôi gà', 'nuôi bò'], ['chăn nuôi']),
  // Vehicles
  ...sameFor(['bằng lái', 'bằng lái xe', 'bằng xe máy', 'gplx'], ['giấy phép lái xe']),
  ...sameFor(['cà vẹt', 'cà vẹt xe', 'cavet', 'đăng ký xe'], ['chứng nhận đăng ký xe']),
  ...sameFor(['đăng kiểm', 'đăng kiểm xe'], ['tem kiểm định', 'kiểm định xe cơ giới']),
  ...sameFor(['ô tô', 'xe hơi', 'xe con'], ['xe cơ giới', 'xe ô tô']),
  ...sameFor(['xe máy', 'honda'], ['xe mô tô', 'xe gắn máy']),
  // Insurance and benefits
  ...sameFor(['bhyt', 'thẻ khám bệnh'], ['bảo hiểm y tế']),
  { phrase: 'bhxh', means: ['bảo hiểm xã hội'] },
  { phrase: 'bảo hiểm xã hội', means: ['bhxh'] },
  { phrase: 'bhtn', means: ['bảo hiểm thất nghiệp'] },
  ...sameFor(['tiền sinh con', 'tiền thai sản', 'nghỉ sinh', 'nghỉ đẻ', 'tiền đẻ'], ['chế độ thai sản']),
  ...sameFor(['mai táng', 'mai táng phí', 'tiền tuất'], ['chế độ tử tuất', 'trợ cấp mai táng']),
  ...sameFor(['tai nạn lao động', 'bị thương lúc đi làm', 'bị thương khi làm việc'], ['TNLĐ', 'tai nạn lao động']),
  { phrase: 'bệnh nghề nghiệp', means: ['BNN'] },
  { phrase: 'tncn', means: ['thu nhập cá nhân'] },
  { phrase: 'gtgt', means: ['giá trị gia tăng'] },
  { phrase: 'mst', means: ['mã số thuế'] },
  { phrase: 'pccc', means: ['phòng cháy chữa cháy'] },
  // What is asked for
  ...sameFor(['mất', 'bị mất', 'làm lại', 'hỏng', 'rách'], ['cấp lại', 'trình báo mất']),
  ...sameFor(['hết hạn', 'quá hạn'], ['cấp đổi', 'gia hạn']),
  { phrase: 'bị khóa', means: ['mở khóa'] },
];

/** A phrase that the search understands, and since when, where the province set it. */
export interface KnownPhrase extends EverydayPhrase {
  source: 'SHIPPED' | 'PROVINCE';
  revision: number;
  setAt?: Date;
}

/** As the search takes them: those of a province last, which go before what is shipped for words that are read alike. */
export function searchedPhrases(provinces: readonly EverydayPhrase[]): EverydayPhrase[] {
  return [...EVERYDAY_PHRASES, ...provinces];
}

/** As a list, by phrase; what a province set stands in place of what is shipped for the same words. */
export function allPhrases(provinces: readonly (EverydayPhrase & { revision: number; setAt: Date })[]): KnownPhrase[] {
  const all = new Map<string, KnownPhrase>();
  for (const phrase of EVERYDAY_PHRASES)
    all.set(phraseKey(phrase.phrase), { ...phrase, source: 'SHIPPED', revision: 0 });
  for (const phrase of provinces) all.set(phraseKey(phrase.phrase), { ...phrase, source: 'PROVINCE' });
  return [...all].sort(([a], [b]) => a.localeCompare(b, 'vi')).map(([, phrase]) => phrase);
}

function sameFor(phrases: readonly string[], means: readonly string[]): EverydayPhrase[] {
  return phrases.map((phrase) => ({ phrase, means: [...means] }));
}

/** What two ways to write a phrase have in common. */
export function phraseKey(phrase: string): string {
  return wordsOf(phrase)
    .map(({ exact }) => exact)
    .join(' ');
}

/** More words are a sentence, which nobody types twice alike. */
const MOST_WORDS_OF_A_PHRASE = 8;

/**
 * A phrase as a province sets it. It says a thing in other words; one that names a procedure by its code would put that
 * procedure before others, whatever their names say.
 * @throws DomainError `everyday-phrase.invalid`
 */
export function checkedPhrase({ phrase, means }: EverydayPhrase): EverydayPhrase {
  const fields = [
    ...(wordsOf(phrase).length > MOST_WORDS_OF_A_PHRASE
      ? [
          fieldError(
            'phrase',
            'too-many-words',
            `có tối đa ${MOST_WORDS_OF_A_PHRASE} tiếng`,
            `must have at most ${MOST_WORDS_OF_A_PHRASE} words`,
          ),
        ]
      : []),
    ...[phrase, ...means].flatMap((text, i) => {
      const path = i === 0 ? 'phrase' : `means[${i - 1}]`;
      if (wordsOf(text).length === 0)
        return [fieldError(path, 'no-word', 'phải có ít nhất một chữ hoặc số', 'must have a letter or a digit')];
      if (wordsOf(text).some(({ folded }) => A_CODE.test(folded)))
        return [
          fieldError(
            path,
            'names-a-procedure',
            'không được chứa mã thủ tục; hãy dùng chữ trong tên thủ tục',
            'must not hold the code of a procedure; use words of its name',
          ),
        ];
      return [];
    }),
  ];
  if (fields.length === 0) return { phrase, means };
  throw wrongFields(
    'everyday-phrase.invalid',
    'Cụm từ này không dùng để tìm kiếm được.',
    'The search cannot use this phrase.',
    fields,
  );
}

const A_CODE = /^\d+\.\d{3,}/;
