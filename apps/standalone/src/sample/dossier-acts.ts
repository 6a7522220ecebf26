import type { DossierView } from '@motcua/contracts';
import { sampleCatalog, type SampleCatalog } from './catalog/sample-catalog.js';
import { DOSSIER_STORIES, type DatedDeed, type Deed, type DossierStory } from './dossier-stories.js';
import type { SampleClient } from './sample-client.js';
import { officeDayAfter, weekdayAt } from './sample-time.js';
import type { TimedAct } from './timeline.js';

/** Who works at a sample agency. */
export interface SampleOffice {
  agencyCode: string;
  officer: string;
  head: string;
  /** The agency that it asks for its opinion. */
  asks: string;
}

/** A dossier of the sample, once it is there. */
export interface SampleDossier {
  id: string;
  code?: string;
  /** The number of the consultation of the other office. */
  consultation?: number;
  story: DossierStory;
  office: SampleOffice;
}

const PEOPLE_OF_DOSSIERS = {
  'citizen-an': { fullName: 'Nguyễn Văn An', identityNumber: '040090000001', phone: '0912345678' },
  'citizen-binh': { fullName: 'Trần Thị Bình', identityNumber: '040191000002', phone: '0987654321' },
  counter: { fullName: 'Lê Hoàng Cường', identityNumber: '040085000003', phone: '0903222111' },
};

/** The stories of one agency's dossiers, on its own procedures; `told` is filled as they are played. */
export function dossierActs(
  office: SampleOffice,
  catalog: SampleCatalog,
  asOf: Date,
  client: SampleClient,
  told: SampleDossier[],
): TimedAct[] {
  const procedures = proceduresOf(office.agencyCode, catalog);
  return DOSSIER_STORIES.flatMap((story) => {
    const procedure = procedures.at(story.procedure) ?? procedures[0]!;
    const dossier: SampleDossier = { id: '', story, office };
    told.push(dossier);
    return story.deeds.map((deed, index) => ({
      at: weekdayAt(asOf, deed[0], deed[1]),
      clocks: ['dossier-service'],
      run: () => perform(deed, index, dossier, procedure, asOf, client),
    }));
  });
}

interface OpenProcedure {
  code: string;
  caseCode: string;
  limit: number;
}

/** The agency's published procedures with a limit in working days, shortest first. */
function proceduresOf(agencyCode: string, catalog: SampleCatalog): OpenProcedure[] {
  return catalog.procedures
    .flatMap(({ entry, publication }) => {
      const first = publication?.cases[0];
      if (!first || first.budget.unit !== 'WORKING_DAY' || !entry.agencyCodes?.includes(agencyCode)) return [];
      return [{ code: entry.code, caseCode: first.caseCode, limit: first.budget.amount }];
    })
    .sort((a, b) => a.limit - b.limit || (a.code < b.code ? -1 : 1));
}

async function perform(
  [weekdaysAgo, time, deed]: DatedDeed,
  index: number,
  dossier: SampleDossier,
  procedure: OpenProcedure,
  asOf: Date,
  client: SampleClient,
): Promise<void> {
  const { office, story } = dossier;
  const key = `sample-${office.agencyCode}-${story.name}-${index}`;
  const send = (as: string, path: string, body: unknown = {}, suffix: string = '') =>
    client.send<DossierView>({ service: 'dossier-service', as, path: `/dossiers${path}`, body, key: key + suffix });
  if (deed === 'submit') {
    const { id } = await send(submitter(story, office), '', submission(story, office, procedure));
    dossier.id = id;
    return;
  }
  const at = `/${dossier.id}`;
  if (deed === 'step' || deed === 'steps') {
    await completeSteps(
      dossier,
      deed === 'steps',
      (stepCode, n) => send(office.officer, `${at}/step-completions`, { stepCode }, `-${n}`),
      client,
    );
    return;
  }
  if (deed === 'apologise') {
    const { deadline } = await readDossier(dossier, client);
    await send(office.head, `${at}/apology`, {
      reason: 'Phải chờ kết quả xác minh',
      newDueAt: justAfter(deadline!.dueAt!),
    });
    return;
  }
  if (deed === 'take-up') {
    const { progress } = await readDossier(dossier, client);
    await send(office.officer, `${at}/task-claims`, { task: progress.currentStep!.number });
    return;
  }
  const { path, body, by } = REQUESTS[deed];
  const view = await send(
    by(story, office),
    at + path,
    typeof body === 'function' ? body(weekdayAt(asOf, weekdaysAgo, time), office) : body,
  );
  dossier.code ??= view.code;
  dossier.consultation ??= view.consultations?.[0]?.number;
}

