import {
  DomainError,
  FROZEN_PRESETS,
  type CountingReport,
  type EditionResultsQuery,
  type FieldError,
  type FrozenPreset,
  type IndexSource,
} from '@motcua/contracts';
import { invalidRequest, type Language } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { gapsOf, measuredGroups, measuredUnits, unplacedOf, type ListedPeriod } from '../domain/measured-units.js';
import { rankingFile } from '../domain/ranking-file.js';
import { Editions } from './editions.js';
import { Measurements, type Measured } from './measurements.js';

const COUNTED: Record<IndexSource['kind'], CountingReport[]> = {
  LIVE: ['PERIOD', 'FEEDBACK'],
  SIGNED_REPORT: ['PERIOD'],
};

/** Scores every agency by a published edition from what the reports count. Nothing of it is kept: a round will decide results. */
@Injectable()
export class ReadResults {
  constructor(
    private readonly editions: Editions,
    private readonly measurements: Measurements,
  ) {}

  /**
   * @returns the text of `IndexRanking`, which `npm run verify-index` accepts; of a signed report the same bytes at every time
   * @throws DomainError `edition.not-found`, `edition.not-published`, `index.period-outside-edition`, by the rules of `measuredGroups`
   *   and of the period
   */
  async execute({
    code,
    query,
    language,
  }: {
    code: string;
    query: EditionResultsQuery;
    language: Language;
  }): Promise<string> {
    const { edition, published } = await this.editions.get(code);
    if (!published) throw notPublished();
    const groups = measuredGroups(edition, query.group);
    const { source, agencies } = await this.measured(query, language);
    requireYear(edition, source);
    const { units, values } = measuredUnits(edition, groups, agencies, listedOf(source));
    const notMeasured = gapsOf(edition, groups, COUNTED[source.kind]);
    return rankingFile(edition, units, { source, values, notMeasured, unplaced: unplacedOf(agencies) });
  }

  private measured({ group: _group, report, ...period }: EditionResultsQuery, language: Language): Promise<Measured> {
    if (report === undefined) return this.measurements.live(period, language);
    const { preset } = period;
    const alone = (['year', 'month', 'quarter', 'from', 'to'] as const).filter((name) => period[name] !== undefined);
    const wrong: FieldError[] = alone.map((path) => ({ path, code: 'period', message: WITH_REPORT }));
    if (!isFrozenPreset(preset)) wrong.unshift({ path: 'preset', code: 'period', message: SERIES });
    if (wrong.length > 0) throw invalidRequest(wrong);
    return this.measurements.signed({ preset: preset as FrozenPreset, number: report });
  }
}

const WITH_REPORT = { vi: 'không dùng cùng report', en: 'is not allowed with report' };
const SERIES = {
  vi: `là bắt buộc cùng report: ${FROZEN_PRESETS.join(', ')}`,
  en: `is required with report: ${FROZEN_PRESETS.join(', ')}`,
};

const isFrozenPreset = (preset: string | undefined): preset is FrozenPreset =>
  FROZEN_PRESETS.some((one) => one === preset);

/** Only what is counted now has a list; no list says what was counted when a report was signed. */
function listedOf({ kind, period: { from, to } }: IndexSource): ListedPeriod | undefined {
  return kind === 'LIVE' ? { from, to } : undefined;
}

function requireYear({ code, years }: Edition, { period }: IndexSource): void {
  const year = Number(period.lastDay.slice(0, 4));
  if (year >= years.from && year <= (years.to ?? year)) return;
  const to = years.to === undefined ? '' : `–${years.to}`;
  throw new DomainError({
    kind: 'precondition',
    code: 'index.period-outside-edition',
    message: {
      vi: `Bộ tiêu chí ${code} dùng cho năm ${years.from}${to}, không dùng cho kỳ kết thúc ngày ${period.lastDay}.`,
      en: `The edition ${code} is for ${years.from}${to}, not for a period that ends on ${period.lastDay}.`,
    },
  });
}

function notPublished(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'edition.not-published',
    message: {
      vi: 'Bộ tiêu chí còn là dự thảo nên chưa chấm điểm được. Hãy ban hành trước.',
      en: 'This edition is a draft. Publish it before scoring by it.',
    },
  });
}
