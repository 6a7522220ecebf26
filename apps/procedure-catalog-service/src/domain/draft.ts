import type { ChannelEntryData, ProcedureContentData } from '@motcua/contracts';
import type { Flag } from './flags.js';
import { checkLevelInName } from './level-in-name.js';
import type { DraftVersion, Procedure } from './procedure.js';
import type { ChannelEntry, ProcedureContent } from './procedure-content.js';
import { conflict, fieldError, wrongFields } from './refusals.js';
import { agreedLimit, compareEntries } from './stated-limits.js';

const CHANNEL_NAMES: Record<ChannelEntryData['channel'], string> = {
  ONLINE: 'Trực tuyến',
  POST: 'Dịch vụ bưu chính',
  DIRECT: 'Trực tiếp',
  DIRECT_AND_ONLINE: 'Trực tiếp và trực tuyến',
};

function entryOf(entry: ChannelEntryData): ChannelEntry {
  const { channel, timeLimit, feeText, description } = entry;
  const time = timeLimit ? `${timeLimit.amount} ${timeLimit.unit}` : undefined;
  const rawText = [CHANNEL_NAMES[channel], time, feeText, description].filter((part) => part !== undefined).join(' | ');
  return { channel, timeLimit, timeText: time, feeText, description, rawText, flags: [] };
}

/** What a person entered, in the form that every version has; its time limits have a unit by their type. */
function contentOf(input: ProcedureContentData): { content: ProcedureContent; flags: Flag[] } {
  const channelEntries = input.channelEntries.map(entryOf);
  const flags = [
    // What a person entered as a limit is one, whatever the description beside it mentions.
    ...compareEntries(channelEntries.map((entry) => ({ ...entry, description: undefined }))),
    ...checkLevelInName(input.name, input.levels),
  ];
  const content: ProcedureContent = {
    code: input.code,
    name: input.name,
    fieldCode: input.fieldCode,
    fieldName: input.fieldName,
    levels: input.levels,
    kind: input.kind,
    publisherCode: input.publisherCode,
    publisherName: input.publisherName,
    agencyCodes: input.agencyCodes ?? [],
    everyAgencyOf: input.everyAgencyOf ?? [],
    instant: input.instant,
    executingAgency: input.executingAgency,
    competentAgency: input.competentAgency,
    authorisedAgency: input.authorisedAgency,
    coordinatingAgency: input.coordinatingAgency,
    receivingAddress: input.receivingAddress,
    subjectTypes: input.subjectTypes ?? [],
    online: input.online,
    channelEntries,
    statedCases: [],
    parts: { ...input.parts },
  };
  return { content, flags };
}

export function enteredDraft(input: ProcedureContentData, procedure: Procedure | undefined): DraftVersion {
  const { content, flags } = contentOf(input);
  return {
    version: draftVersion(procedure),
    source: 'ENTERED',
    content,
    flags,
    statedLimit: agreedLimit(content, flags),
    revisedByHand: true,
  };
}

/** The number that the next draft of a procedure has: the draft there is, or one after what is published. */
export function draftVersion(procedure: Procedure | undefined): number {
  return procedure?.draft?.version ?? (procedure?.published?.version ?? 0) + 1;
}

export type ImportDecision =
  | { outcome: 'CREATED' | 'CHANGED' }
  | { outcome: 'UNCHANGED' }
  | { outcome: 'REFUSED'; code: string; message: { vi: string; en: string } };

/**
 * What an import does with a record: it makes or replaces a draft and never touches what is published. The same record
 * again changes nothing, whatever became of it since; a draft that a person revised is not replaced unasked.
 */
export function decideImport(procedure: Procedure | undefined, hash: string, replaceRevised: boolean): ImportDecision {
  if (!procedure) return { outcome: 'CREATED' };
  if (procedure.importHash === hash) return { outcome: 'UNCHANGED' };
  if (procedure.abolition)
    return {
      outcome: 'REFUSED',
      code: 'procedure.abolished',
      message: {
        vi: `Thủ tục ${procedure.code} đã bị bãi bỏ theo ${procedure.abolition.number}`,
        en: `Procedure ${procedure.code} was abolished by ${procedure.abolition.number}`,
      },
    };
  if (procedure.draft?.revisedByHand && !replaceRevised)
    return {
      outcome: 'REFUSED',
      code: 'procedure.draft-revised-by-hand',
      message: {
        vi: 'Bản dự thảo đã được sửa tay; muốn thay bằng bản nhập, hãy gửi replaceRevised=true',
        en: 'The draft was revised by hand; to replace it with the import, send replaceRevised=true',
      },
    };
  return { outcome: 'CHANGED' };
}

/** @throws DomainError `conflict` when the code is taken. */
export function expectNewCode(procedure: Procedure | undefined, code: string): void {
  if (procedure)
    throw conflict(
      'procedure.code-taken',
      `Mã thủ tục ${code} đã có trong danh mục.`,
      `The procedure code ${code} is already in the catalog.`,
      { fields: [fieldError('code', 'unique', 'đã có', 'is taken')], details: { procedureId: procedure.id } },
    );
}

/** @throws DomainError `precondition` when a revised draft names another code than its procedure has. */
export function expectSameCode(procedure: Procedure, code: string): void {
  if (code !== procedure.code)
    throw wrongFields(
      'procedure.code-fixed',
      `Mã của thủ tục này là ${procedure.code} và không đổi được.`,
      `The code of this procedure is ${procedure.code} and cannot be changed.`,
      [fieldError('code', 'fixed', `phải là ${procedure.code}`, `must be ${procedure.code}`)],
    );
}
