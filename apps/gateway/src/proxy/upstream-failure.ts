import { RefusedRequest, type Refusal } from '@motcua/platform';
import type { UpstreamFailureKind } from './retry.js';

/** A service could not be reached, or its answer is invalid. */
export class UpstreamFailure extends RefusedRequest {
  constructor(
    readonly service: string,
    readonly kind: UpstreamFailureKind,
    cause?: unknown,
    /** The request is idempotent: the caller is asked to repeat it. */
    mayRepeat = false,
  ) {
    super({ ...refusalOf(service, kind, mayRepeat), details: { service } }, cause);
    this.name = 'UpstreamFailure';
  }
}

/** The caller's answer: whether it may have been carried out, and when to retry. */
function refusalOf(service: string, kind: UpstreamFailureKind, mayRepeat: boolean): Refusal {
  switch (kind) {
    case 'not-sent':
    case 'unavailable':
      return {
        status: 503,
        code: 'gateway.service-away',
        message: {
          vi: `Dịch vụ ${service} tạm thời không liên lạc được; yêu cầu chưa được thực hiện. Hãy thử lại sau ít giây.`,
          en: `The ${service} service cannot be reached; nothing was done. Try again in a few seconds.`,
        },
        retryAfterSeconds: 2,
      };
    case 'timed-out':
      return {
        status: 504,
        code: 'gateway.service-slow',
        message: {
          vi: `Dịch vụ ${service} không trả lời kịp; yêu cầu có thể đã được thực hiện. Hãy gửi lại với cùng Idempotency-Key.`,
          en: `The ${service} service did not respond in time; the request may have been carried out. Repeat it with the same Idempotency-Key.`,
        },
      };
    case 'broke-off':
      return {
        ...(mayRepeat ? { status: 503, retryAfterSeconds: 2 } : { status: 502 }),
        code: 'gateway.service-broke-off',
        message: {
          vi: `Kết nối với dịch vụ ${service} bị ngắt giữa chừng; yêu cầu có thể đã được thực hiện. Hãy gửi lại với cùng Idempotency-Key.`,
          en: `The connection to the ${service} service broke; the request may have been carried out. Repeat it with the same Idempotency-Key.`,
        },
      };
    case 'bad-answer':
      return {
        status: 502,
        code: 'gateway.bad-answer',
        message: {
          vi: `Dịch vụ ${service} trả lời sai quy cách. Khi báo lỗi, hãy gửi kèm mã yêu cầu.`,
          en: `The ${service} service returned an invalid response. Quote the request id when you report this.`,
        },
      };
  }
}
