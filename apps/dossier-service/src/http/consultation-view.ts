import type { DossierConsultationList, DossierConsultationView } from '@motcua/contracts';
import type { ReadConsultation } from '../application/read-consultations.js';
import { consultationsOf } from '../domain/consultation-tasks.js';
import type { ConsultationTask, Dossier } from '../domain/dossier.js';

/** Without the texts; undefined where nobody was asked. */
export function consultationViews(dossier: Dossier): DossierConsultationView[] | undefined {
  const asked = consultationsOf(dossier);
  return asked.length > 0 ? asked.map(consultationView) : undefined;
}

export function consultationList(consultations: ReadConsultation[]): DossierConsultationList {
  return {
    items: consultations.map(({ task, texts }) => {
      const reasons = texts.flatMap(({ reason }) => reason ?? []);
      const papers = texts.find((text) => text.papers)?.papers;
      return {
        ...consultationView(task),
        content: texts.find((text) => text.content)?.content,
        papers: papers && [...papers],
        opinion: texts.find((text) => text.opinion)?.opinion,
        reasons: reasons.length > 0 ? reasons : undefined,
      };
    }),
  };
}

function consultationView(task: ConsultationTask): DossierConsultationView {
  const { number, agencyCode, unit, closing, openedAt, dueAt, consultation } = task;
  const { silenceIsConsent, again, extendedFrom, answer } = consultation;
  return {
    number,
    agencyCode,
    unit,
    // A consultation has no other outcome.
    state: closing ? (closing.outcome as DossierConsultationView['state']) : 'OPEN',
    requestedAt: openedAt.toISOString(),
    answerBy: dueAt.toISOString(),
    extendedFrom: extendedFrom?.toISOString(),
    silenceIsConsent,
    again,
    endedAt: closing?.at?.toISOString(),
    position: answer?.position,
    answeredAt: answer?.at.toISOString(),
    late: answer?.late,
  };
}
