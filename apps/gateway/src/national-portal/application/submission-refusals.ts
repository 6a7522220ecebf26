import { DomainError } from '@motcua/contracts';
import { KEY_GOOD_FOR_MS } from './fetch-submissions.js';
import type { SubmissionStep } from './submissions.js';

/** The longest wait until an attempt finds the key too old. */
const LONGEST_WAIT_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Why a person's action on a submission was refused. */
export function refusalOf(step: Exclude<SubmissionStep, 'DONE'>): DomainError {
  if (typeof step === 'object') return mayBeADossier(step.mayBeADossierSince);
  return new DomainError({ kind: step === 'UNKNOWN' ? 'not-found' : 'conflict', ...REFUSALS[step] });
}

/** Names the first whole day on which the key is too old to be used. */
function mayBeADossier(since: Date): DomainError {
  const from = new Date(since.getTime() + KEY_GOOD_FOR_MS + LONGEST_WAIT_MS + DAY_MS);
  const timeZone = 'Asia/Ho_Chi_Minh';
  const vi = from.toLocaleDateString('vi-VN', { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' });
  const en = from.toLocaleDateString('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' });
  return new DomainError({
    kind: 'conflict',
    code: 'national-submission.may-be-a-dossier',
    message: {
      vi: `Chưa rõ hồ sơ đã được lập tại đây hay chưa nên chưa từ chối được. Hệ thống sẽ tự thử lại. Chậm nhất từ ngày ${vi} có thể từ chối, sau khi đã kiểm tra rằng hồ sơ chưa được lập.`,
      en: `It is not known yet whether the submission became a dossier, so it cannot be refused. It is retried automatically. You can refuse it from ${en} at the latest, after you have checked that no dossier of it exists.`,
    },
  });
}

const REFUSALS = {
  UNKNOWN: {
    code: 'national-submission.not-found',
    message: { vi: 'Không có hồ sơ này từ Cổng quốc gia.', en: 'The submission of the national portal was not found.' },
  },
  NOT_SET_ASIDE: {
    code: 'national-submission.not-set-aside',
    message: {
      vi: 'Hồ sơ này không bị vướng: đã được tiếp nhận vào hệ thống hoặc đã trả lời. Hãy xử lý hồ sơ tại đây.',
      en: 'This submission is not set aside: it has become a dossier or has been answered. Process the dossier instead.',
    },
  },
  BEING_TRIED: {
    code: 'national-submission.being-tried',
    message: {
      vi: 'Hồ sơ đang được thử lại ngay lúc này. Hãy làm lại sau ít giây.',
      en: 'The submission is being processed right now. Try again in a few seconds.',
    },
  },
} as const;

/** @throws DomainError when there is no such submission */
export function foundSubmission<T>(submission: T | undefined): T {
  if (submission === undefined) throw refusalOf('UNKNOWN');
  return submission;
}
