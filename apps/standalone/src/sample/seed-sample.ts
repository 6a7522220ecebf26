import type { DevelopmentIssuer } from '@motcua/development-issuer';
import type { LiveExamples } from '@motcua/gateway';
import type { ServiceName } from '../services.js';
import { catalogActs } from './catalog-acts.js';
import { sampleCatalog } from './catalog/sample-catalog.js';
import { dossierActs, readDossier, type SampleDossier, type SampleOffice } from './dossier-acts.js';
import { draftTagOf, editionActs } from './edition-acts.js';
import { feedbackActs, surveyActs, surveyTokenOf, type SampleFeedback } from './feedback-acts.js';
import { importActs, type SampleImports } from './import-acts.js';
import { liveExamples, type SampleFacts } from './live-examples.js';
import { SampleClient } from './sample-client.js';
import { weekdayAt } from './sample-time.js';
import { play } from './timeline.js';

export interface SampleOptions {
  urls: ReadonlyMap<ServiceName, string>;
  issuer: DevelopmentIssuer;
  /** The instant that the sample's times are counted back from. */
  asOf: Date;
}

export const SAMPLE_OFFICES: SampleOffice[] = [
  { agencyCode: 'H41.14', officer: 'officer-tu-phap', head: 'head-tu-phap', asks: 'H41.27.05' },
  { agencyCode: 'H41.27.05', officer: 'officer-truong-vinh', head: 'head-truong-vinh', asks: 'H41.14' },
];

/** The catalog is there well before the first dossier comes. */
const CATALOG_WEEKDAYS_AGO = 30;

/**
 * Puts the sample data in through the services' own APIs on simulated clocks, so that they have passed every rule. Can be repeated
 * after an interruption: every request has an idempotency key of its own.
 * @returns values for the examples of the documentation.
 */
export async function seedSample({ urls, issuer, asOf }: SampleOptions): Promise<LiveExamples> {
  const client = new SampleClient(urls, issuer);
  const dossiers: SampleDossier[] = [];
  const feedback: SampleFeedback[] = [];
  const imports: SampleImports = {};
  const acts = [
    ...catalogActs(sampleCatalog, weekdayAt(asOf, CATALOG_WEEKDAYS_AGO, '08:00'), client),
    ...importActs(asOf, client, imports),
    ...editionActs(asOf, client),
    ...SAMPLE_OFFICES.flatMap((office) => [
      ...dossierActs(office, sampleCatalog, asOf, client, dossiers),
      ...feedbackActs(office, asOf, client, feedback),
    ]),
  ];
  await play([...acts, ...surveyActs(dossiers, asOf, client)], client);
  const [office, other] = SAMPLE_OFFICES as [SampleOffice, SampleOffice];
  const stepsOf = async (stories: string[]): Promise<SampleFacts['steps']> => {
    const views = stories.map((story) => readDossier(dossierOf(story, office, dossiers), client));
    const steps = (await Promise.all(views)).map(({ progress }) => progress.currentStep);
    return Object.fromEntries(stories.map((story, index) => [story, steps[index]]));
  };
  return liveExamples({
    asOf,
    office,
    catalog: sampleCatalog,
    dossiers,
    feedback,
    imports,
    steps: await stepsOf(['to-complete-step', 'to-send-back', 'to-take-up', 'to-assign', 'to-give-back']),
    dueAt: (await readDossier(dossierOf('to-apologise', office, dossiers), client)).deadline?.dueAt,
    draftTag: await draftTagOf(client),
    surveyToken: await surveyTokenOf(dossierOf('to-deliver', other, dossiers), client),
  });
}

function dossierOf(story: string, office: SampleOffice, dossiers: readonly SampleDossier[]): SampleDossier {
  return dossiers.find((one) => one.office === office && one.story.name === story)!;
}
