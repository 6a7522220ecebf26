import type { FrozenReportPlace, IndexSource, PeriodQuery } from '@motcua/contracts';
import type { Language } from '@motcua/platform';
import type { MeasuredAgency } from '../domain/measured-units.js';

/** What was counted of every agency, and where from. */
export interface Measured {
  source: IndexSource;
  agencies: MeasuredAgency[];
}

/** What the reports count. The index asks for it and counts nothing itself. */
export abstract class Measurements {
  /** @throws DomainError for a period that is incomplete or has not begun */
  abstract live(period: PeriodQuery, language: Language): Promise<Measured>;

  /**
   * What a signed report holds, its adjustments included: the same at every time.
   * @throws DomainError `report.frozen-not-found`
   */
  abstract signed(place: FrozenReportPlace): Promise<Measured>;
}
