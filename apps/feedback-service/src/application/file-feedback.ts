import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { CounterChannel, FileFeedbackRequest } from '@motcua/contracts';
import { DomainError } from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { feedbackCode } from '../domain/feedback-code.js';
import { fileFeedback } from '../domain/file-feedback.js';
import { wrongFields } from '../domain/refusals.js';
import { FeedbackServiceConfig } from '../config.js';
import { officeNamed } from './office-of.js';
import { Feedbacks, KnownSubjects, Offices, type FeedbackRecord, type Repetition } from './ports.js';

/** A citizen files online, or an officer writes down what came to the counter. */
@Injectable()
export class FileFeedback {
  constructor(
    @Inject(Feedbacks) private readonly feedbacks: Feedbacks,
    @Inject(Offices) private readonly offices: Offices,
    @Inject(KnownSubjects) private readonly subjects: KnownSubjects,
    @Inject(FeedbackServiceConfig) private readonly config: FeedbackServiceConfig,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async execute<T>(
    request: FileFeedbackRequest,
    caller: Caller,
    repetition: Repetition,
    present: (record: FeedbackRecord) => T,
  ): Promise<T> {
    const at = this.clock.now();
    const atCounter = isAtCounter(request, caller);
    const dossier = request.dossierCode ? await this.subjects.dossier(request.dossierCode) : undefined;
    const agencyCode = atCounter
      ? counterAgency(request, caller)
      : (request.agencyCode ?? dossier?.agencyCode ?? this.config.FEEDBACK_FOCAL_AGENCY);
    if (!agencyCode) throw agencyMissing();
    const countedAt = await officeNamed(this.offices, agencyCode, 'agencyCode', at);
    const procedureCode = request.procedureCode ?? dossier?.procedureCode;
    const fieldCode = request.procedureCode
      ? await this.subjects.procedureField(request.procedureCode)
      : dossier?.fieldCode;
    const id = uuidv7();
    const filer = { ...request.filer };
    const code = feedbackCode(at, await this.feedbacks.nextNumber(localDate(at)));
    return this.feedbacks.changeCounted(
      { id, countedAt, actor: caller, visibility: { everywhere: true }, filer, repetition },
      (_, office) =>
        fileFeedback(
          {
            id,
            code,
            kind: request.kind,
            channel: atCounter ? (request.channel ?? 'DIRECT') : 'ONLINE',
            title: request.title.trim(),
            content: request.content.trim(),
            filer,
            filerSubject: atCounter ? undefined : caller.subject,
            dossierCode: request.dossierCode,
            procedureCode,
            fieldCode,
            subjectAgencyCode: request.procedureCode ? undefined : dossier?.agencyCode,
            rules: this.config.feedbackRules(),
          },
          office,
          at,
        ),
      present,
    );
  }
}

/** An officer who files their own feedback does it as any citizen: without a counter channel and as `applicant`. */
function isAtCounter(request: { channel?: CounterChannel }, caller: Caller): boolean {
  const officer = caller.has('one-stop-officer');
  if (request.channel && !officer) {
    throw wrongFields([
      {
        path: 'channel',
        code: 'officers-only',
        message: {
          vi: 'Chỉ cán bộ Một cửa ghi nhận tại quầy mới chọn hình thức tiếp nhận.',
          en: 'Only a one-stop officer who writes a feedback down says how it came.',
        },
      },
    ]);
  }
  return officer && (request.channel !== undefined || !caller.has('applicant'));
}

function counterAgency(request: FileFeedbackRequest, caller: Caller): string {
  if (!caller.agency) {
    throw new DomainError({
      kind: 'forbidden',
      code: 'feedback.no-agency',
      message: { vi: 'Mã truy cập không ghi cơ quan của bạn.', en: 'Your token names no agency.' },
    });
  }
  if (request.agencyCode && request.agencyCode !== caller.agency) {
    throw wrongFields([
      {
        path: 'agencyCode',
        code: 'own-agency-only',
        message: {
          vi: 'Ghi nhận tại quầy thuộc cơ quan của bạn; nếu không đúng thẩm quyền, hãy ghi nhận rồi chuyển.',
          en: 'What is written down at the counter lies with your own agency; if another is competent, file it, then forward it.',
        },
      },
    ]);
  }
  return caller.agency;
}

function agencyMissing(): DomainError {
  return wrongFields([
    {
      path: 'agencyCode',
      code: 'needed',
      message: {
        vi: 'Hãy chọn cơ quan tiếp nhận: chưa suy ra được từ mã hồ sơ.',
        en: 'Name the agency: it cannot be told from the dossier code.',
      },
    },
  ]);
}