function submission(story: DossierStory, office: SampleOffice, procedure: OpenProcedure): object {
  return {
    procedureCode: procedure.code,
    caseCode: procedure.caseCode,
    ...(story.from === 'counter' ? { channel: 'DIRECT' } : { channel: 'ONLINE', agencyCode: office.agencyCode }),
    subjectType: 'CITIZEN',
    applicant: PEOPLE_OF_DOSSIERS[story.from],
    resultDelivery: 'COUNTER',
  };
}

function submitter(story: DossierStory, office: SampleOffice): string {
  return story.from === 'counter' ? office.officer : story.from;
}

async function completeSteps(
  dossier: SampleDossier,
  all: boolean,
  complete: (stepCode: string, n: number) => Promise<DossierView>,
  client: SampleClient,
): Promise<void> {
  let view = await readDossier(dossier, client);
  for (let n = 0; view.progress.currentStep && (all || n === 0); n += 1) {
    view = await complete(view.progress.currentStep.code, n);
  }
}

export function readDossier({ id, office }: SampleDossier, client: SampleClient): Promise<DossierView> {
  return client.send<DossierView>({ service: 'dossier-service', as: office.officer, path: `/dossiers/${id}` });
}

/** The least by which a return date can be moved: it is within office hours, whatever the calendar. */
export function justAfter(dueAt: string): string {
  return new Date(new Date(dueAt).getTime() + 1_000).toISOString();
}

const SUPPLEMENT_DAYS = 7;
/** So that it can be extended within the 15 working days of the rule set. */
const CONSULTATION_DAYS = 10;

interface DeedRequest {
  path: string;
  body: object | ((at: Date, office: SampleOffice) => object);
  by(story: DossierStory, office: SampleOffice): string;
}

const officer = (_: DossierStory, office: SampleOffice): string => office.officer;
const head = (_: DossierStory, office: SampleOffice): string => office.head;

const REQUESTS: Record<Exclude<Deed, 'submit' | 'step' | 'steps' | 'apologise' | 'take-up'>, DeedRequest> = {
  accept: { path: '/acceptance', body: {}, by: officer },
  refuse: { path: '/refusal', body: { reason: 'Không thuộc thẩm quyền giải quyết của cơ quan' }, by: officer },
  forward: { path: '/forwarding', body: {}, by: officer },
  'request-supplement': {
    path: '/supplement-requests',
    body: (at: Date) => ({
      items: ['Bản sao giấy tờ tùy thân còn hiệu lực'],
      reason: 'Thành phần hồ sơ còn thiếu so với quy định',
      provideUntil: new Date(at.getTime() + SUPPLEMENT_DAYS * 86_400_000).toISOString(),
    }),
    by: officer,
  },
  'provide-supplement': { path: '/supplements', body: {}, by: submitter },
  consult: {
    path: '/consultations',
    body: (at: Date, { asks }: SampleOffice) => ({
      agencyCode: asks,
      content: 'Đề nghị cho ý kiến về nơi cư trú của người nộp hồ sơ',
      answerBy: officeDayAfter(at, CONSULTATION_DAYS, sampleCatalog.calendars[0]!.version.daysOff).toISOString(),
    }),
    by: officer,
  },
  expire: { path: '/supplement-expiry', body: {}, by: officer },
  resolve: { path: '/resolution', body: { outcome: 'APPROVED' }, by: head },
  reject: {
    path: '/resolution',
    body: { outcome: 'NOT_ELIGIBLE', reason: 'Không đủ điều kiện theo quy định' },
    by: head,
  },
  deliver: { path: '/delivery', body: {}, by: officer },
  reopen: {
    path: '/reopening',
    body: { foundBy: 'APPLICANT', reason: 'Ghi sai năm sinh so với giấy tờ tùy thân' },
    by: head,
  },
  correct: { path: '/result-correction', body: { outcome: 'APPROVED' }, by: head },
  withdraw: { path: '/withdrawal', body: { reason: 'Nộp nhầm thủ tục' }, by: submitter },
  stop: { path: '/stop', body: { reason: 'Theo đề nghị của người nộp hồ sơ' }, by: officer },
};
