import type { Role } from './codes/roles.js';
import type { LocalizedText } from './domain-error.js';
import {
  DossierAccepted,
  DossierApologised,
  DossierDelivered,
  DossierDueChanged,
  DossierForwarded,
  DossierForwardingRecalled,
  DossierIntakeCorrected,
  DossierRefused,
  DossierResolved,
  DossierStepCompleted,
  DossierStepReturned,
  DossierStopped,
  DossierSubmitted,
  DossierSupplementChecked,
  DossierSupplementProvided,
  DossierSupplementRequested,
  DossierTransferred,
  DossierWithdrawn,
} from './events/dossier-events.js';
import {
  DossierConsultationAnswered,
  DossierConsultationExpired,
  DossierConsultationExtended,
  DossierConsultationRequested,
  DossierConsultationTransferred,
  DossierConsultationWithdrawn,
} from './events/consultation-events.js';
import { eventDefinition } from './events/event-definition.js';
import { DossierCorrectionDelivered, DossierReopened, DossierResultCorrected } from './events/reopening-events.js';
import {
  AnswerConsultationRequest,
  ExtendConsultationRequest,
  RequestConsultationRequest,
  WithdrawConsultationRequest,
} from './rest/dossier/consultations.js';
import { CorrectResultRequest, ReopenDossierRequest } from './rest/dossier/reopening.js';
import {
  AcceptDossierRequest,
  ApologiseRequest,
  AssignTaskRequest,
  CheckSupplementRequest,
  ClaimTaskRequest,
  CompleteStepRequest,
  CorrectIntakeRequest,
  ProvideSupplementRequest,
  RefuseDossierRequest,
  ReleaseTaskRequest,
  RequestSupplementRequest,
  ResolveDossierRequest,
  SendBackRequest,
  StopDossierRequest,
  SubmitDossierRequest,
  WithdrawDossierRequest,
} from './rest/dossier/dossier-requests.js';

/**
 * Of which agency of a dossier the officers are who do an action: of the receiving one (its counter), of the competent one, of whichever
 * has the dossier in its present state, or of the one where the task is done.
 */
export type ActionPlace = 'RECEIVING' | 'COMPETENT' | 'HAVING' | 'TASK';

/** The columns of an action. Every action has every column, `null` if it does not apply. */
export interface DossierActionRow {
  /** Vietnamese: a verb, as officers use it in a sentence. English: the title in the documentation of the API. */
  label: LocalizedText;
  /**
   * Who may do it (Decree 118/2025/NĐ-CP Art. 17-21): officers at their agency; the submitter may only provide a
   * supplement and withdraw. Empty: the system does it.
   */
  roles: readonly Role[];
  /** Where officers do it; null: nowhere, or before there is a dossier. */
  place: ActionPlace | null;
  /** Its request. */
  request: (new () => object) | null;
  /** Its events; several if the state of the dossier decides; none: it is told to nobody, and stands in the history only. */
  events: readonly (new () => object)[];
  /** Its label in the national portal's progress rows; null: no progress row. */
  progress: string | null;
  /** Its address: a POST to this path below the dossier. Null: not over REST. */
  operation: { path: string; id: string; description: string; example?: object } | null;
}

/**
 * All actions on a dossier, in the only list: roles, addresses, labels, events and national portal labels are read from
 * here. dossier-service's lifecycle says which state allows which action.
 */
