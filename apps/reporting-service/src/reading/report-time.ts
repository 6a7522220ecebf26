import { DomainError } from '@motcua/contracts';
import type { Period } from '../reports/period.js';

/** A period and the instant of which its state is told. */
export interface ReportTime {
  period: Period;
  /** The period's end, or now while the period is not over. */
  asOf: Date;
  /** The period is not over: the figures will still change. */
  provisional: boolean;
  /** The first instant whose facts do not count. */
  countedUntil: Date;
}

/**
 * A current period is reported as of now and marked provisional; a period that has not begun is refused.
 * @throws DomainError `invalid`
 */
export function reportTime(period: Period, now: Date): ReportTime {
  if (period.from > now) {
    throw new DomainError({
      kind: 'invalid',
      code: 'report.period-not-begun',
      message: { vi: 'Kỳ báo cáo này chưa bắt đầu.', en: 'This period has not begun.' },
      fields: [
        {
          path: period.preset === undefined ? 'from' : 'year',
          message: { vi: 'ở trong tương lai', en: 'is in the future' },
        },
      ],
    });
  }
  if (period.to <= now) return { period, asOf: period.to, provisional: false, countedUntil: period.to };
  // What has happened in the present millisecond counts.
  return { period, asOf: now, provisional: true, countedUntil: new Date(now.getTime() + 1) };
}
