import type { CompetenceView, ProcedureDetail, ProcedureSummary, ProcedureVersionView } from '@motcua/contracts';
import type { Language } from '@motcua/platform';
import type { ListedProcedure } from '../application/catalog-reads.js';
import type { ProcedureVersion, ProcedureWithVersions } from '../application/ports.js';
import { GAP_REASONS, type Competence } from '../domain/competence.js';

function competenceView({ gap, ...named }: Competence, language: Language): CompetenceView {
  return { known: gap === undefined, ...named, gap, reason: gap && GAP_REASONS[gap][language] };
}

export function summaryView(
  { statedLimit, decision, competence, ...said }: ListedProcedure,
  language: Language,
): ProcedureSummary {
  return {
    ...said,
    competence: competenceView(competence, language),
    statedTimeLimit: statedLimit,
    decisionNumber: decision?.number,
    effectiveOn: decision?.effectiveOn,
  };
}

export function versionView(version: ProcedureVersion): ProcedureVersionView {
  const { statedLimit, updatedAt, publishedAt, ...said } = version;
  return {
    ...said,
    statedTimeLimit: statedLimit,
    updatedAt: updatedAt.toISOString(),
    publishedAt: publishedAt?.toISOString(),
  };
}

export function procedureView(procedure: ProcedureWithVersions, language: Language): ProcedureDetail {
  const { published, coming, draft, competence } = procedure;
  return {
    ...procedure,
    published: published && versionView(published),
    coming: coming && versionView(coming),
    draft: draft && versionView(draft),
    competence: competence && competenceView(competence, language),
  };
}
