import {
  AgencyRegistered,
  CalendarPublished,
  ProcedurePublished,
  ProcessApproved,
  RuleSetPublished,
  type DecisionData,
  type DomainError,
  instanceOf,
} from '@motcua/contracts';
import { ServiceRefused, serviceUnavailable, type ServiceClient } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import { validate } from 'class-validator';
import { Catalog, type CatalogProcedure } from '../catalog.js';

/** procedure-catalog-service over HTTP; its answers are held to the event contracts. */
export class CatalogClient extends Catalog {
  constructor(private readonly client: ServiceClient) {
    super();
  }

  async agency(code: string): Promise<AgencyRegistered | undefined> {
    const answer = await this.ask(`/agencies/${encodeURIComponent(code)}`);
    return answer && this.held(AgencyRegistered, answer);
  }

  async procedure(code: string, on?: LocalDate): Promise<CatalogProcedure | undefined> {
    const query = on ? `?on=${on}` : '';
    const answer = await this.ask(`/procedures/by-code/${encodeURIComponent(code)}/published${query}`);
    if (!answer) return undefined;
    const { abolition, processes } = answer as { abolition?: DecisionData; processes?: object[] };
    return {
      published: await this.held(ProcedurePublished, answer),
      processes: await Promise.all((processes ?? []).map((process) => this.held(ProcessApproved, process))),
      abolition: abolition ?? undefined,
    };
  }

  async calendar(id: string): Promise<CalendarPublished | undefined> {
    const answer = await this.ask(`/calendars/${encodeURIComponent(id)}`);
    return answer && this.held(CalendarPublished, answer);
  }

  async ruleSets(on: LocalDate): Promise<RuleSetPublished[]> {
    const answer = (await this.ask(`/rule-sets?on=${on}`)) as { items?: object[] } | undefined;
    return Promise.all((answer?.items ?? []).map((item) => this.held(RuleSetPublished, item)));
  }

  private async ask(path: string): Promise<object | undefined> {
    try {
      return await this.client.send<object>({ path });
    } catch (error) {
      // 400: the code is malformed, so there is no such record.
      if (error instanceof ServiceRefused && (error.status === 404 || error.status === 400)) return undefined;
      throw referenceDataUnavailable(error);
    }
  }

  /** What the contract knows of the answer; the rest (revision, who published it) is dropped. */
  private async held<T extends object>(Contract: new () => T, answer: object): Promise<T> {
    const instance = instanceOf(Contract, answer);
    const wrong = await validate(instance, { whitelist: true });
    if (wrong.length > 0)
      throw referenceDataUnavailable(new Error(`the catalog's answer is not of its contract: ${wrong[0]}`));
    return instance;
  }
}

export function referenceDataUnavailable(cause: unknown): DomainError {
  const message = {
    vi: 'Chưa có bản sao dữ liệu danh mục và dịch vụ danh mục chưa trả lời. Hãy thử lại sau ít giây.',
    en: 'Catalog data has not arrived yet and the catalog does not respond. Try again in a few seconds.',
  };
  return serviceUnavailable('reference-data.unavailable', message, cause);
}
