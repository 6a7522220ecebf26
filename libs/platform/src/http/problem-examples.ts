import type { LocalizedText } from '@motcua/contracts';
import { problemOf, type Problem, type Refusal } from './problem.js';
import { toRefusal } from './refusals.js';

const said = (status: number, code: string, vi: string, more: Partial<Refusal> = {}): Refusal => ({
  status,
  code,
  message: { vi } as LocalizedText,
  ...more,
});

/** One real refusal for each documented status, from the service that uses it most. */
const REFUSALS = [
  said(400, 'request.invalid', 'Một số trường chưa đúng.', {
    fields: [
      { path: 'applicant.fullName', code: 'isDefined', message: { vi: 'là bắt buộc' } as LocalizedText },
      {
        path: 'applicant.phone',
        code: 'matches',
        message: { vi: 'phải là số điện thoại, ví dụ 0912345678' } as LocalizedText,
      },
    ],
  }),
  said(401, 'auth.token-missing', 'Yêu cầu này cần mã truy cập (Bearer).'),
  said(403, 'auth.role-missing', 'Việc này cần một trong các vai trò: one-stop-officer.'),
  said(404, 'dossier.not-found', 'Không tìm thấy hồ sơ.'),
  said(409, 'dossier.changed-meanwhile', 'Hồ sơ đã được người khác cập nhật. Hãy đọc lại rồi thực hiện.', {
    details: { version: 3, dossierStatus: 'IN_PROGRESS' },
  }),
  said(413, 'request.too-large', 'Nội dung yêu cầu quá lớn.'),
  said(415, 'request.content-type', 'Kiểu nội dung không được hỗ trợ; hãy gửi application/json.'),
  said(
    422,
    'dossier.steps-open',
    'Còn bước "tham-dinh" chưa hoàn thành; hãy hoàn thành mọi bước trước khi phê duyệt kết quả.',
    { details: { currentStepCode: 'tham-dinh' } },
  ),
  said(503, 'service.unavailable', 'Dịch vụ tạm thời chưa phục vụ được. Hãy thử lại sau ít giây.'),
];

/** The example of a status in the documentation, in Vietnamese, the default language. */
export function problemExample(status: number): Problem {
  const refusal = REFUSALS.find((one) => one.status === status);
  if (!refusal) throw new Error(`no example of a problem with status ${status}`);
  return exampleOf(refusal);
}

/** The example of the answer to `error`. */
export function exampleOfProblem(error: unknown): Problem {
  return exampleOf(toRefusal(error).refusal);
}

function exampleOf(refusal: Refusal): Problem {
  return problemOf(refusal, 'vi', { requestId: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10' });
}
