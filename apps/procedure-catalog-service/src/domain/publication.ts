import type { CompetentLevel, DecisionData, FieldError, InternalProcessData } from '@motcua/contracts';
import { competenceByDecision } from './competence.js';
import { internalProcessProblems } from './internal-process.js';
import type { DraftVersion, Procedure, PublishedVersion } from './procedure.js';
import type { ProcedureContent } from './procedure-content.js';
import { conflict, fieldError, wrongFields } from './refusals.js';
import { hoursLeftOpen, sameLimit } from './stated-limits.js';

export interface PublicationInput {
  decision: DecisionData;
  cases: InternalProcessData[];
  fieldCode?: string;
  agencyCodes?: string[];
  everyAgencyOf?: CompetentLevel[];
  instant?: boolean;
  acknowledgedDifference?: string;
}

/** @param today local date in Asia/Ho_Chi_Minh */
function decisionProblems(decision: DecisionData, today: string): FieldError[] {
  const found: FieldError[] = [];
  if (decision.number.trim() === '')
    found.push(fieldError('decision.number', 'notBlank', 'không được để trống', 'must not be blank'));
  if (decision.signedOn > today)
    found.push(
      fieldError('decision.signedOn', 'notInFuture', `ngày ký ở sau hôm nay (${today})`, `is after today (${today})`),
    );
  if (decision.effectiveOn < decision.signedOn)
    found.push(
      fieldError(
        'decision.effectiveOn',
        'notBeforeSigning',
        'ngày có hiệu lực ở trước ngày ký',
        'is before the day of signing',
      ),
    );
  return found;
}

/**
 * A case whose budget is not the time limit that the catalog states beyond doubt. Often lawful (a province shortens by
 * a fifth or a third, a case of its own), never silent: the decision has to say so.
 */
function unexplainedDifferences(draft: DraftVersion, input: PublicationInput): FieldError[] {
  const { statedLimit } = draft;
  if (!statedLimit || input.acknowledgedDifference?.trim()) return [];
  return input.cases.flatMap(({ budget }, i) =>
    sameLimit(budget, statedLimit)
      ? []
      : [
          fieldError(
            `cases[${i}].budget`,
            'differsFromStatedLimit',
            `thời hạn ${budget.amount} ${budget.unit} khác thời hạn ${statedLimit.amount} ${statedLimit.unit} đã nêu trong danh mục; nếu đúng như vậy, hãy nêu lý do ở acknowledgedDifference`,
            `${budget.amount} ${budget.unit} is not the ${statedLimit.amount} ${statedLimit.unit} that the catalog states; if it is right, give the reason in acknowledgedDifference`,
          ),
        ],
  );
}

/**
 * A time limit in hours of which the catalog does not say the kind. Taken for office hours, "24 Giờ" to close an airport would
 * become three days: only hours by day and night, as many as the catalog states, need no reason.
 */
function unexplainedHours({ content }: DraftVersion, input: PublicationInput): FieldError[] {
  if (input.acknowledgedDifference?.trim()) return [];
  const open = [
    ...content.channelEntries.flatMap((entry) => hoursLeftOpen(entry) ?? []),
    ...content.statedCases.flatMap((one) => hoursLeftOpen(one) ?? []),
  ];
  const [first] = open;
  if (first === undefined) return [];
  return input.cases.flatMap(({ budget }, i) =>
    budget.unit === 'CLOCK_HOUR' && open.includes(budget.amount)
      ? []
      : [
          fieldError(
            `cases[${i}].budget`,
            'hoursAmbiguous',
            `danh mục nêu thời hạn ${first} giờ nhưng không rõ là giờ làm việc hay giờ liên tục: hãy nêu đơn vị CLOCK_HOUR nếu tính liên tục cả ngày lẫn đêm; nếu không, hãy nêu lý do ở acknowledgedDifference`,
            `the catalog states ${first} hours and not of which kind: use the unit CLOCK_HOUR if they run day and night, else give the reason in acknowledgedDifference`,
          ),
        ],
  );
}

/** @throws DomainError `procedure.abolished` */
export function expectNotAbolished(procedure: Procedure): void {
  if (procedure.abolition)
    throw conflict(
      'procedure.abolished',
      `Thủ tục ${procedure.code} đã bị bãi bỏ theo ${procedure.abolition.number}.`,
      `Procedure ${procedure.code} was abolished by ${procedure.abolition.number}.`,
    );
}

