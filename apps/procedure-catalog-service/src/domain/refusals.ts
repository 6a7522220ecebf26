import { DomainError, type FieldError, type LocalizedText, type ProblemDetails } from '@motcua/contracts';

const NOUNS = {
  procedure: { vi: 'thủ tục', en: 'procedure' },
  'procedure-version': { vi: 'phiên bản thủ tục', en: 'version of the procedure' },
  'procedure-import': { vi: 'lần nhập', en: 'import' },
  agency: { vi: 'cơ quan', en: 'agency' },
  calendar: { vi: 'lịch', en: 'calendar' },
  'rule-set': { vi: 'bộ quy tắc', en: 'rule set' },
  'everyday-phrase': { vi: 'cụm từ', en: 'everyday phrase' },
} satisfies Record<string, LocalizedText>;

export type Noun = keyof typeof NOUNS;

/**
 * The same for what does not exist and for what the caller may not see.
 * @param version that was asked for, of something that has numbered versions
 */
export function notFound(noun: Noun, version?: number): DomainError {
  const { vi, en } = NOUNS[noun];
  return new DomainError({
    kind: 'not-found',
    code: `${noun}.not-found`,
    message:
      version === undefined
        ? { vi: `Không có ${vi} này.`, en: `The ${en} was not found.` }
        : { vi: `Không có phiên bản ${version} của ${vi} này.`, en: `Version ${version} of the ${en} was not found.` },
  });
}

const COUNTERS = { revision: { vi: 'lần sửa', en: 'revision' }, version: { vi: 'phiên bản', en: 'version' } };

/**
 * Holds a change to what its caller has read.
 * @param present what the number is now
 * @param expected what it was when the caller read it; absent: the caller does not mind
 * @throws DomainError `<noun>.changed-meanwhile`
 */
export function expectUnchanged(
  noun: Noun,
  counter: keyof typeof COUNTERS,
  present: number,
  expected: number | undefined,
): void {
  if (expected === undefined || expected === present) return;
  const { vi, en } = NOUNS[noun];
  throw conflict(
    `${noun}.changed-meanwhile`,
    `${vi.charAt(0).toUpperCase()}${vi.slice(1)} đã thay đổi từ lúc bạn đọc: nay là ${COUNTERS[counter].vi} ${present}, không phải ${expected}. Hãy đọc lại rồi thực hiện.`,
    `The ${en} has changed since you read it: it is at ${COUNTERS[counter].en} ${present}, not ${expected}. Read it again, then retry.`,
    { details: { [counter]: present } as Pick<ProblemDetails, keyof typeof COUNTERS> },
  );
}

export function fieldError(path: string, code: string, vi: string, en: string): FieldError {
  return { path, code, message: { vi, en } };
}

/** What was sent contradicts itself or what the catalog knows; each field says how. */
export function wrongFields(code: string, vi: string, en: string, fields: FieldError[]): DomainError {
  return new DomainError({ kind: 'precondition', code, message: { vi, en }, fields });
}

/** What was asked for does not fit the state that things are in. */
export function conflict(
  code: string,
  vi: string,
  en: string,
  more: Pick<ConstructorParameters<typeof DomainError>[0], 'fields' | 'details' | 'retryAfterSeconds'> = {},
): DomainError {
  return new DomainError({ kind: 'conflict', code, message: { vi, en }, ...more });
}
