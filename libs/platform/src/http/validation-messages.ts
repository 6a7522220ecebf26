import type { LocalizedText } from '@motcua/contracts';

/** The error of a broken rule. */
export interface BrokenRule {
  /** class-validator's name of it: `maxLength`. */
  constraint: string;
  property: string;
  /** class-validator's sentence. */
  english: string;
  /** The rule's arguments: a limit, a list. */
  limits?: readonly unknown[];
  /** The rule applies to each item of a list. */
  each?: boolean;
  /** The sentence is not class-validator's own. */
  worded?: boolean;
  /** `{ vi, en }` of a rule with its own message, which overrides the table. */
  context?: unknown;
}

/** Constraint name -> Vietnamese message, from the rule's arguments. */
const VIETNAMESE: Record<string, (first: unknown, second: unknown) => string> = {
  isNotEmpty: () => 'không được để trống',
  isDefined: () => 'là bắt buộc',
  isString: () => 'phải là chuỗi ký tự',
  isInt: () => 'phải là số nguyên',
  isNumber: () => 'phải là số',
  isPositive: () => 'phải lớn hơn 0',
  isBoolean: () => 'phải là true hoặc false',
  isBooleanString: () => 'phải là true hoặc false',
  isNumberString: () => 'phải gồm toàn chữ số',
  isArray: () => 'phải là danh sách',
  isObject: () => 'phải là đối tượng',
  nestedValidation: () => 'phải là đối tượng hoặc danh sách đối tượng',
  isDate: () => 'phải là ngày giờ',
  isDateString: () => 'phải là ngày theo ISO 8601, ví dụ 2026-08-31',
  isInstant: () => 'phải là thời điểm có thật kèm múi giờ, ví dụ 2026-08-31T09:00:00+07:00',
  isIso8601: () => 'phải là ngày giờ theo ISO 8601, ví dụ 2026-08-31T09:00:00+07:00',
  isRFC3339: () => 'phải là thời điểm theo RFC 3339, ví dụ 2026-08-31T09:00:00+07:00',
  isMilitaryTime: () => 'phải là giờ dạng HH:MM',
  isUuid: () => 'phải là UUID',
  isEmail: () => 'phải là địa chỉ thư điện tử',
  isUrl: () => 'phải là địa chỉ URL',
  isPhoneNumber: () => 'phải là số điện thoại',
  isBase64: () => 'phải ở dạng base64',
  isHexadecimal: () => 'phải ở dạng thập lục phân',
  isJson: () => 'phải là JSON',
  isEmpty: () => 'phải để trống',
  matches: () => 'không đúng định dạng',
  min: (bound) => `phải từ ${bound} trở lên`,
  max: (bound) => `không được quá ${bound}`,
  minLength: (bound) => `phải có ít nhất ${bound} ký tự`,
  maxLength: (bound) => `không được dài quá ${bound} ký tự`,
  isLength: (low, high) => `phải dài từ ${low}${high === undefined ? '' : ` đến ${high}`} ký tự`,
  arrayMinSize: (bound) => `phải có ít nhất ${bound} mục`,
  arrayMaxSize: (bound) => `không được quá ${bound} mục`,
  arrayNotEmpty: () => 'phải có ít nhất một mục',
  arrayUnique: () => 'có mục bị lặp',
  visibleText: () => 'phải có ít nhất một chữ cái hoặc chữ số nhìn thấy được',
  pointsByGroup: () => 'phải là số nguyên phần nghìn điểm, hoặc số như vậy theo mã nhóm',
  isIn: (values) => `phải là một trong: ${listOf(values)}`,
  isEnum: (_, values) => `phải là một trong: ${listOf(values)}`,
  isDivisibleBy: (bound) => `phải chia hết cho ${bound}`,
  equals: (value) => `phải bằng ${value}`,
  isNotIn: () => 'là giá trị không được phép',
  whitelistValidation: () => 'không phải là trường của yêu cầu này',
  unknownValue: () => 'không đúng kiểu',
};

export const TRANSLATED_CONSTRAINTS = Object.keys(VIETNAMESE);

/** A broken rule in both languages. */
export function constraintMessage(broken: BrokenRule): LocalizedText {
  const own = broken.context as Partial<LocalizedText> | undefined;
  const en = own?.en ?? withoutProperty(broken);
  if (own?.vi) return { vi: own.vi, en };
  const text = VIETNAMESE[broken.constraint];
  if (!text) return { vi: en, en };
  const [first, second] = broken.limits ?? [];
  const vi = text(first, second);
  return { vi: broken.each ? `mỗi mục ${vi}` : vi, en };
}

/** Our own sentences where class-validator's say too much or too little. */
const ENGLISH: Record<string, string> = {
  isDefined: 'is required',
  whitelistValidation: 'is not a field of this request',
  nestedValidation: 'must be an object or a list of objects',
};

function withoutProperty({ constraint, english, property, each, worded }: BrokenRule): string {
  const ours = ENGLISH[constraint];
  if (ours) return ours;
  if (constraint === 'matches' && !worded) return 'is not of the right form';
  const subject = each ? `each value in ${property} ` : `${property} `;
  if (!english.startsWith(subject)) return english;
  return `${each ? 'each item ' : ''}${english.slice(subject.length)}`;
}

const listOf = (values: unknown): string => (values as unknown[]).join(', ');
