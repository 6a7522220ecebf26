import { DomainError, type ListDossiersQuery } from '@motcua/contracts';
import { Clock, type Caller, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { localDate } from '@motcua/working-time';
import { apologiesDueUntil } from '../domain/apology.js';
import { DossierReadings, ReferenceData, type ListedDossier } from './ports.js';
import { readableBy, type Scope } from './caller-scope.js';

export interface PageOfDossiers extends Page<ListedDossier> {
  /** The instant by which they are overdue or not. */
  at: Date;
}

export interface ListDossiersCommand {
  caller: Caller;
  query: ListDossiersQuery;
}

/** One page of the dossiers that a caller may read: the agency's, one's own, or the province's. */
@Injectable()
export class ListDossiers {
  constructor(
    private readonly readings: DossierReadings,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  async execute({ caller, query }: ListDossiersCommand): Promise<PageOfDossiers> {
    const scope = readableBy(caller)[0];
    if (!scope) {
      throw new DomainError({
        kind: 'forbidden',
        code: 'dossier.no-list',
        message: { vi: 'Vai trò này không xem danh sách hồ sơ.', en: 'This role cannot list dossiers.' },
      });
    }
    const at = this.clock.now();
    const dueUntil = query.apology === 'DUE' ? await this.dueUntil(scope, query, at) : undefined;
    return { ...(await this.readings.list(scope, query, at, dueUntil)), at };
  }

  /** Working days are those of an agency. */
  private async dueUntil(scope: Scope, { agencyCode }: ListDossiersQuery, at: Date): Promise<Date> {
    const whose = scope.kind === 'AGENCY' ? scope.agencyCode : agencyCode;
    if (!whose) throw agencyRequired();
    const { calendar } = await this.referenceData.deadlineBasis(whose, localDate(at));
    return apologiesDueUntil(calendar, at);
  }
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
