import { randomUUID } from 'node:crypto';
import { DEFAULT_SUPPLEMENT_RULES, SERVICE_ROLES, type Role } from '@motcua/contracts';
import { exampleOf, operationsOf, type OpenApiDocument, type Operation } from '@motcua/gateway';
import type { TokenClaims } from '@motcua/development-issuer';
import { api, eventually, type Api, type ApiAnswer } from '@motcua/testing';
import { justAfter } from '../sample/dossier-acts.js';
import { sampleCatalog } from '../sample/catalog/sample-catalog.js';
import { officeDayAfter } from '../sample/sample-time.js';
import type { Standalone } from '../start-standalone.js';
import type { Asker, Side } from './access-table.js';

/** The people and the offices on one side; the asker is on the own side. */
interface Party {
  agency: string;
  citizen: string;
  portal: string;
  officer: string;
  /** A word in all that they write, by which it is recognised where it must not be. */
  mark: string;
}

const PARTIES: Record<Side, Party> = {
  own: {
    agency: 'H41.14',
    citizen: 'access-citizen',
    portal: 'access-portal',
    officer: 'access-officer',
    mark: 'việc của bên hỏi',
  },
  other: {
    agency: 'H41.27.05',
    citizen: 'another-citizen',
    portal: 'another-portal',
    officer: 'another-officer',
    mark: 'việc riêng của bên kia',
  },
};

const OF_AGENCIES: readonly Role[] = ['one-stop-officer', 'processing-officer', 'agency-head'];
/** Roles that see the whole province by law; every other one sees what is its own. */
const PROVINCE: readonly Asker[] = ['procedure-control', 'reform-office'];

export type DossierState =
  | 'submitted'
  | 'accepted'
  | 'forwarded'
  | 'apologised'
  | 'waiting'
  | 'waiting-expired'
  | 'supplemented'
  | 'consulting'
  | 'consulted'
  | 'processed'
  | 'resolved'
  | 'reopened'
  | 'corrected';
export type FeedbackState = 'filed' | 'accepted' | 'answered' | 'published';

/** Something that requests can be about. */
export interface Subject {
  id: string;
  code?: string;
  currentStep?: string;
  currentTask?: number;
  dueAt?: string;
  /** The number of what somebody is asked for. */
  consultation?: number;
  /** What there is to see of it for who sees everything: the same before and after a refusal. */
  look?(): Promise<unknown>;
}

/** The subject of requests about what does not exist: what a stranger must not be able to tell from the other's. */
export const ABSENT: Subject = { id: '0198c2a4-7a00-7000-8000-00000000dead', code: 'H41.27.05-200101-0001' };

/** A running platform with two sides in it, and whatever a request needs to be about. */
export class AccessWorld {
  /** Ids and texts of the other side, none of which its strangers may read. */
  readonly secrets = new Set<string>([PARTIES.other.mark]);
  /** Of the services, once it was set. */
  private clock?: Date;
  private third?: Promise<Subject>;
  readonly operations: ReadonlyMap<string, { method: string; path: string; operation: Operation }>;

  private constructor(
    readonly document: OpenApiDocument,
    private readonly clients: ReadonlyMap<string, Api>,
  ) {
    this.operations = new Map(
      operationsOf(document).map(({ method, path, operation }) => [
        operation.operationId ?? `${method} ${path}`,
        { method: method.toUpperCase(), path, operation },
      ]),
    );
  }

  static async open(motcua: Standalone): Promise<AccessWorld> {
    const document = (await (await fetch(`${motcua.gateway.url}/openapi.json`)).json()) as OpenApiDocument;
    const clients = new Map<string, Api>();
    const add = async (name: string, claims: TokenClaims): Promise<void> => {
      clients.set(name, api(motcua.gateway.url, await motcua.issuer.token(claims)));
    };
    for (const [side, party] of Object.entries(PARTIES)) {
      const { agency, citizen, portal, officer } = party;
      await add(`${side}:applicant`, { sub: citizen, roles: ['applicant'] });
      await add(`${side}:portal-client`, { sub: portal, roles: ['portal-client'] });
      for (const role of OF_AGENCIES)
        await add(`${side}:${role}`, { sub: `${officer}-${role}`, roles: [role], agency });
    }
    for (const role of ['procedure-control', 'reform-office', 'operations', ...SERVICE_ROLES] as const) {
      // Who signs a report signs by name.
      const named = role === 'procedure-control' ? { officer_name: 'Người kiểm soát' } : {};
      await add(`own:${role}`, { sub: `access-${role}`, roles: [role], ...named });
    }
    clients.set('own:none', api(motcua.gateway.url));
    const world = new AccessWorld(document, clients);
    // So that every list of the other side has something in it that must not be seen.
    await world.dossier('other', 'accepted');
    await world.feedback('other', 'filed');
    return world;
  }

  /** What an asker must not read of the other side. Operations see which dossiers are sent to the nation, but none of their texts. */
  secretsFrom(asker: Asker): string[] {
    if (PROVINCE.includes(asker)) return [];
    return asker === 'operations' ? [PARTIES.other.mark] : [...this.secrets];
  }