/**
 * Publishes the draft by a decision. From then on nothing of the version changes; dossiers can be opened on it from the
 * decision's effective date. A flagged time limit does not stand in the way: the internal process states every budget. Only
 * hours of an unknown kind need a word, since HOUR alone could be what the text said.
 * Nor does it that nobody is competent: it can be read then, and takes no dossiers.
 *
 * @param today local date in Asia/Ho_Chi_Minh.
 * @throws DomainError `conflict` without a draft, `precondition` with the path of everything that is wrong.
 */
export function publish(procedure: Procedure, input: PublicationInput, today: string): PublishedVersion {
  expectNotAbolished(procedure);
  const { draft } = procedure;
  if (!draft)
    throw conflict(
      'procedure.no-draft',
      `Thủ tục ${procedure.code} không có bản dự thảo để công bố.`,
      `Procedure ${procedure.code} has no draft to publish.`,
    );
  const fieldCode = input.fieldCode ?? draft.content.fieldCode;
  // As with competence: the national record does not say it, and its next version would silently get due dates.
  const instant = input.instant ?? draft.content.instant ?? procedure.published?.instant ?? false;
  const problems = [
    ...decisionProblems(input.decision, today),
    ...(procedure.published && input.decision.effectiveOn < procedure.published.effectiveOn
      ? [
          fieldError(
            'decision.effectiveOn',
            'notBeforeFormerVersion',
            `ở trước ngày có hiệu lực của phiên bản ${procedure.published.version} (${procedure.published.effectiveOn})`,
            `is before the effective date of version ${procedure.published.version} (${procedure.published.effectiveOn})`,
          ),
        ]
      : []),
    ...(fieldCode
      ? []
      : [
          fieldError(
            'fieldCode',
            'required',
            `bản dự thảo chỉ nêu tên lĩnh vực "${draft.content.fieldName}", chưa có mã: hãy nêu mã lĩnh vực`,
            `the draft names its field "${draft.content.fieldName}" without a code: state the code`,
          ),
        ]),
    ...internalProcessProblems(input.cases, instant),
  ];
  if (problems.length > 0 || !fieldCode)
    throw wrongFields(
      'procedure.not-publishable',
      'Chưa thể công bố thủ tục.',
      'The procedure cannot be published. See each field.',
      problems,
    );
  const hours = unexplainedHours(draft, input);
  if (hours.length > 0)
    throw wrongFields(
      'procedure.hours-ambiguous',
      'Chưa rõ thời hạn tính theo giờ làm việc hay giờ liên tục.',
      'It is not said whether the time limit is in office hours or runs day and night.',
      hours,
    );
  const differences = unexplainedDifferences(draft, input);
  if (differences.length > 0)
    throw wrongFields(
      'procedure.budget-differs',
      'Quy trình nội bộ có thời hạn khác thời hạn đã nêu của thủ tục.',
      'The internal process has another time limit than the procedure states.',
      differences,
    );
  const content: ProcedureContent & { fieldCode: string } = {
    ...draft.content,
    fieldCode,
    ...competenceByDecision(
      { agencyCodes: input.agencyCodes, everyAgencyOf: input.everyAgencyOf },
      draft.content,
      procedure.published?.competence,
    ),
    instant,
  };
  return {
    version: draft.version,
    decision: input.decision,
    cases: input.cases,
    acknowledgedDifference: input.acknowledgedDifference?.trim() || undefined,
    content,
  };
}

/**
 * Abolishes a published procedure by a decision. Its versions stay: open dossiers end by the one they were received on.
 *
 * @throws DomainError `conflict` when nothing of it is published or it is abolished already, `precondition` for the dates.
 */
export function abolish(procedure: Procedure, decision: DecisionData, today: string): DecisionData {
  expectNotAbolished(procedure);
  const { published } = procedure;
  if (!published)
    throw conflict(
      'procedure.not-published',
      `Thủ tục ${procedure.code} chưa được công bố nên không có gì để bãi bỏ.`,
      `Procedure ${procedure.code} is not published, so it cannot be abolished.`,
    );
  const problems = decisionProblems(decision, today);
  if (decision.effectiveOn < published.effectiveOn)
    problems.push(
      fieldError(
        'decision.effectiveOn',
        'notBeforePublication',
        `ở trước ngày có hiệu lực của thủ tục (${published.effectiveOn})`,
        `is before the procedure's own effective date (${published.effectiveOn})`,
      ),
    );
  if (problems.length > 0)
    throw wrongFields(
      'procedure.not-abolishable',
      'Chưa thể bãi bỏ thủ tục.',
      'The procedure cannot be abolished. See each field.',
      problems,
    );
  return decision;
}
