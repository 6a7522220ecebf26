/** A record of `LayThuTuc`: names in capitals, numbers as texts. */
type LegacyRecord = Record<string, unknown>;

const CHANNELS: Record<string, string> = { '1': 'DIRECT', '2': 'ONLINE', '3': 'POSTAL' };
/** Other units stay as text, and the import flags them: a guessed unit would be a guessed deadline. */
const UNITS: Record<string, string> = {
  'ngày làm việc': 'WORKING_DAY',
  ngày: 'DAY',
  'giờ làm việc': 'WORKING_HOUR',
  // Of which kind, is not said: the import flags it.
  giờ: 'HOUR',
  tháng: 'MONTH',
  năm: 'YEAR',
};
/** By its name: the number has different meanings in old and new records. */
const LEVELS: [pattern: RegExp, member: 'isMinistry' | 'isProvince' | 'isWard'][] = [
  [/bộ|trung ương/i, 'isMinistry'],
  [/tỉnh/i, 'isProvince'],
  [/xã/i, 'isWard'],
];

/** The record in the form of the portal's public catalog, which procedure-catalog-service imports. */
export function catalogRecordOf(record: LegacyRecord): Record<string, unknown> {
  const levels = objects(record['CAPTHUCHIEN']).map((level) => text(level['TENCAP']) ?? '');
  return {
    code: text(record['MATTHC']),
    name: text(record['TENTTHC']),
    formalityType: text(record['LOAITTHC']),
    departmentPromulgateCode: text(record['MACOQUANCONGBO']),
    decisionNo: text(record['QUYETDINH']) ?? text(record['IDQUYETDINHCONGBO']),
    requirementsAndConditions: text(record['YEUCAU']),
    ...Object.fromEntries(LEVELS.map(([pattern, member]) => [member, levels.some((level) => pattern.test(level))])),
    categoriesDetails: objects(record['LINHVUCTHUCHIEN']).map((field) => ({
      code: text(field['MALINHVUC']),
      name: text(field['TENLINHVUC']),
    })),
    executionSteps: objects(record['TRINHTUTHUCHIEN']).flatMap((one) =>
      objects(one['TRINHTU']).map((step) => ({ name: text(step['TENTRINHTU']), description: text(one['TRUONGHOP']) })),
    ),
    executionMethods: objects(record['CACHTHUCTHUCHIEN']).flatMap((method) =>
      objects(method['THOIGIAN']).map((time) => ({
        submissionMethod: CHANNELS[text(method['KENH']) ?? ''] ?? text(method['KENH']),
        ...limitOf(time),
        description: text(time['MOTA']),
        fees: objects(time['PHILEPHI']).map((fee) => ({
          value: text(fee['SOTIEN']),
          currencyName: text(fee['DONVI']),
          description: text(fee['MOTA']),
        })),
      })),
    ),
    executionCases: objects(record['THANHPHANHOSO']).map((one) => ({
      name: text(one['TRUONGHOP']),
      profileComponents: objects(one['GIAYTO']).map((paper) => ({
        code: text(paper['MAGIAYTO']),
        name: text(paper['TENGIAYTO']),
      })),
    })),
    resultsDetails: objects(record['KETQUATHUCHIEN']).map((result) => ({
      code: text(result['MAKETQUA']),
      name: text(result['TENKETQUA']),
    })),
    legalBasisesDetails: objects(record['CANCUPHAPLY']).map((basis) => ({
      code: text(basis['SOVANBAN']),
      name: text(basis['TENVANBAN']),
    })),
    subjectTypesDetails: objects(record['DOITUONGTHUCHIEN']).map((one) => ({ name: text(one['TENDOITUONG']) })),
    departmentsExecuting: namesOf(record['COQUANTHUCHIEN']),
    departmentsAuthority: namesOf(record['COQUANCOTHAMQUYEN']),
    departmentsAuthorized: namesOf(record['COQUANDUOCUYQUYEN']),
    departmentsCoordinating: namesOf(record['COQUANPHOIHOP']),
  };
}

function limitOf(time: LegacyRecord): { processingTime?: number | string; processingTimeUnit?: string } {
  const number = text(time['THOIGIANGIAIQUYET']);
  const unit = text(time['DONVITINH']);
  return {
    processingTime: number !== undefined && /^\d+$/.test(number) ? Number(number) : number,
    processingTimeUnit: unit && (UNITS[unit.normalize('NFC').toLowerCase()] ?? unit),
  };
}

const namesOf = (value: unknown): { name?: string }[] => objects(value).map((one) => ({ name: text(one['TENDONVI']) }));

function objects(value: unknown): LegacyRecord[] {
  return Array.isArray(value) ? value.filter((item) => item !== null && typeof item === 'object') : [];
}

function text(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  return trimmed === '' ? undefined : trimmed;
}