  party(side: Side): Party {
    return PARTIES[side];
  }

  /** The asker of the own side. */
  asker(asker: Asker): Api {
    return this.as('own', asker);
  }

  as(side: Side, asker: Asker): Api {
    return this.clients.get(`${side}:${asker}`) ?? this.clients.get(`own:${asker}`)!;
  }

  /** The body that the documentation shows for an operation. */
  exampleBody(operationId: string): Record<string, unknown> {
    const body = this.operations.get(operationId)?.operation.requestBody as
      { content?: Record<string, { example?: unknown; schema?: unknown }> } | undefined;
    const content = Object.values(body?.content ?? {})[0];
    return structuredClone(content?.example ?? exampleOf(content?.schema, this.document)) as Record<string, unknown>;
  }

  /** The value that the documentation shows for a parameter. */
  exampleParameter(operationId: string, name: string): unknown {
    const parameters = this.operations.get(operationId)?.operation.parameters as
      { name: string; example?: unknown; schema?: { example?: unknown } }[] | undefined;
    const parameter = parameters?.find((one) => one.name === name);
    return parameter?.example ?? parameter?.schema?.example;
  }

  /** The shortest time in which a supplement can be asked for. */
  shortest(): { provideUntil: string } {
    return { provideUntil: new Date(this.now().getTime() + LEAST_DAYS * 86_400_000 + 60_000).toISOString() };
  }

  private now(): Date {
    return this.clock ?? new Date();
  }

  private async passShortest(): Promise<void> {
    this.clock = new Date(this.now().getTime() + LEAST_DAYS * 86_400_000 + 120_000);
    await this.asker('operations').put('/api/v1/ops/clock', { now: this.clock.toISOString() });
  }

  /** A limit for an opinion, so many working days ahead. */
  answerBy(days: number): string {
    return officeDayAfter(this.now(), days, sampleCatalog.calendars[0]!.version.daysOff).toISOString();
  }

  /** Of neither side. */
  private async thirdAgency(): Promise<string> {
    this.third ??= this.agency();
    return (await this.third).id;
  }

  /**
   * A dossier of that side in that state: its citizen's, submitted by its portal, at its agency. One on which a side is consulted is the
   * other's; that on which the other side is, is not shown to the asker either, but asks a third agency.
   */
  async dossier(side: Side, state: DossierState): Promise<Subject> {
    const lead: Side = state === 'consulted' ? 'other' : side;
    const asked = state === 'consulted' && side === 'own' ? PARTIES.own.agency : await this.thirdAgency();
    const { agency, citizen, mark } = PARTIES[lead];
    const [counter, officer, head] = OF_AGENCIES.map((role) => this.as(lead, role)) as [Api, Api, Api];
    let dossier = await this.as(lead, 'portal-client').post('/api/v1/dossiers', {
      procedureCode: procedureOf(agency).code,
      caseCode: procedureOf(agency).caseCode,
      agencyCode: agency,
      channel: 'ONLINE',
      subjectType: 'CITIZEN',
      applicant: { fullName: `Người có ${mark}` },
      requestContent: mark,
      ownerSubject: citizen,
    });
    const path = `/api/v1/dossiers/${dossier.id}`;
    const after = (wanted: DossierState, deed: () => Promise<unknown>): Promise<unknown> | undefined =>
      ORDER.indexOf(wanted) <= ORDER.indexOf(state) ? deed() : undefined;
    await after('accepted', () => counter.post(`${path}/acceptance`));
    await after('forwarded', () => counter.post(`${path}/forwarding`));
    if (state === 'apologised') {
      const { deadline } = await officer.get(path);
      await head.post(`${path}/apology`, { reason: 'Phải xác minh', newDueAt: justAfter(deadline.dueAt) });
    }
    if (state === 'waiting' || state === 'waiting-expired' || state === 'supplemented') {
      await officer.post(`${path}/supplement-requests`, { items: ['Bản sao'], reason: 'Thiếu', ...this.shortest() });
      // Expiry of a supplement is refused until then.
      if (state === 'waiting-expired') await this.passShortest();
      if (state === 'supplemented') await counter.post(`${path}/supplements`);
    }
    if (state === 'consulting' || state === 'consulted') {
      const body = { agencyCode: asked, content: mark, answerBy: this.answerBy(5) };
      dossier = await officer.post(`${path}/consultations`, body);
    }
    const consultation: number | undefined = dossier.consultations?.[0]?.number;
    if (ORDER.indexOf(state) >= ORDER.indexOf('processed')) {
      dossier = await officer.get(path);
      while (dossier.progress.currentStep) {
        dossier = await officer.post(`${path}/step-completions`, { stepCode: dossier.progress.currentStep.code });
      }
    }
    await after('resolved', () => head.post(`${path}/resolution`, { outcome: 'APPROVED' }));
    if (state === 'corrected') await counter.post(`${path}/delivery`);
    await after('reopened', () => head.post(`${path}/reopening`, { foundBy: 'APPLICANT', reason: mark }));
    await after('corrected', () => officer.post(`${path}/result-correction`, { outcome: 'APPROVED' }));
    dossier = await officer.get(path);
    if (side === 'other') this.secrets.add(dossier.id);
    return {
      id: dossier.id,
      code: dossier.code,
      currentStep: dossier.progress?.currentStep?.code,
      currentTask: dossier.progress?.currentStep?.number,
      dueAt: dossier.deadline?.dueAt,
      consultation,
      look: () => this.asker('procedure-control').get(`${path}/history`),
    };
  }

