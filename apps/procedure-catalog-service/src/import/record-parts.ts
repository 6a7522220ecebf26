import { isBlank, PROCEDURE_CODE, type LocalizedText } from '@motcua/contracts';
import { flag, type Flag } from '../domain/flags.js';
import type { ProcedureContent } from '../domain/procedure-content.js';

/** One line of an import cannot be kept: where and why. The lines around it go on. */
export class LineRefusal extends Error {
  constructor(
    readonly code: string,
    readonly path: string | undefined,
    readonly text: LocalizedText,
  ) {
    super(text.en);
    this.name = 'LineRefusal';
  }
}

/** What the national portal writes where there is nothing. */
const NOTHING = new Set(['--', 'Không có thông tin']);

/** A source's text in composed Unicode without margins; undefined where the source says that there is nothing. */
export function readText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.normalize('NFC').trim();
  return NOTHING.has(text) || isBlank(text) ? undefined : text;
}

const LONGEST_CODE = 30;

/** @throws LineRefusal */
export function requireCodeAndName(
  code: string | undefined,
  name: string | undefined,
  paths: [code: string, name: string],
): void {
  if (!code || code.length > LONGEST_CODE || !PROCEDURE_CODE.test(code)) {
    const shown = JSON.stringify(code?.slice(0, LONGEST_CODE) ?? null);
    throw new LineRefusal('procedure.code-unreadable', paths[0], {
      vi: `Mã thủ tục ${shown} không đúng định dạng như 1.001193 hoặc 1.001193.H41`,
      en: `The procedure code ${shown} is not of the form 1.001193 or 1.001193.H41`,
    });
  }
  if (!name || name.length > 2000)
    throw new LineRefusal('procedure.name-unreadable', paths[1], {
      vi: 'Tên thủ tục phải có từ 1 đến 2000 ký tự',
      en: 'The name of the procedure must have 1 to 2000 characters',
    });
}

/** @throws LineRefusal */
export function requireFieldName(fieldName: string | undefined, path: string): asserts fieldName is string {
  if (!fieldName || fieldName.length > 500)
    throw new LineRefusal('procedure.field-unreadable', path, {
      vi: 'Lĩnh vực phải có từ 1 đến 500 ký tự',
      en: `The field (${path}) must have 1 to 500 characters`,
    });
}

/** The seven parts that every procedure must have, as far as this shape has a field for each. */
const MANDATORY: [path: string, of: (content: ProcedureContent) => unknown][] = [
  ['parts.steps', ({ parts }) => parts.steps],
  ['channelEntries', ({ channelEntries }) => channelEntries[0]],
  ['parts.papers', ({ parts }) => parts.papers],
  ['subjectTypes', ({ subjectTypes }) => subjectTypes[0]],
  ['executingAgency', ({ executingAgency, competentAgency }) => executingAgency ?? competentAgency],
  ['parts.legalBasis', ({ parts }) => parts.legalBasis],
];

export function checkMandatoryParts(content: ProcedureContent): Flag[] {
  return MANDATORY.filter(([, of]) => of(content) === undefined).map(([path]) => flag('PART_ABSENT', path));
}
