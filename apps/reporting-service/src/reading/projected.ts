import { DomainError } from '@motcua/contracts';
import { holds, type PROJECTED_SINCE, type ProjectionState } from '../projections/generations.js';

const NOT_PROJECTED: Record<keyof typeof PROJECTED_SINCE, { code: string; vi: string; en: string }> = {
  intake: { code: 'report.intake-not-projected', vi: 'phần tiếp nhận hồ sơ', en: 'the intake of dossiers' },
  feedback: {
    code: 'report.feedback-not-projected',
    vi: 'phần phản ánh, kiến nghị theo từng cơ quan',
    en: 'what is open of feedback',
  },
  names: {
    code: 'report.names-not-projected',
    vi: 'tên cơ quan theo thời điểm',
    en: 'the names of agencies by date',
  },
};

/** @throws DomainError when the projection was filled before it held what the report needs */
export function requireProjected(state: ProjectionState, what: keyof typeof PROJECTED_SINCE): void {
  if (holds(state, what)) return;
  const { code, vi, en } = NOT_PROJECTED[what];
  throw new DomainError({
    kind: 'conflict',
    code,
    message: {
      vi: `Dữ liệu báo cáo chưa có ${vi}. Đề nghị bộ phận vận hành dựng lại dữ liệu báo cáo (POST /projections/rebuild).`,
      en: `The projection does not hold ${en} yet. Ask operations for a rebuild (POST /projections/rebuild).`,
    },
  });
}
