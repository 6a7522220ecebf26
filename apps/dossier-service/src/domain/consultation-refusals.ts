import { DomainError, type FieldError, type LocalizedText } from '@motcua/contracts';
import { sayInstant } from '@motcua/working-time';
import type { ConsultationTask } from './dossier.js';

function numbersOf(asked: readonly ConsultationTask[]): number[] {
  return asked.map(({ number }) => number);
}

export function unknown(consultation: number, open: number[]): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'consultation.unknown',
    message: {
      vi: `Hồ sơ không có lần lấy ý kiến số ${consultation}; đang chờ trả lời: ${open.join(', ')}.`,
      en: `The dossier has no consultation ${consultation}; open are: ${open.join(', ')}.`,
    },
    details: { consultations: open },
  });
}

/** The refusal to resolve while opinions are awaited. */
export function consultationsOpen(asked: readonly ConsultationTask[]): DomainError {
  const listed = asked.map(({ number, agencyCode, unit }) => `${number} (${unit ?? agencyCode})`).join(', ');
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.consultations-open',
    message: {
      vi: `Còn chờ ý kiến: ${listed}. Hãy chờ trả lời, chờ hết thời hạn hoặc rút đề nghị lấy ý kiến trước khi kết thúc xử lý.`,
      en: `Opinions are still awaited: ${listed}. Wait for the answer or the limit, or withdraw the request, before resolving.`,
    },
    details: { consultations: numbersOf(asked) },
  });
}

/** The refusal of a field. */
export function refusal(code: string, path: string, message: LocalizedText): DomainError {
  const fields: FieldError[] = [{ path, message }];
  return new DomainError({
    kind: 'precondition',
    code,
    message: { vi: `Trường ${path} ${message.vi}.`, en: `Field ${path} ${message.en}.` },
    fields,
  });
}

export function silenceIsNoConsent(isUnit: boolean, ruleSetId: string): DomainError {
  return refusal(
    'consultation.silence-is-no-consent',
    'silenceIsConsent',
    isUnit
      ? {
          vi: 'không dùng cho bộ phận của chính cơ quan: cơ quan không thể im lặng để đồng ý với mình',
          en: 'is not for a unit of the own agency, which cannot agree with itself by silence',
        }
      : {
          vi: `không được dùng: theo bộ quy tắc ${ruleSetId}, im lặng không phải là đồng ý (Nghị định 61/2018/NĐ-CP Điều 19.5); hết thời hạn sẽ ghi nhận là không trả lời`,
          en: `cannot be used: by rule set ${ruleSetId} silence is no consent (Decree 61/2018 Art. 19.5); at the limit silence is recorded`,
        },
  );
}

export function alreadyOpen({ number, dueAt }: ConsultationTask): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'consultation.already-open',
    message: {
      vi: `Đang chờ ý kiến này (lần lấy ý kiến số ${number}, đến ${sayInstant(dueAt).vi}); có thể gia hạn một lần hoặc rút đề nghị.`,
      en: `It is being asked (consultation ${number}, until ${sayInstant(dueAt).en}). It can be extended once, or withdrawn.`,
    },
    details: { consultations: [number] },
  });
}

export function askedTwice(earlier: readonly ConsultationTask[]): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'consultation.asked-twice',
    message: {
      vi: 'Đã lấy ý kiến nơi này hai lần. Cơ quan chủ trì quyết định theo những gì đã có.',
      en: 'It has been asked twice. The agency that has the dossier decides by what there is.',
    },
    details: { consultations: numbersOf(earlier) },
  });
}

export function askedTooMany(asked: readonly ConsultationTask[], limit: number): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'consultation.asked-too-many',
    message: {
      vi: `Hồ sơ đã lấy ý kiến ${asked.length} nơi, tối đa ${limit}. Cơ quan chủ trì quyết định theo những gì đã có, hoặc hỏi lại một nơi đã hỏi.`,
      en: `The dossier has asked ${asked.length}, and may ask ${limit}. The agency that has it decides by what there is, or asks one of them again.`,
    },
    details: { consultations: numbersOf(asked), limit },
  });
}

export function extendedOnce(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'consultation.extended-once',
    message: {
      vi: 'Đã gia hạn một lần; không gia hạn nữa.',
      en: 'It has been extended once, and is not extended again.',
    },
  });
}

export function closed({ number, closing }: ConsultationTask): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'consultation.closed',
    message: {
      vi: `Lần lấy ý kiến số ${number} đã kết thúc (${closing?.outcome}).`,
      en: `Consultation ${number} has ended (${closing?.outcome}).`,
    },
    details: { consultations: [number] },
  });
}

/**
 * The same for one of others and for one that does not exist.
 * @param asked what is asked of the caller
 */
export function ofOthers(asked: readonly ConsultationTask[]): DomainError {
  const numbers = numbersOf(asked);
  return new DomainError({
    kind: 'forbidden',
    code: 'consultation.of-others',
    message: {
      vi: `Chỉ cơ quan, bộ phận được lấy ý kiến trả lời.${numbers.length > 0 ? ` Chờ trả lời của bạn: ${numbers.join(', ')}.` : ''}`,
      en: `Only the agency or unit that is asked answers.${numbers.length > 0 ? ` You are asked: ${numbers.join(', ')}.` : ''}`,
    },
    details: { consultations: numbers },
  });
}

export function ownRequest(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'consultation.own-request',
    message: {
      vi: 'Người lấy ý kiến không tự trả lời. Đề nghị cán bộ khác của cơ quan, bộ phận được lấy ý kiến trả lời.',
      en: 'Who asks does not answer. Have another officer of the agency or unit that is asked answer.',
    },
  });
}
