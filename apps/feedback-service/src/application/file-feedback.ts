import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DomainError, type CounterChannel, type FileFeedbackRequest } from '@motcua/contracts';
import { Clock, type Caller, type Command } from '@motcua/platform';
import { FeedbackServiceConfig } from '../config.js';
import type { FiledBy } from '../domain/feedback.js';
import { fileFeedback, withCode } from '../domain/file-feedback.js';
import { wrongFields } from '../domain/refusals.js';
import { Feedbacks, type Changed } from './feedbacks.js';
import { officeNamed, Offices } from './offices.js';

/** What is known here of a dossier or a procedure that a feedback item names; undefined means not known here, no more. */
export abstract class KnownSubjects {
  abstract dossier(code: string): Promise<{ agencyCode: string; procedureCode: string; fieldCode: string } | undefined>;
  abstract procedureField(code: string): Promise<string | undefined>;
}

/** A citizen files online, a portal files for its user, or an officer writes down what came to the counter. */
@Injectable()
export class FileFeedback {
  constructor(
    private readonly feedbacks: Feedbacks,
    private readonly offices: Offices,
    private readonly subjects: KnownSubjects,
    private readonly config: FeedbackServiceConfig,
    private readonly clock: Clock,
  ) {}

  execute(command: Command<FileFeedbackRequest>): Promise<Changed> {
    const { caller, input } = command;
    const filer = { ...input.filer };
    return this.feedbacks.begin(
      { ...command, filer, prepare: () => this.whereAndAbout(input, caller) },
      async ({ filedBy, office, subject }, { at, nextCode }) => {
        const filed = fileFeedback(
          {
            id: uuidv7(),
            kind: input.kind,
            channel: filedBy === 'OFFICER' ? (input.channel ?? 'DIRECT') : 'ONLINE',
            title: input.title.trim(),
            content: input.content.trim(),
            filer,
            filedBy,
            ...accountsOf(filedBy, caller, input),
            dossierCode: input.dossierCode,
            ...subject,
            rules: this.config.feedbackRules(),
          },
          office,
          at,
        );
        // Last, when nothing can be refused any more, so that a refusal takes no number.
        return withCode(filed, await nextCode());
      },
    );
  }

  private async whereAndAbout(input: FileFeedbackRequest, caller: Caller) {
    const filedBy = capacityOf(input, caller);
    const dossier = input.dossierCode ? await this.subjects.dossier(input.dossierCode) : undefined;
    const agencyCode =
      filedBy === 'OFFICER'
        ? counterAgency(input, caller)
        : (input.agencyCode ?? dossier?.agencyCode ?? this.config.FEEDBACK_FOCAL_AGENCY);
    if (!agencyCode) throw agencyMissing();
    const office = await officeNamed(this.offices, agencyCode, this.clock.now());
    const { procedureCode } = input;
    const subject = procedureCode
      ? { procedureCode, fieldCode: await this.subjects.procedureField(procedureCode) }
      : {
          procedureCode: dossier?.procedureCode,
          fieldCode: dossier?.fieldCode,
          subjectAgencyCode: dossier?.agencyCode,
        };
    return { filedBy, office, subject };
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
          en: 'Only a one-stop officer who records feedback may state its channel.',
        },
      },
    ]);
  }
  return officer && (request.channel !== undefined || !caller.has('applicant'));
}

/** An account that is both a person's and a portal's files for itself, as it submits dossiers. */
function capacityOf(request: FileFeedbackRequest, caller: Caller): FiledBy {
  const filedBy = isAtCounter(request, caller) ? 'OFFICER' : caller.has('applicant') ? 'APPLICANT' : 'PORTAL';
  const { ownerSubject } = request;
  if (ownerSubject && filedBy !== 'PORTAL' && !(filedBy === 'APPLICANT' && ownerSubject === caller.subject)) {
    throw wrongFields([
      {
        path: 'ownerSubject',
        code: 'portals-only',
        message: {
          vi: 'Chỉ cổng gửi thay người dùng của mình mới chỉ định tài khoản khác.',
          en: 'Only a portal that files for its user may name another account.',
        },
      },
    ]);
  }
  return filedBy;
}

/** Whose the item is, and which portal filed it. */
function accountsOf(filedBy: FiledBy, { subject }: Caller, { ownerSubject }: FileFeedbackRequest) {
  if (filedBy === 'PORTAL') return { filerSubject: ownerSubject ?? undefined, portalSubject: subject };
  return { filerSubject: filedBy === 'APPLICANT' ? subject : undefined };
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
          en: 'Feedback recorded at the counter belongs to your own agency. If another agency is competent, file it, then forward it.',
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
        en: 'Name the agency: it cannot be derived from the dossier code.',
      },
    },
  ]);
}
