import { DomainError } from '@motcua/contracts';
import { HttpException } from '@nestjs/common';
import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { refusalOf, type Refusal } from './problem.js';
import { isError } from '../observability/is-error.js';

/** Thrown where the answer is known to the last detail, such as the statuses that no kind of DomainError stands for. */
export class RefusedRequest extends Error {
  constructor(
    readonly refusal: Refusal,
    cause?: unknown,
  ) {
    super(refusal.message.en, { cause });
    this.name = 'RefusedRequest';
  }
}

/**
 * What to answer for anything that may be thrown. `defect` says that nobody foresaw it: it must be logged in full, and
 * its answer tells nothing of it.
 */
export function toRefusal(error: unknown): { refusal: Refusal; defect: boolean } {
  if (error instanceof DomainError || isDomainError(error)) {
    return { refusal: refusalOf(error), defect: false };
  }
  if (error instanceof RefusedRequest) {
    return { refusal: error.refusal, defect: false };
  }
  const database = databaseRefusal(error);
  if (database) {
    return { refusal: database, defect: false };
  }
  const status = statusOf(error);
  if (status !== undefined && status < 500) {
    return { refusal: requestRefusal(status, error), defect: false };
  }
  if (status !== undefined && status !== 500) {
    return { refusal: { status, ...UNAVAILABLE, retryAfterSeconds: status === 503 ? 2 : undefined }, defect: false };
  }
  return {
    refusal: {
      status: 500,
      code: 'internal',
      message: {
        vi: 'Hệ thống gặp lỗi ngoài dự kiến. Khi báo lỗi, hãy gửi kèm mã yêu cầu.',
        en: 'Something unforeseen went wrong. When you report it, quote the request id.',
      },
    },
    defect: true,
  };
}

/** A DomainError of another copy of the contracts (a bundled or separately installed one) is one all the same. */
function isDomainError(error: unknown): error is DomainError {
  const candidate = error as Partial<DomainError> | undefined;
  return isError(error) && error.name === 'DomainError' && typeof candidate?.text?.vi === 'string';
}

const UNAVAILABLE = {
  code: 'service.unavailable',
  message: {
    vi: 'Dịch vụ tạm thời chưa phục vụ được. Hãy thử lại sau ít giây.',
    en: 'The service is temporarily unavailable. Try again in a few seconds.',
  },
};

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** Operator intervention, connection exceptions, too many connections, lock and statement timeouts, read-only server. */
const AWAY = /^(08...|57P0[1-5]|57014|53...|55P03|25006)$/;
/** The transaction lost a race with another; the same request is likely to pass when sent again. */
const RACE = /^40(001|P01)$/;
const POOL =
  /timeout exceeded when trying to connect|Connection terminated|is not queryable|after calling end on the pool|not established|Driver not Connected/i;

function databaseRefusal(error: unknown): Refusal | undefined {
  if (!isError(error)) return undefined;
  const driver = (error as { driverError?: unknown }).driverError;
  const source = (isError(driver) ? driver : error) as Error & { code?: unknown };
  const code = typeof source.code === 'string' ? source.code : '';
  const fromCause = isError(error.cause) && error !== error.cause ? databaseRefusal(error.cause) : undefined;
  if (RACE.test(code)) {
    return {
      status: 503,
      code: 'database.busy',
      message: {
        vi: 'Có người khác đang sửa cùng dữ liệu. Hãy gửi lại yêu cầu.',
        en: 'Somebody else is changing the same data. Send the request again.',
      },
      retryAfterSeconds: 1,
    };
  }
  if (AWAY.test(code) || NETWORK.has(code) || POOL.test(source.message) || brokeBetweenStatements(error)) {
    return { status: 503, ...UNAVAILABLE, retryAfterSeconds: 2 };
  }
  if (/^22[0-9A-Z]{3}$/.test(code) && source !== error) {
    return {
      status: 400,
      code: 'request.value-out-of-range',
      message: {
        vi: 'Yêu cầu có giá trị không lưu được: quá lớn hoặc sai định dạng.',
        en: 'The request holds a value that cannot be stored: too large, or of the wrong form.',
      },
    };
  }
  return fromCause;
}

/** TypeORM lets go of a connection that breaks while no statement is running; the next one finds it gone. */
function brokeBetweenStatements(error: unknown): boolean {
  return error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : undefined;
}

const REQUEST_REFUSALS: Record<string, Omit<Refusal, 'status'>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    code: 'request.body-missing',
    message: { vi: 'Yêu cầu thiếu nội dung JSON.', en: 'The request has no JSON body.' },
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'request.body-incomplete',
    message: { vi: 'Nội dung không dài như đã khai (Content-Length).', en: 'The body is not as long as it says.' },
  },
  FST_ERR_BAD_URL: {
    code: 'request.url-malformed',
    message: { vi: 'Địa chỉ có mã phần trăm sai.', en: 'The address holds a malformed percent-encoding.' },
  },
};

const BY_STATUS: Record<number, Omit<Refusal, 'status'>> = {
  400: {
    code: 'request.malformed',
    message: { vi: 'Nội dung không phải JSON đúng cú pháp.', en: 'The body is not well-formed JSON.' },
  },
  401: {
    code: 'auth.token-invalid',
    message: { vi: 'Mã truy cập không hợp lệ.', en: 'The token is not valid.' },
  },
  403: { code: 'auth.forbidden', message: { vi: 'Không được phép.', en: 'Not allowed.' } },
  404: {
    code: 'http.no-such-route',
    message: {
      vi: 'Không có địa chỉ này, hoặc không dùng được với phương thức này.',
      en: 'There is no such address, or not for this method.',
    },
  },
  405: {
    code: 'http.method-not-allowed',
    message: { vi: 'Phương thức không được hỗ trợ.', en: 'Method not supported.' },
  },
  408: {
    code: 'request.timeout',
    message: { vi: 'Yêu cầu đến quá chậm.', en: 'The request took too long to arrive.' },
  },
  413: {
    code: 'request.too-large',
    message: { vi: 'Nội dung yêu cầu quá lớn.', en: 'The body of the request is too large.' },
  },
  414: { code: 'request.url-too-long', message: { vi: 'Địa chỉ quá dài.', en: 'The address is too long.' } },
  415: {
    code: 'request.content-type',
    message: {
      vi: 'Kiểu nội dung không được hỗ trợ; hãy gửi application/json.',
      en: 'This content type is not supported; send application/json.',
    },
  },
  429: {
    code: 'request.rate-limited',
    message: { vi: 'Quá nhiều yêu cầu; hãy chờ.', en: 'Too many requests; wait a little.' },
  },
  431: {
    code: 'request.headers-too-large',
    message: { vi: 'Phần đầu yêu cầu quá lớn.', en: 'The header fields are too large.' },
  },
};

function requestRefusal(status: number, error: unknown): Refusal {
  const code = (error as { code?: unknown }).code;
  const known = typeof code === 'string' ? REQUEST_REFUSALS[code] : undefined;
  return {
    status,
    ...(known ??
      BY_STATUS[status] ?? {
        code: 'request.refused',
        message: { vi: 'Yêu cầu không được chấp nhận.', en: 'The request was refused.' },
      }),
  };
}
