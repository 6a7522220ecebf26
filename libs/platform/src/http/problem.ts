import { ProblemDetails, type DomainError, type ErrorKind, type LocalizedText } from '@motcua/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Language } from './language.js';

export const PROBLEM_TYPE = 'application/problem+json';

export const STATUS_OF_KIND: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  precondition: 422,
  'too-large': 413,
  unsupported: 415,
  'rate-limited': 429,
  unavailable: 503,
};

const TITLES: Record<number, LocalizedText> = {
  400: { vi: 'Yêu cầu không hợp lệ', en: 'The request is not valid' },
  401: { vi: 'Chưa xác thực', en: 'Not authenticated' },
  403: { vi: 'Không được phép', en: 'Not allowed' },
  404: { vi: 'Không tìm thấy', en: 'Not found' },
  405: { vi: 'Phương thức không được hỗ trợ', en: 'Method not supported' },
  406: { vi: 'Không có định dạng phù hợp', en: 'Not acceptable' },
  408: { vi: 'Hết thời gian nhận yêu cầu', en: 'The request took too long to arrive' },
  409: { vi: 'Mâu thuẫn với trạng thái hiện tại', en: 'Conflict with the current state' },
  413: { vi: 'Nội dung quá lớn', en: 'The content is too large' },
  414: { vi: 'Địa chỉ quá dài', en: 'The address is too long' },
  415: { vi: 'Kiểu nội dung không được hỗ trợ', en: 'Content type not supported' },
  422: { vi: 'Không thực hiện được', en: 'Cannot be done' },
  429: { vi: 'Quá nhiều yêu cầu', en: 'Too many requests' },
  431: { vi: 'Phần đầu yêu cầu quá lớn', en: 'The header fields are too large' },
  500: { vi: 'Lỗi hệ thống', en: 'Internal error' },
  502: { vi: 'Dịch vụ phía sau trả lời sai', en: 'Invalid response from an upstream service' },
  503: { vi: 'Tạm thời chưa phục vụ được', en: 'Temporarily unavailable' },
  504: { vi: 'Dịch vụ phía sau không trả lời kịp', en: 'An upstream service did not answer in time' },
};

/** One wrong field. */
export class ProblemField {
  @ApiProperty({ example: 'steps[2].budget.amount' })
  path: string;

  @ApiPropertyOptional({ example: 'min' })
  code?: string;

  @ApiProperty({ example: 'phải từ 1 trở lên' })
  message: string;
}

/** An RFC 9457 problem document, in the requested language. */
export class Problem extends ProblemDetails {
  @ApiProperty({ example: 'urn:motcua:problem:request.invalid' })
  type: string;

  @ApiProperty({ example: 'Yêu cầu không hợp lệ' })
  title: string;

  @ApiProperty({ example: 400 })
  status: number;

  @ApiProperty({ example: 'Một số trường chưa đúng.' })
  detail: string;

  @ApiPropertyOptional({ example: '/api/v1/dossiers' })
  instance?: string;

  @ApiProperty({ example: 'request.invalid', description: 'Stable and machine-readable' })
  code: string;

  @ApiPropertyOptional({ example: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10' })
  requestId?: string;

  @ApiPropertyOptional({ type: [ProblemField] })
  errors?: ProblemField[];
}

/** An answer before translation. */
export interface Refusal {
  status: number;
  code: string;
  message: LocalizedText;
  fields?: DomainError['fields'];
  retryAfterSeconds?: number;
  details?: ProblemDetails;
}

export function refusalOf(error: DomainError): Refusal {
  return {
    status: STATUS_OF_KIND[error.kind],
    code: error.code,
    message: error.text,
    fields: error.fields,
    retryAfterSeconds: error.retryAfterSeconds,
    details: error.details,
  };
}

/** The problem document of a refusal. `details` become additional members but never replace the standard ones. */
export function problemOf(refusal: Refusal, language: Language, at: { path?: string; requestId?: string }): Problem {
  const title = TITLES[refusal.status] ?? (refusal.status >= 500 ? TITLES[500]! : TITLES[400]!);
  const standard: Problem = {
    type: `urn:motcua:problem:${refusal.code}`,
    title: title[language],
    status: refusal.status,
    detail: refusal.message[language],
    ...(at.path ? { instance: at.path.slice(0, 300) } : {}),
    code: refusal.code,
    ...(at.requestId ? { requestId: at.requestId } : {}),
    ...(refusal.fields?.length
      ? {
          errors: refusal.fields.map((field) => ({
            path: field.path,
            code: field.code ?? refusal.code,
            message: field.message[language],
          })),
        }
      : {}),
  };
  // A member keeps its first position: the standard ones come first, for any names of the details.
  return { ...standard, ...refusal.details, ...standard };
}
