import type { ImportLineView, ProcedureFlagCode, ProcedureImportReport } from '@motcua/contracts';
import type { Language } from '@motcua/platform';
import type { ImportReport, RecordedLine } from '../application/catalog-reads.js';

export function importView(report: ImportReport): ProcedureImportReport {
  return { ...report, startedAt: report.startedAt.toISOString(), updatedAt: report.updatedAt.toISOString() };
}

export function importLineView({ reason, flags, ...said }: RecordedLine, language: Language): ImportLineView {
  return {
    ...said,
    reason: reason && { ...reason, message: reason.message[language] },
    flags: Object.keys(flags) as ProcedureFlagCode[],
  };
}