  /** A feedback item of that side's citizen, filed by its portal, about its agency. */
  async feedback(side: Side, state: FeedbackState): Promise<Subject> {
    const { agency, citizen, mark } = PARTIES[side];
    const head = this.as(side, 'agency-head');
    const { id, code } = await this.as(side, 'portal-client').post('/api/v1/feedback', {
      kind: 'BEHAVIOUR',
      title: `Phản ánh về ${mark}`,
      content: `Tôi phản ánh rằng ${mark} bị chậm so với giấy hẹn.`,
      filer: { fullName: `Người có ${mark}`, address: 'Số 12 đường Lê Lợi', phone: '0912345678' },
      agencyCode: agency,
      ownerSubject: citizen,
    });
    const path = `/api/v1/feedback/${id}`;
    const steps: [FeedbackState, string, object][] = [
      ['accepted', 'acceptance', {}],
      ['answered', 'answer', { answer: 'Cơ quan đã kiểm tra và xin lỗi về sự chậm trễ này.' }],
      ['published', 'publication', PUBLICATION],
    ];
    for (const [reached, action, body] of state === 'filed' ? [] : steps) {
      await head.post(`${path}/${action}`, body);
      if (reached === state) break;
    }
    if (side === 'other') this.secrets.add(id);
    return { id, code, look: () => this.asker('procedure-control').get(`${path}/history`) };
  }

  /** A resolved dossier whose event feedback-service has applied. */
  async surveyed(side: Side): Promise<Subject> {
    const subject = await this.dossier(side, 'resolved');
    const later = await this.dossier(side, 'resolved');
    // Events of one topic are applied in order, so once the later one is known, so is the first.
    await eventually(() => this.as(side, 'applicant').post(`/api/v1/surveys/${later.id}/token`));
    return { id: subject.id, code: subject.code };
  }

  async draft(): Promise<Subject> {
    const code = newProcedureCode();
    const body = { ...this.exampleBody('catalog_enterProcedure'), code };
    const { id } = await this.asker('procedure-control').post('/api/v1/procedures', body);
    return { id, code };
  }

  async publishedProcedure(): Promise<Subject> {
    const draft = await this.draft();
    await this.asker('procedure-control').post(`/api/v1/procedures/${draft.id}/publication`, this.publication());
    return draft;
  }

  /** What publishes a `draft()`. */
  publication(): Record<string, unknown> {
    const { expectedRevision: _read, ...body } = this.exampleBody('catalog_publishProcedure');
    return { ...body, acknowledgedDifference: 'Rút ngắn theo kế hoạch cải cách của tỉnh' };
  }

  async agency(): Promise<Subject> {
    const code = newAgencyCode();
    await this.asker('procedure-control').post('/api/v1/agencies', {
      ...this.exampleBody('catalog_registerAgency'),
      code,
    });
    return { id: code, code };
  }

  send(asker: Asker, method: string, path: string, request: Parameters<Api['send']>[2]): Promise<ApiAnswer> {
    return this.asker(asker).send(method, path, request);
  }
}

export const PUBLICATION = {
  publishedContent: 'Người dân phản ánh về việc tiếp nhận và trả kết quả tại bộ phận một cửa.',
  publishedAnswer: 'Cơ quan đã tiếp thu và chấn chỉnh bộ phận một cửa.',
};

const ORDER: DossierState[] = [
  'submitted',
  'accepted',
  'forwarded',
  'apologised',
  'waiting',
  'waiting-expired',
  'supplemented',
  'consulting',
  'consulted',
  'processed',
  'resolved',
  'reopened',
  'corrected',
];

const LEAST_DAYS = DEFAULT_SUPPLEMENT_RULES.leastDays;

let made = 0;
export const newProcedureCode = (): string => `8.${String(100_000 + ++made)}`;
export const newAgencyCode = (): string => `H41.90.${100 + ++made}`;
export const newName = (): string => `access-${randomUUID().slice(0, 8)}`;

/** A published procedure of the sample, with a limit in working days, that the agency answers for. */
export function procedureOf(agencyCode: string): { code: string; caseCode: string } {
  for (const { entry, publication } of sampleCatalog.procedures) {
    const first = publication?.cases[0];
    if (first?.budget.unit === 'WORKING_DAY' && entry.agencyCodes?.includes(agencyCode)) {
      return { code: entry.code, caseCode: first.caseCode };
    }
  }
  throw new Error(`the sample has no open procedure of ${agencyCode}`);
}