export const DOSSIER_ACTIONS = {
  submit: {
    label: { vi: 'nộp', en: 'Submit a dossier' },
    roles: ['applicant', 'one-stop-officer', 'portal-client'],
    place: null,
    request: SubmitDossierRequest,
    events: [DossierSubmitted],
    progress: 'Nộp hồ sơ',
    operation: {
      path: '',
      id: 'submitDossier',
      description:
        'An applicant submits online, a portal submits for its user, and a one-stop officer submits at the counter for a citizen: for the own agency, or for one for which its counter receives (`receivesFor` of the agency in the catalog). The procedure must be published and in force today. No deadline runs before acceptance.',
    },
  },
  accept: {
    label: { vi: 'tiếp nhận', en: 'Accept a dossier' },
    roles: ['one-stop-officer'],
    place: 'RECEIVING',
    request: AcceptDossierRequest,
    events: [DossierAccepted],
    progress: 'Tiếp nhận hồ sơ',
    operation: {
      path: 'acceptance',
      id: 'acceptDossier',
      description:
        'Received complete and correct: the dossier gets its code, its receipt (Form 01) and its due date, by the procedure, rule set and calendar in force now (Decree 118/2025 Art. 17.3). The competent agency must exist and be competent today, and the counter must receive for it. Where the version in force no longer has the case of the submission, name one that it has.',
      // An example made from the field would name a case where the one of the submission holds.
      example: {} satisfies AcceptDossierRequest,
    },
  },
  refuse: {
    label: { vi: 'từ chối tiếp nhận', en: 'Refuse a dossier at intake' },
    roles: ['one-stop-officer'],
    place: 'RECEIVING',
    request: RefuseDossierRequest,
    events: [DossierRefused],
    progress: 'Từ chối tiếp nhận',
    operation: {
      path: 'refusal',
      id: 'refuseDossier',
      description: 'Form 03, with the reason; not while the applicant still has time to bring a requested supplement.',
    },
  },
  forward: {
    label: { vi: 'chuyển xử lý', en: 'Forward an accepted dossier' },
    roles: ['one-stop-officer'],
    place: 'RECEIVING',
    request: null,
    events: [DossierForwarded],
    progress: 'Chuyển xử lý',
    operation: {
      path: 'forwarding',
      id: 'forwardDossier',
      description:
        'Ends the last step of the counter and begins the first of processing: on the same working day or, received after 15:00, at the start of the next one. A later forwarding is recorded and flagged, not refused.',
    },
  },
  'correct-intake-data': {
    label: { vi: 'đính chính thông tin tiếp nhận', en: 'Correct what was mistyped at intake' },
    roles: ['one-stop-officer'],
    place: 'RECEIVING',
    request: CorrectIntakeRequest,
    events: [DossierIntakeCorrected],
    progress: 'Đính chính thông tin hồ sơ',
    operation: {
      path: 'intake-correction',
      id: 'correctIntakeData',
      description:
        'Name, number, telephone, e-mail or address of the applicant or the representative, with the reason; until the result is handed over, and afterwards while a wrong result is to be corrected. What was there before is kept. Whose dossier it is, its procedure, channel and dates stay, and so does its clock.',
      // An example made from each field would correct a person that most dossiers do not have.
      example: {
        applicant: { phone: '0903555777' },
        reason: 'Gõ nhầm số điện thoại so với tờ khai',
      } satisfies CorrectIntakeRequest,
    },
  },
  'complete-step': {
    label: { vi: 'hoàn thành bước xử lý', en: 'Complete an open step' },
    roles: ['one-stop-officer', 'processing-officer', 'agency-head'],
    place: 'TASK',
    request: CompleteStepRequest,
    events: [DossierStepCompleted],
    progress: 'Hoàn thành bước xử lý',
    operation: {
      path: 'step-completions',
      id: 'completeStep',
      description:
        'By the role and the unit that the process names for the step; the head of the agency may stand in, which is recorded. Where the process names no role, by any processing officer or the head. Steps that waited for it begin; after the last one but the handing over the dossier can be resolved.',
    },
  },
  'send-back': {
    label: { vi: 'trả lại bước trước', en: 'Send a step back to the one before' },
    roles: ['processing-officer', 'agency-head'],
    place: 'TASK',
    request: SendBackRequest,
    events: [DossierStepReturned],
    progress: 'Trả lại bước trước',
    operation: {
      path: 'step-returns',
      id: 'sendBackStep',
      description:
        'By who may complete the step, with the reason. The step before is done again, then this one; each has what was left of its time, and the due date of the dossier stays. A step that is sent back a second time is flagged.',
      // An example made from each field would name a step before that is needed only where there are several.
      example: {
        stepCode: 'phe-duyet',
        reason: 'Biên bản thẩm định thiếu chữ ký của người tham gia',
      } satisfies SendBackRequest,
    },
  },
  recall: {
    label: { vi: 'thu hồi hồ sơ đã chuyển', en: 'Recall a forwarded dossier' },
    roles: ['one-stop-officer'],
    place: 'RECEIVING',
    request: null,
    events: [DossierForwardingRecalled],
    progress: 'Thu hồi hồ sơ đã chuyển',
    operation: {
      path: 'forwarding-recall',
      id: 'recallDossier',
      description:
        'By the officer who forwarded it, as long as nobody has begun with it: it is with the counter again, and forwarded again it is judged by the same limit.',
    },
  },
  'claim-task': {
    label: { vi: 'nhận việc', en: 'Take up an open task' },
    roles: ['one-stop-officer', 'processing-officer', 'agency-head'],
    place: 'TASK',
    request: ClaimTaskRequest,
    events: [],
    progress: null,
    operation: {
      path: 'task-claims',
      id: 'claimTask',
      description:
        'By an officer of the role and unit of its step. Its time limit stays. Whoever has taken it up alone completes it, or the head instead. Taken up twice, it stays as it is; what another officer has is refused with whose it is.',
    },
  },
  'assign-task': {
    label: { vi: 'giao việc', en: 'Assign an open task to an officer' },
    roles: ['agency-head'],
    place: 'TASK',
    request: AssignTaskRequest,
    events: [],
    progress: null,
    operation: {
      path: 'task-assignments',
      id: 'assignTask',
      description:
        'By the head of the agency, to an officer of the agency with the role and unit of the step who has acted here before; also to another one than has it. The time limit stays, and the time until then stays with who had it. A refusal names who is possible.',
    },
  },
  'release-task': {
    label: { vi: 'trả lại việc', en: 'Give a task back' },
    roles: ['one-stop-officer', 'processing-officer', 'agency-head'],
    place: 'TASK',
    request: ReleaseTaskRequest,
    events: [],
    progress: null,
    operation: {
      path: 'task-releases',
      id: 'releaseTask',
      description:
        'By the officer who has it, or by the head of the agency: it is back in the queue of its unit, with the same time limit.',
    },
  },
  'request-supplement': {
    label: { vi: 'yêu cầu bổ sung', en: 'Ask for a supplement' },
    roles: ['one-stop-officer', 'processing-officer'],
    place: 'HAVING',
    request: RequestSupplementRequest,
    events: [DossierSupplementRequested],
    progress: 'Yêu cầu bổ sung, hoàn thiện hồ sơ',
    operation: {
      path: 'supplement-requests',
      id: 'requestSupplement',
      description:
        'One complete list of what is missing (Form 02). The clock of an accepted dossier pauses, unless it is past due: a lateness stands. A request within three working days of the receipt restarts the time limit, a later one is flagged and has the waiting subtracted, unless sector law says otherwise. More than one request is flagged.',
    },
  },
  'provide-supplement': {
    label: { vi: 'nộp bổ sung', en: 'Provide the supplement' },
    roles: ['applicant', 'portal-client', 'one-stop-officer'],
    place: 'RECEIVING',
    request: ProvideSupplementRequest,
    events: [DossierSupplementProvided],
    progress: 'Tiếp nhận bổ sung',
    operation: {
      path: 'supplements',
      id: 'provideSupplement',
      description:
        'The dossier returns to its previous state, and its clock runs from now, whenever the counter looks at it. Its deadline restarts or excludes the waiting time, as was settled at the request. By the applicant, the portal, or an officer other than the one who asked; by that one only where the agency has nobody else, flagged and without any gain of time.',
      // An example made from each field would name items that the request may not have.
      example: {} satisfies ProvideSupplementRequest,
    },
  },
  'check-supplement': {
    label: { vi: 'kiểm tra hồ sơ bổ sung', en: 'Check a supplement that was brought' },
    roles: ['one-stop-officer'],
    place: 'RECEIVING',
    request: CheckSupplementRequest,
    events: [DossierSupplementChecked],
    progress: 'Kiểm tra hồ sơ bổ sung',
    operation: {
      path: 'supplement-check',
      id: 'checkSupplement',
      description:
        'The counter confirms that the supplement is complete, or says what of the same request is still missing: the dossier waits again, its clock paused from now on and never for a time before. Nothing that the request did not name. Once per supplement, within the working hours that the rule set allows (8), and only until the dossier goes on; afterwards it counts as complete.',
      // An example made from each field would list missing items of a complete supplement.
      example: { outcome: 'COMPLETE' } satisfies CheckSupplementRequest,
    },
  },
  'expire-supplement': {
    label: { vi: 'ghi nhận quá thời hạn bổ sung', en: 'End a dossier whose supplement was not provided' },
    roles: ['one-stop-officer', 'processing-officer'],
    place: 'HAVING',
    request: null,
    events: [DossierRefused, DossierStopped],
    progress: 'Quá thời hạn bổ sung',
    operation: {
      path: 'supplement-expiry',
      id: 'expireSupplement',
      description: 'Only after the time limit of the request: refused at intake, or stopped if it had been accepted.',
    },
  },
  'request-consultation': {
    label: { vi: 'lấy ý kiến', en: 'Ask another agency or unit for its opinion' },
    roles: ['processing-officer', 'agency-head'],
    place: 'COMPETENT',
    request: RequestConsultationRequest,
    events: [DossierConsultationRequested],
    progress: 'Lấy ý kiến cơ quan, đơn vị liên quan',
    operation: {
      path: 'consultations',
      id: 'requestConsultation',
      description:
        'Each agency or unit by a request of its own, several at once. The due date of the dossier does not move. Whether silence is consent is settled now, by the rule set of the dossier (Decree 61/2018 Art. 19.5: never). The same agency or unit is asked again at most once. Without an answer the limit is recorded by the system.',
      // An example made from each field would name both another agency and a unit of the own.
      example: {
        agencyCode: 'H41.27.05',
        content: 'Đề nghị cho ý kiến về hiện trạng thửa đất',
        papers: ['Trích lục bản đồ địa chính'],
        answerBy: '2030-01-31T09:00:00.000Z',
      } satisfies RequestConsultationRequest,
    },
  },
  'answer-consultation': {
    label: { vi: 'trả lời ý kiến', en: 'Answer a consultation' },
    roles: ['processing-officer', 'agency-head'],
    place: 'COMPETENT',
    request: AnswerConsultationRequest,
    events: [DossierConsultationAnswered],
    progress: 'Trả lời ý kiến',
    operation: {
      path: 'consultation-answers',
      id: 'answerConsultation',
      description:
        'By an officer of the agency, or of the unit, that is asked; never by who asked. An answer after the limit is kept and flagged; it does not change that silence was recorded.',
    },
  },
  'extend-consultation': {
    label: { vi: 'gia hạn lấy ý kiến', en: 'Give more time for an opinion' },
    roles: ['processing-officer', 'agency-head'],
    place: 'COMPETENT',
    request: ExtendConsultationRequest,
    events: [DossierConsultationExtended],
    progress: 'Gia hạn lấy ý kiến',
    operation: {
      path: 'consultation-extensions',
      id: 'extendConsultation',
      description: 'Once, before the limit has passed, and within the longest time that the rule set allows.',
    },
  },
  'withdraw-consultation': {
    label: { vi: 'rút đề nghị lấy ý kiến', en: 'Withdraw a consultation' },
    roles: ['processing-officer', 'agency-head'],
    place: 'COMPETENT',
    request: WithdrawConsultationRequest,
    events: [DossierConsultationWithdrawn],
    progress: 'Rút đề nghị lấy ý kiến',
    operation: {
      path: 'consultation-withdrawals',
      id: 'withdrawConsultation',
      description: 'The opinion is not needed any more; with the reason, and before the limit has passed.',
    },
  },
  resolve: {
    label: { vi: 'kết thúc xử lý', en: 'Resolve a dossier' },
    roles: ['processing-officer', 'agency-head'],
    place: 'COMPETENT',
    request: ResolveDossierRequest,
    events: [DossierResolved],
    progress: 'Xử lý xong',
    operation: {
      path: 'resolution',
      id: 'resolveDossier',
      description:
        'Granted, once every step but the handing over is completed, or refused after assessment with the reason; not while somebody is still asked for an opinion. Processing time ends here.',
      // Otherwise Swagger UI would fill in a reason, which an approval must not have.
      example: { outcome: 'APPROVED' } satisfies ResolveDossierRequest,
    },
  },
  deliver: {
    label: { vi: 'trả kết quả', en: 'Deliver the result' },
    roles: ['one-stop-officer'],
    place: 'RECEIVING',
    request: null,
    events: [DossierDelivered],
    progress: 'Trả kết quả',
    operation: {
      path: 'delivery',
      id: 'deliverDossier',
      description: "The result was handed over, which completes the counter's last step.",
    },
  },
  reopen: {
    label: { vi: 'mở lại do kết quả sai sót', en: 'Reopen a dossier whose result is wrong' },
    roles: ['agency-head'],
    place: 'COMPETENT',
    request: ReopenDossierRequest,
    events: [DossierReopened],
    progress: 'Mở lại hồ sơ do kết quả có sai sót',
    operation: {
      path: 'reopening',
      id: 'reopenDossier',
      description:
        'The result is wrong, whether it was handed over or not: the agency corrects it at its own cost, without a fee or another receipt (Decree 61/2018 Art. 21), within a time limit of its own by the rule set. Once for a dossier. When it ended, and whether that was in time, stays as it was judged. A wrong result that was not handed over yet is not handed over any more.',
    },
  },
  'correct-result': {
    label: { vi: 'sửa kết quả sai sót', en: 'Correct the result of a reopened dossier' },
    roles: ['processing-officer', 'agency-head'],
    place: 'COMPETENT',
    request: CorrectResultRequest,
    events: [DossierResultCorrected],
    progress: 'Sửa kết quả có sai sót',
    operation: {
      path: 'result-correction',
      id: 'correctResult',
      description:
        'The corrected result: granted, or refused after assessment with the reason. All the time since the reopening is that of the agency. A correction after its time limit is flagged, and so is one that says the opposite of the first result.',
      // Otherwise Swagger UI would fill in a reason, which an approval must not have.
      example: { outcome: 'APPROVED' } satisfies CorrectResultRequest,
    },
  },
  'deliver-correction': {
    label: { vi: 'trả kết quả đã sửa', en: 'Deliver the corrected result' },
    roles: ['one-stop-officer'],
    place: 'RECEIVING',
    request: null,
    events: [DossierCorrectionDelivered],
    progress: 'Trả kết quả đã sửa',
    operation: {
      path: 'correction-delivery',
      id: 'deliverCorrection',
      description:
        'To an applicant who had been given the wrong result. One that was never handed over is delivered like any other, once it is corrected.',
    },
  },
  withdraw: {
    label: { vi: 'rút hồ sơ', en: 'Withdraw a dossier' },
    roles: ['applicant', 'portal-client', 'one-stop-officer'],
    place: 'RECEIVING',
    request: WithdrawDossierRequest,
    events: [DossierWithdrawn],
    progress: 'Công dân rút hồ sơ',
    operation: {
      path: 'withdrawal',
      id: 'withdrawDossier',
      description:
        'By the applicant, by the portal that submitted it, or at the counter for the applicant; from its submission until a decision. The counter gives the reason; what the counter withdraws is flagged, and reports count it apart.',
    },
  },
  stop: {
    label: { vi: 'dừng giải quyết', en: 'Stop processing' },
    roles: ['one-stop-officer', 'processing-officer', 'agency-head'],
    place: 'HAVING',
    request: StopDossierRequest,
    events: [DossierStopped],
    progress: 'Dừng giải quyết',
    operation: {
      path: 'stop',
      id: 'stopDossier',
      description:
        'On request or by law, by a notice (Form 05); only after acceptance. Before it a dossier is refused or withdrawn.',
    },
  },
  apologise: {
    label: { vi: 'xin lỗi và hẹn lại ngày trả', en: 'Apologise and appoint another return date' },
    roles: ['agency-head'],
    place: 'COMPETENT',
    request: ApologiseRequest,
    events: [DossierApologised],
    progress: 'Xin lỗi và hẹn lại ngày trả kết quả',
    operation: {
      path: 'apology',
      id: 'apologise',
      description:
        'Form 04, signed by the head of the agency: the reason and the new return date, at the latest on the last working day before the dossier is due. A later one is taken and recorded as late. Once for a dossier; not while its clock stands. The appointed date moves, the due date by law stays (Decree 61/2018 Art. 19.9).',
    },
  },
  'set-deadline-anew': {
    label: { vi: 'điều chỉnh hạn trả', en: 'Recompute the deadline' },
    roles: [],
    place: null,
    request: null,
    events: [DossierDueChanged],
    // A date moved by a calendar is not a step of the agency.
    progress: null,
    operation: null,
  },
  'expire-consultation': {
    label: { vi: 'ghi nhận quá thời hạn lấy ý kiến', en: 'Record the silence of who was asked for an opinion' },
    roles: [],
    place: null,
    request: null,
    events: [DossierConsultationExpired],
    // The lead tells the head of the one-stop (Decree 61/2018 Art. 19.5), not the applicant.
    progress: null,
    operation: null,
  },
  'transfer-consultation': {
    label: { vi: 'chuyển việc trả lời ý kiến cho cơ quan kế thừa', en: 'Have the successor of an agency answer' },
    roles: [],
    place: null,
    request: null,
    events: [DossierConsultationTransferred],
    progress: null,
    operation: null,
  },
  transfer: {
    label: { vi: 'chuyển cho cơ quan kế thừa', en: 'Transfer to the successor of the agency' },
    roles: [],
    place: null,
    request: null,
    events: [DossierTransferred],
    // The record names the agency that has the dossier; the transfer is not a step of either.
    progress: null,
    operation: null,
  },
} as const satisfies Record<string, DossierActionRow>;

