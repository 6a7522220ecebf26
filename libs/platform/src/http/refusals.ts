import { DomainError } from '@motcua/contracts';
import { HttpException } from '@nestjs/common';
import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { refusalOf, type Refusal } from './problem.js';
import { isStatementTimeout } from '../database/statement-timeout.js';
import { isError } from '../observability/is-error.js';

/** An error with a complete answer, for statuses that no kind of DomainError has. */
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
 * The answer to any error. `defect` marks an unexpected one: it must be logged in full, and its answer reveals nothing
 * of it.
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
        en: 'An unexpected error occurred. Quote the request id when you report it.',
      },
    },
    defect: true,
  };
}

/** Also recognises a DomainError of another copy of the contracts (bundled or separately installed). */
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

/** Operator intervention, connection exceptions, too many connections, read-only server. */
const AWAY = /^(08...|57P0[1-5]|53...|25006)$/;
/** The disk is full (53100 of PostgreSQL, which reports 58030 for a failing disk), or this service's disk is. */
const NO_ROOM = /^(53100|58030|ENOSPC|EDQUOT)$/;
const ROOM_IN_SECONDS = 10;
/** The transaction lost a race with another; the same request is likely to pass when sent again. */
const RACE = /^40(001|P01)$/;
/**
 * A lock was held longer than a request waits: the wait ended by lock_timeout (55P03), or `LockWaiters` cancelled it
 * (57014, as for a statement that ran too long).
 */
const HELD = /^(55P03|57014)$/;
/** The statement timed out: the same request, sent again at once, would take as long again. */
const SLOW_IN_SECONDS = 30;
const POOL =
  /timeout exceeded when trying to connect|Connection terminated|is not queryable|after calling end on the pool|not established|Driver not Connected/i;

function databaseRefusal(error: unknown): Refusal | undefined {
  if (!isError(error)) return undefined;
  const driver = (error as { driverError?: unknown }).driverError;
  const source = (isError(driver) ? driver : error) as Error & { code?: unknown };
  const code = typeof source.code === 'string' ? source.code : '';
  const fromCause = isError(error.cause) && error !== error.cause ? databaseRefusal(error.cause) : undefined;
  if (isStatementTimeout(source)) {
    return {
      status: 503,
      code: 'database.too-slow',
      message: {
        vi: 'Yêu cầu mất quá nhiều thời gian nên đã bị dừng. Hãy thu hẹp yêu cầu hoặc thử lại sau.',
        en: 'The request took too long and was stopped. Ask for less, or try again later.',
      },
      retryAfterSeconds: SLOW_IN_SECONDS,
    };
  }
  if (RACE.test(code) || HELD.test(code)) {
    return {
      status: 503,
      code: 'database.busy',
      message: {
        vi: 'Có người khác đang sửa cùng dữ liệu. Hãy gửi lại yêu cầu.',
        en: 'Someone else is changing the same data. Send the request again.',
      },
      retryAfterSeconds: RACE.test(code) ? 1 : 2,
    };
  }
  if (NO_ROOM.test(code)) {
    return { status: 503, ...UNAVAILABLE, retryAfterSeconds: ROOM_IN_SECONDS };
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
        en: 'The request contains a value that cannot be stored: it is too large or has the wrong form.',
      },
    };
  }
  return fromCause;
}

/** TypeORM drops a connection that breaks between statements; the next statement fails with this. */
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
    message: {
      vi: 'Nội dung không dài như đã khai (Content-Length).',
      en: 'The length of the body differs from Content-Length.',
    },
  },
  FST_ERR_BAD_URL: {
    code: 'request.url-malformed',
    message: {
      vi: 'Địa chỉ viết sai: mã phần trăm không đúng, hoặc có đoạn trống (//) hay đoạn chấm (., ..).',
      en: 'The address is malformed: it has an invalid percent-encoding, an empty segment (//) or a dot segment (., ..).',
    },
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
      en: 'The address does not exist, or does not take this method.',
    },
  },
  405: {
    code: 'http.method-not-allowed',
    message: { vi: 'Phương thức không được hỗ trợ.', en: 'Method not supported.' },
  },
  406: {
    code: 'request.not-acceptable',
    message: {
      vi: 'Chỉ trả lời bằng JSON; hãy đặt Accept là application/json.',
      en: 'Answers come as JSON only. Send Accept: application/json.',
    },
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
      vi: 'Kiểu nội dung không được hỗ trợ.',
      en: 'This content type is not supported.',
    },
  },
  429: {
    code: 'request.rate-limited',
    message: { vi: 'Quá nhiều yêu cầu; hãy chờ.', en: 'Too many requests. Wait and try again.' },
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
