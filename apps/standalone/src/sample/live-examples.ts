import type { LiveExample, LiveExamples } from '@motcua/gateway';
import type { SampleDossier, SampleOffice } from './dossier-acts.js';
import type { SampleFeedback } from './feedback-acts.js';

/** Whom the examples ask as: everybody of the first sample agency. */
export interface ExamplePeople {
  office: SampleOffice;
  control: string;
}

/**
 * For every operation whose example has to name something that the sample data made: which one, and who may ask. Each
 * action has a dossier of its own, so that trying one leaves the others' examples as they were.
 */
export function liveExamples(
  dossiers: readonly SampleDossier[],
  feedback: readonly SampleFeedback[],
  { office }: ExamplePeople,
): LiveExamples {
  const dossier = (story: string): SampleDossier => {
    const found = dossiers.find((one) => one.office.agencyCode === office.agencyCode && one.story.name === story);
    if (!found) throw new Error(`no sample dossier is called ${story}`);
    return found;
  };
  const onDossier = (story: string, as: string = office.officer): LiveExample => ({
    as,
    parameters: { id: dossier(story).id },
  });
  const onFeedback = (name: string, as: string): LiveExample => {
    const found = feedback.find((one) => one.office.agencyCode === office.agencyCode && one.name === name);
    return { as, parameters: { id: found?.id } };
  };
  const published = feedback.find((one) => one.name === 'published');
  return {
    dossier_acceptDossier: onDossier('to-accept'),
    dossier_refuseDossier: onDossier('to-refuse'),
    dossier_forwardDossier: onDossier('to-forward'),
    dossier_requestSupplement: onDossier('to-supplement'),
    dossier_provideSupplement: onDossier('waiting', 'citizen-an'),
    dossier_resolveDossier: onDossier('to-resolve', office.head),
    dossier_deliverDossier: onDossier('to-deliver'),
    dossier_withdrawDossier: onDossier('to-withdraw', 'citizen-an'),
    dossier_stopDossier: onDossier('to-stop'),
    dossier_getDossier: onDossier('late'),
    dossier_getDossierHistory: onDossier('late'),
    dossier_explainDossierDeadline: onDossier('supplemented'),
    dossier_getDossierReceipt: onDossier('late'),
    dossier_getDossierProgress: { parameters: { code: dossier('to-complete-step').code } },
    feedback_acceptFeedback: onFeedback('to-accept', office.head),
    feedback_refuseFeedback: onFeedback('to-refuse', office.head),
    feedback_forwardFeedback: onFeedback('to-forward', office.head),
    feedback_answerFeedback: onFeedback('to-answer', office.head),
    feedback_publishFeedback: onFeedback('to-publish', office.head),
    feedback_getPublishedFeedback: { parameters: { code: published?.code } },
    feedback_issueSurveyToken: { as: 'citizen-an', parameters: { dossier: dossier('to-deliver').code } },
  };
}