export type DossierAction = keyof typeof DOSSIER_ACTIONS;

/** Actions of people on an existing dossier: all but its submission and the system's actions. */
export type PersonalAction = {
  [A in DossierAction]: (typeof DOSSIER_ACTIONS)[A]['roles'] extends readonly [] ? never : A;
}[Exclude<DossierAction, 'submit'>];

/** The request of an action. */
export type DossierActionInput<A extends DossierAction> =
  (typeof DOSSIER_ACTIONS)[A]['request'] extends new () => infer R ? R : undefined;

/** In the order of the table. */
export const DOSSIER_ACTION_NAMES = Object.keys(DOSSIER_ACTIONS) as DossierAction[];

export const PERSONAL_ACTIONS = DOSSIER_ACTION_NAMES.filter(isPersonal);

export function isPersonal(action: DossierAction): action is PersonalAction {
  return action !== 'submit' && DOSSIER_ACTIONS[action].roles.length > 0;
}

/** The row of an action by its name, as in a history; undefined for a legacy import. */
export function dossierActionRow(name: string): DossierActionRow | undefined {
  return Object.hasOwn(DOSSIER_ACTIONS, name) ? DOSSIER_ACTIONS[name as DossierAction] : undefined;
}

/** The type of every event of an action. */
export const DOSSIER_ACTION_EVENTS: readonly string[] = [
  ...new Set(
    DOSSIER_ACTION_NAMES.flatMap((action) =>
      DOSSIER_ACTIONS[action].events.map((event) => eventDefinition(event)!.type),
    ),
  ),
];
