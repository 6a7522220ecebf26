import { DomainError, type ListDossiersQuery, type LocalizedText } from '@motcua/contracts';
import { Clock, type Caller, type Page } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { apologiesDueUntil } from '../domain/apology.js';
import { waitOf, type IntakeWait } from '../domain/intake-wait.js';
import { personTerms, type SoughtPerson } from '../domain/person-search.js';
import { consultedOn, ownAgency, readableBy, type AgencyScope, type Scope } from './caller-scope.js';
import { DossierReadings, ReferenceData, type ListedDossier, type ListOptions } from './ports.js';
import { purposeNotYours } from './read-dossier.js';

export interface PageOfDossiers extends Page<ListedDossier & { intake?: IntakeWait }> {
  /** The instant by which they are overdue or not. */
  at: Date;
}

export interface ListDossiersCommand {
  caller: Caller;
  query: ListDossiersQuery;
  /** Whose dossiers are sought, among those of the caller's agency only. */
  person?: SoughtPerson;
}

/** Of persons that one request reads unmasked, dossiers at most: who needs more reads more than one request, each recorded. */
const MOST_UNMASKED = 50;

/** One page of the dossiers that a caller may read: the agency's, one's own, or the province's; or of the work in a queue. */
@Injectable()
export class ListDossiers {
  constructor(
    private readonly readings: DossierReadings,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `forbidden` for a role without a list, and for persons of whom the caller's agency has no dossiers to
   * process; `invalid` for a search that names nobody, and for too many persons at once.
   */
  async execute({ caller, query, person }: ListDossiersCommand): Promise<PageOfDossiers> {
    const at = this.clock.now();
    const { purpose } = query;
    if (query.consultedOn && (person || purpose || query.queue)) throw consultedOnAlone();
    // Nobody who reads the whole province may search it for a person, or would learn who deals with which agency.
    const part = query.queue === 'INTAKE' ? 'RECEIVING' : (query.part ?? undefined);
    const own = person || purpose || query.queue || part ? ownAgency(caller, part) : undefined;
    if (purpose && (!own || purpose === 'NATIONAL_SYNC')) throw purposeNotYours(purpose);
    if (query.queue && !own) throw noQueue();
    if (query.part && !own) throw noList();
    if (person && !own) throw noList();
    if (purpose && (query.limit ?? MOST_UNMASKED) > MOST_UNMASKED) throw tooManyPersons();
    const scope = own ?? (query.consultedOn ? consultedOn(caller, 'CONSULTED') : readableBy(caller))[0];
    if (!scope) throw noList();
    const options: ListOptions = {
      search: person && own && { reader: caller, agencyCode: own.agencyCode, terms: personTerms(person) },
      reading: purpose && { reader: caller, purpose, operation: person ? 'searchDossiers' : 'listDossiers' },
      apologiesDueUntil: query.apology === 'DUE' ? await this.dueUntil(scope, query, at) : undefined,
    };
    if (own && query.queue) return { ...(await this.queue(caller, own, query, at, options)), at };
    return { ...(await this.readings.list(scope, query, at, options)), at };
  }

  /** Working days are those of an agency. */
  private async dueUntil(scope: Scope, { agencyCode }: ListDossiersQuery, at: Date): Promise<Date> {
    const whose = scope.kind === 'AGENCY' || scope.kind === 'RECEIVING' ? scope.agencyCode : agencyCode;
    if (!whose) throw agencyRequired();
    const { calendar } = await this.referenceData.deadlineBasis(whose, localDate(at));
    return apologiesDueUntil(calendar, at);
  }

  private async queue(
    caller: Caller,
    scope: AgencyScope,
    query: ListDossiersQuery,
    at: Date,
    options: ListOptions,
  ): Promise<Page<ListedDossier & { intake?: IntakeWait }>> {
    if (query.sort) throw sortedQueue();
    if (query.part) throw queueOfPart();
    const { agencyCode } = scope;
    if (query.queue !== 'INTAKE') {
      // The head sees what nobody takes up, in whatever unit.
      const unit = caller.has('agency-head') ? undefined : caller.unit;
      return this.readings.queue({ agencyCode, account: caller.subject, unit }, query, at, options);
    }
    const page = await this.readings.list(scope, query, at, options);
    const { basis, calendar } = await this.referenceData.deadlineBasis(agencyCode, localDate(at));
    const items = page.items.map((item) => ({
      ...item,
      intake: waitOf(item.dossier.submittedAt, basis.intakeWithinHours, calendar, at),
    }));
    return { ...page, items };
  }
}

export function noList(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'dossier.no-list',
    message: { vi: 'Vai trò này không xem danh sách hồ sơ.', en: 'This role cannot list dossiers.' },
  });
}

function noQueue(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'dossier.no-queue',
    message: {
      vi: 'Chỉ cán bộ của một cơ quan có danh sách việc (queue).',
      en: 'Only officers of an agency have queues of work.',
    },
  });
}

const sortedQueue = () =>
  parameterRefused('dossier.queue-sorted', 'sort', {
    vi: 'không dùng cùng queue: danh sách việc luôn theo hạn, hồ sơ chờ tiếp nhận theo ngày nộp',
    en: 'is not taken with queue: work is listed by its due time, and submissions by when they came',
  });

const queueOfPart = () =>
  parameterRefused('dossier.queue-of-part', 'part', {
    vi: 'không dùng cùng queue: danh sách việc gồm mọi bước của cơ quan, hồ sơ chờ tiếp nhận là của nơi tiếp nhận',
    en: 'is not taken with queue: work is of the agency in either part, and submissions wait where they are received',
  });

/** Who is asked for an opinion reads the persons masked, and works on nothing but the answer. */
const consultedOnAlone = () =>
  parameterRefused('dossier.consulted-on-alone', 'consultedOn', {
    vi: 'không dùng cùng queue, purpose hoặc tìm theo người: cơ quan được lấy ý kiến chỉ xem dữ liệu đã che',
    en: 'is not taken with queue, purpose or a search for a person: who is asked for an opinion reads persons masked',
  });

function parameterRefused(code: string, path: string, message: LocalizedText): DomainError {
  return new DomainError({
    kind: 'invalid',
    code,
    message: { vi: `Tham số ${path} ${message.vi}.`, en: `Parameter ${path} ${message.en}.` },
    fields: [{ path, message }],
  });
}

function tooManyPersons(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'dossier.too-many-persons',
    message: {
      vi: `Chỉ đọc dữ liệu cá nhân của tối đa ${MOST_UNMASKED} hồ sơ mỗi lần.`,
      en: `Persons of at most ${MOST_UNMASKED} dossiers can be read unmasked at once.`,
    },
    fields: [
      {
        path: 'limit',
        message: {
          vi: `không được quá ${MOST_UNMASKED} khi có purpose`,
          en: `must not be more than ${MOST_UNMASKED} with a purpose`,
        },
      },
    ],
  });
}

function agencyRequired(): DomainError {
  const message = { vi: 'phải nêu cơ quan khi lọc apology=DUE', en: 'is required with apology=DUE' };
  return new DomainError({
    kind: 'invalid',
    code: 'dossier.agency-required',
    message: {
      vi: 'Phiếu xin lỗi nào đến hạn được tính theo lịch làm việc của một cơ quan; hãy nêu agencyCode.',
      en: 'Which apologies are due is told by the calendar of an agency. Name it in agencyCode.',
    },
    fields: [{ path: 'agencyCode', message }],
  });
}
