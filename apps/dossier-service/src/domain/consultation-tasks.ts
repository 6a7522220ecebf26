import type { ConsultationTask, Dossier, Task } from './dossier.js';
import type { ConsultationEvent, Signed } from './dossier-events.js';
import { isOpen } from './tasks.js';

function isConsultation(task: Task): task is ConsultationTask {
  return task.kind === 'CONSULTATION';
}

/** All that were asked, in the order of asking. */
export function consultationsOf({ tasks }: Pick<Dossier, 'tasks'>): ConsultationTask[] {
  return tasks.filter(isConsultation);
}

export function openConsultations(dossier: Pick<Dossier, 'tasks'>): ConsultationTask[] {
  return consultationsOf(dossier).filter(isOpen);
}

/** Those that can be answered: the open ones, and late those of which silence is recorded. */
export function unansweredConsultations(dossier: Pick<Dossier, 'tasks'>): ConsultationTask[] {
  return consultationsOf(dossier).filter(
    ({ closing, consultation }) => !consultation.answer && (!closing || SILENCES.includes(closing.outcome)),
  );
}

const SILENCES: readonly string[] = ['SILENT', 'CONSENT_BY_SILENCE'];

/** Whether the system closed it, because its limit passed. */
export function isSilent({ closing }: Task): boolean {
  return closing !== undefined && SILENCES.includes(closing.outcome);
}

/** The tasks after a fact of a consultation. */
export function consulted(tasks: readonly Task[], event: Signed<ConsultationEvent>): readonly Task[] {
  if (event.type === 'consultation-requested') {
    const { consultation: number, silenceIsConsent, again, at, answerBy } = event;
    const consultation = { silenceIsConsent, askedBy: event.by.account, again };
    return [
      ...tasks,
      { number, kind: 'CONSULTATION', ...event.consulted, openedAt: at, dueAt: answerBy, consultation },
    ];
  }
  return tasks.map((task) =>
    isConsultation(task) && task.number === event.consultation ? afterFact(task, event) : task,
  );
}

function afterFact(
  task: ConsultationTask,
  event: Exclude<Signed<ConsultationEvent>, { type: 'consultation-requested' }>,
): Task {
  const { at } = event;
  const { consultation } = task;
  switch (event.type) {
    case 'consultation-answered': {
      const answered = { ...consultation, answer: { at, position: event.position, late: event.late } };
      return { ...task, consultation: answered, closing: task.closing ?? { at, outcome: 'ANSWERED' } };
    }
    case 'consultation-extended':
      return {
        ...task,
        dueAt: event.answerBy,
        consultation: { ...consultation, extendedFrom: event.previousAnswerBy },
      };
    case 'consultation-withdrawn':
      return { ...task, closing: { at, outcome: 'WITHDRAWN' } };
    case 'consultation-expired':
      return { ...task, closing: { at: event.limit, outcome: event.consent ? 'CONSENT_BY_SILENCE' : 'SILENT' } };
    case 'consultation-transferred': {
      const { fromAgencyCode } = event;
      const handedOn = [...(consultation.handedOn ?? []), { at, fromAgencyCode }];
      return { ...task, agencyCode: event.consulted.agencyCode, consultation: { ...consultation, handedOn } };
    }
  }
}
