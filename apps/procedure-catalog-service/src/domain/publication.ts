import { DomainError, type DecisionData, type FieldError, type InternalProcessData } from '@motcua/contracts';
import { internalProcessProblems } from './internal-process.js';
import type { DraftVersion, Procedure, PublishedVersion } from './procedure.js';
import type { ProcedureContent } from './procedure-content.js';
import { sameLimit } from './stated-limits.js';

export interface PublicationInput {
  decision: DecisionData;
  cases: InternalProcessData[];
  fieldCode?: string;
  agencyCodes?: string[];
  acknowledgedDifference?: string;
}

/** @param today local date in Asia/Ho_Chi_Minh */
function decisionProblems(decision: DecisionData, today: string): FieldError[] {
  const found: FieldError[] = [];
  if (decision.number.trim() === '')
    found.push({
      path: 'decision.number',
      code: 'notBlank',
      message: { vi: 'không được để trống', en: 'must not be blank' },
    });
  if (decision.signedOn > today)
    found.push({
      path: 'decision.signedOn',
      code: 'notInFuture',
      message: { vi: `ngày ký ở sau hôm nay (${today})`, en: `is after today (${today})` },
    });
  if (decision.effectiveOn < decision.signedOn)
    found.push({
      path: 'decision.effectiveOn',
      code: 'notBeforeSigning',
      message: { vi: 'ngày có hiệu lực ở trước ngày ký', en: 'is before the day of signing' },
    });
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
          {
            path: `cases[${i}].budget`,
            code: 'differsFromStatedLimit',
            message: {
              vi: `thời hạn ${budget.amount} ${budget.unit} khác thời hạn ${statedLimit.amount} ${statedLimit.unit} đã nêu trong danh mục; nếu đúng như vậy, hãy nêu lý do ở acknowledgedDifference`,
              en: `${budget.amount} ${budget.unit} is not the ${statedLimit.amount} ${statedLimit.unit} that the catalog states; if it is right, say why in acknowledgedDifference`,
            },
          },
        ],
  );
}

function refuse(code: string, vi: string, en: string, fields: FieldError[]): never {
  throw new DomainError({ kind: 'precondition', code, message: { vi, en }, fields });
}

/** @throws DomainError `conflict` when the procedure was changed since the caller read it. */
export function expectRevision(procedure: Pick<Procedure, 'revision'>, expected: number | undefined): void {
  if (expected !== undefined && expected !== procedure.revision)
    throw new DomainError({
      kind: 'conflict',
      code: 'procedure.changed-since',
      message: {
        vi: `Thủ tục đã thay đổi (lần ${procedure.revision}, không phải ${expected}). Hãy đọc lại.`,
        en: `The procedure was changed since (revision ${procedure.revision}, not ${expected}). Read it again.`,
      },
      details: { revision: procedure.revision },
    });
}

function expectNotAbolished(procedure: Procedure): void {
  if (procedure.abolition)
    throw new DomainError({
      kind: 'conflict',
      code: 'procedure.abolished',
      message: {
        vi: `Thủ tục ${procedure.code} đã bị bãi bỏ theo ${procedure.abolition.number}.`,
        en: `Procedure ${procedure.code} was abolished by ${procedure.abolition.number}.`,
      },
    });
}

/**
 * Publishes the draft by a decision. From then on nothing of the version changes; dossiers can be opened on it from the
 * decision's effective date. A flagged time limit does not stand in the way: the internal process states every budget.
 *
 * @param today local date in Asia/Ho_Chi_Minh.
 * @throws DomainError `conflict` without a draft, `precondition` with the path of everything that is wrong.
 */
export function publish(procedure: Procedure, input: PublicationInput, today: string): PublishedVersion {
  expectNotAbolished(procedure);
  const { draft } = procedure;
  if (!draft)
    throw new DomainError({
      kind: 'conflict',
      code: 'procedure.no-draft',
      message: {
        vi: `Thủ tục ${procedure.code} không có bản dự thảo để công bố.`,
        en: `Procedure ${procedure.code} has no draft to publish.`,
      },
    });
  const fieldCode = input.fieldCode ?? draft.content.fieldCode;
  const problems = [
    ...decisionProblems(input.decision, today),
    ...(procedure.published && input.decision.effectiveOn < procedure.published.effectiveOn
      ? [
          {
            path: 'decision.effectiveOn',
            code: 'notBeforeFormerVersion',
            message: {
              vi: `ở trước ngày có hiệu lực của phiên bản ${procedure.published.version} (${procedure.published.effectiveOn})`,
              en: `is before the effective date of version ${procedure.published.version} (${procedure.published.effectiveOn})`,
            },
          },
        ]
      : []),
    ...(fieldCode
      ? []
      : [
          {
            path: 'fieldCode',
            code: 'required',
            message: {
              vi: `bản dự thảo chỉ nêu tên lĩnh vực "${draft.content.fieldName}", chưa có mã: hãy nêu mã lĩnh vực`,
              en: `the draft names its field "${draft.content.fieldName}" without a code: state the code`,
            },
          },
        ]),
    ...internalProcessProblems(input.cases),
  ];
  if (problems.length > 0 || !fieldCode)
    refuse('procedure.not-publishable', 'Chưa thể công bố thủ tục.', 'The procedure cannot be published so.', problems);
  const differences = unexplainedDifferences(draft, input);
  if (differences.length > 0)
    refuse(
      'procedure.budget-differs',
      'Quy trình nội bộ có thời hạn khác thời hạn đã nêu của thủ tục.',
      'The internal process has another time limit than the procedure states.',
      differences,
    );
  const content: ProcedureContent & { fieldCode: string } = {
    ...draft.content,
    fieldCode,
    agencyCodes: input.agencyCodes ?? draft.content.agencyCodes,
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
    throw new DomainError({
      kind: 'conflict',
      code: 'procedure.not-published',
      message: {
        vi: `Thủ tục ${procedure.code} chưa được công bố nên không có gì để bãi bỏ.`,
        en: `Procedure ${procedure.code} is not published: there is nothing to abolish.`,
      },
    });
  const problems = decisionProblems(decision, today);
  if (decision.effectiveOn < published.effectiveOn)
    problems.push({
      path: 'decision.effectiveOn',
      code: 'notBeforePublication',
      message: {
        vi: `ở trước ngày có hiệu lực của thủ tục (${published.effectiveOn})`,
        en: `is before the procedure's own effective date (${published.effectiveOn})`,
      },
    });
  if (problems.length > 0)
    refuse('procedure.not-abolishable', 'Chưa thể bãi bỏ thủ tục.', 'The procedure cannot be abolished so.', problems);
  return decision;
}
