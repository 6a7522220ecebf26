import type { LocalizedText } from '@motcua/contracts';

/**
 * Constraint name -> what a person is told in Vietnamese. class-validator hands over only its English sentence, so the
 * arguments (a bound, a list) are read back from it by the pattern.
 */
const VIETNAMESE: Record<string, { pattern?: RegExp; text: (argument: string, second: string) => string }> = {
  isNotEmpty: { text: () => 'không được để trống' },
  isDefined: { text: () => 'là bắt buộc' },
  isString: { text: () => 'phải là chuỗi ký tự' },
  isInt: { text: () => 'phải là số nguyên' },
  isNumber: { text: () => 'phải là số' },
  isPositive: { text: () => 'phải lớn hơn 0' },
  isBoolean: { text: () => 'phải là true hoặc false' },
  isBooleanString: { text: () => 'phải là true hoặc false' },
  isNumberString: { text: () => 'phải gồm toàn chữ số' },
  isArray: { text: () => 'phải là danh sách' },
  isObject: { text: () => 'phải là đối tượng' },
  nestedValidation: { text: () => 'phải là đối tượng hoặc danh sách đối tượng' },
  isDate: { text: () => 'phải là ngày giờ' },
  isDateString: { text: () => 'phải là ngày theo ISO 8601, ví dụ 2026-08-31' },
  isInstant: { text: () => 'phải là thời điểm có thật kèm múi giờ, ví dụ 2026-08-31T09:00:00+07:00' },
  isIso8601: { text: () => 'phải là ngày giờ theo ISO 8601, ví dụ 2026-08-31T09:00:00+07:00' },
  isRFC3339: { text: () => 'phải là thời điểm theo RFC 3339, ví dụ 2026-08-31T09:00:00+07:00' },
  isMilitaryTime: { text: () => 'phải là giờ dạng HH:MM' },
  isUuid: { text: () => 'phải là UUID' },
  isEmail: { text: () => 'phải là địa chỉ thư điện tử' },
  isUrl: { text: () => 'phải là địa chỉ URL' },
  isPhoneNumber: { text: () => 'phải là số điện thoại' },
  isBase64: { text: () => 'phải ở dạng base64' },
  isHexadecimal: { text: () => 'phải ở dạng thập lục phân' },
  isJson: { text: () => 'phải là JSON' },
  isEmpty: { text: () => 'phải để trống' },
  matches: { text: () => 'không đúng định dạng' },
  min: { pattern: /not be less than (\S+)/, text: (bound) => `phải từ ${bound} trở lên` },
  max: { pattern: /not be greater than (\S+)/, text: (bound) => `không được quá ${bound}` },
  minLength: { pattern: /equal to (\d+)/, text: (bound) => `phải có ít nhất ${bound} ký tự` },
  maxLength: { pattern: /equal to (\d+)/, text: (bound) => `không được dài quá ${bound} ký tự` },
  isLength: {
    pattern: /equal to (\d+)(?:.*equal to (\d+))?/,
    text: (low, high) => `phải dài từ ${low}${high ? ` đến ${high}` : ''} ký tự`,
  },
  arrayMinSize: { pattern: /at least (\d+)/, text: (bound) => `phải có ít nhất ${bound} mục` },
  arrayMaxSize: { pattern: /no more than (\d+)/, text: (bound) => `không được quá ${bound} mục` },
  arrayNotEmpty: { text: () => 'phải có ít nhất một mục' },
  arrayUnique: { text: () => 'có mục bị lặp' },
  isIn: { pattern: /values: (.+)$/, text: (values) => `phải là một trong: ${values}` },
  isEnum: { pattern: /values: (.+)$/, text: (values) => `phải là một trong: ${values}` },
  isDivisibleBy: { pattern: /divisible by (\S+)/, text: (bound) => `phải chia hết cho ${bound}` },
  equals: { pattern: /equal to (.+)$/, text: (value) => `phải bằng ${value}` },
  isNotIn: { text: () => 'là giá trị không được phép' },
  whitelistValidation: { text: () => 'không phải là trường của yêu cầu này' },
  unknownValue: { text: () => 'không đúng kiểu' },
};

export const TRANSLATED_CONSTRAINTS = Object.keys(VIETNAMESE);

/**
 * One broken constraint in both languages. `context` is what the rule was given as `{ context: { vi, en } }`; it wins
 * over the table, which is how a rule with a format of its own says what that format is.
 */
export function constraintMessage(
  constraint: string,
  english: string,
  property: string,
  context?: unknown,
): LocalizedText {
  const own = context as Partial<LocalizedText> | undefined;
  const each = /^each value in /.test(english);
  const en = own?.en ?? withoutProperty(english, property, constraint);
  if (own?.vi) return { vi: own.vi, en };
  const entry = VIETNAMESE[constraint];
  if (!entry) return { vi: en, en };
  const found = entry.pattern?.exec(english);
  const vi = entry.pattern && !found ? 'không hợp lệ' : entry.text(found?.[1] ?? '', found?.[2] ?? '');
  return { vi: each ? `mỗi mục ${vi}` : vi, en };
}

function withoutProperty(english: string, property: string, constraint: string): string {
  if (constraint === 'isDefined') return 'is required';
  if (constraint === 'whitelistValidation') return 'is not a field of this request';
  if (constraint === 'nestedValidation') return 'must be an object or a list of objects';
  if (constraint === 'matches' && english.includes('regular expression')) return 'is not of the right form';
  const each = `each value in ${property} `;
  if (english.startsWith(each)) return `each item ${english.slice(each.length)}`;
  return english.startsWith(`${property} `) ? english.slice(property.length + 1) : english;
}
