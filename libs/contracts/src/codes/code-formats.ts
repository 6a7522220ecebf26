import type { LocalizedText } from '../domain-error.js';

/** Formats of the codes that people read, old and new. They check the form, not the existence. */

/** Decision 20/2020/QĐ-TTg Art. 4–6: groups by ".", level 1 (`H41`) left-most, at most 35 characters. */
export const AGENCY_CODE_2020 = /^(?=.{3,35}$)[A-Y]\d{2}(\.[0-9A-Z]+)*$/;
/** QCVN 102:2016/BTTTT: level 1 right-most, as in `000.00.00.H19`; letters occur in real codes (`000.00.UB.H19`). */
export const AGENCY_CODE_2016 = /^\d{3}\.[0-9A-Z]{2}\.[0-9A-Z]{2}\.[A-Y]\d{2}$/;
export const AGENCY_CODE = new RegExp(`${AGENCY_CODE_2020.source}|${AGENCY_CODE_2016.source}`);

/** `1.001193`, with an optional province suffix in the old (`.000.00.00.H49`) or new (`.H12`) form. */
export const PROCEDURE_CODE = /^\d\.\d{6}(\.(000\.00\.00\.)?[A-Y]\d{2})?$/;

/** A code given by the province system: `<agency code>-yyMMdd-NNNN`; at least four digits. */
export const DOSSIER_CODE = /^[0-9A-Z.]{3,35}-\d{6}-\d{4,10}$/;
/** Circular 04/2025/TT-VPCP Art. 23.2, centrally processed services. */
export const DOSSIER_CODE_CENTRAL = /^[A-Y]\d{2}\.\d{3}\.\d{2}-\d{6}-[0-9A-Z]{2}\d{4}$/;

/** `G15-TP07`: publishing ministry and field (Circular 01/2018/TT-VPCP Art. 20). */
export const FIELD_CODE = /^[0-9A-Z][0-9A-Z.-]{0,34}$/;

/** A pattern and its error message; each sentence continues after the field's name. */
export interface TextForm extends LocalizedText {
  pattern: RegExp;
  /** Of a code in capitals: it is folded (`foldedCode`) before it is held to the pattern. */
  folded?: boolean;
}

export const AGENCY_CODE_FORM: TextForm = {
  pattern: AGENCY_CODE,
  folded: true,
  vi: 'phải là mã định danh cơ quan, ví dụ H41.14',
  en: 'must be the identification code of an agency, such as H41.14',
};
export const PROCEDURE_CODE_FORM: TextForm = {
  pattern: PROCEDURE_CODE,
  folded: true,
  vi: 'phải là mã thủ tục, ví dụ 1.001193',
  en: 'must be the code of a procedure, such as 1.001193',
};
export const FIELD_CODE_FORM: TextForm = {
  pattern: FIELD_CODE,
  folded: true,
  vi: 'phải là mã lĩnh vực gồm chữ hoa, chữ số, dấu chấm và gạch nối, ví dụ G15-TP07',
  en: 'must be the code of a field in capitals, digits, dots and hyphens, such as G15-TP07',
};
/** A time of day on the office clock. */
export const CLOCK_TIME_FORM: TextForm = {
  pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
  vi: 'phải là giờ và phút, ví dụ 07:30',
  en: 'must be hours and minutes, such as 07:30',
};

/** One of `codes`, or several separated by commas. */
export function codeListForm(codes: readonly string[]): TextForm {
  const one = `(${codes.join('|')})`;
  return {
    pattern: new RegExp(`^${one}(,${one})*$`),
    vi: `phải là một hoặc nhiều giá trị cách nhau bằng dấu phẩy trong: ${codes.join(', ')}`,
    en: `must be one or several, separated by commas, of: ${codes.join(', ')}`,
  };
}
