import {
  AgencyRegistered,
  CalendarPublished,
  DomainError,
  ProcedurePublished,
  RuleSetPublished,
  type DecisionData,
} from '@motcua/contracts';
import { Neighbour, ServiceToken } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { Catalog } from '../application/ports.js';
import { DossierServiceConfig } from '../config.js';

/** procedure-catalog-service over HTTP, with this service's own token; its answers are held to the event contracts. */
@Injectable()
export class CatalogClient extends Catalog {
  private readonly catalogService: Neighbour;

  constructor(
    config: DossierServiceConfig,
    private readonly serviceToken: ServiceToken,
  ) {
    super();
    this.catalogService = new Neighbour(config.CATALOG_URL, config.UPSTREAM_TIMEOUT_MS);
  }

  async agency(code: string): Promise<AgencyRegistered | undefined> {
    const answer = await this.ask(`/agencies/${encodeURIComponent(code)}`);
    return answer && this.held(AgencyRegistered, answer);
  }

  async procedure(
    code: string,
    on?: LocalDate,
  ): Promise<{ published: ProcedurePublished; abolition?: DecisionData } | undefined> {
    const query = on ? `?on=${on}` : '';
    const answer = await this.ask(`/procedures/by-code/${encodeURIComponent(code)}/published${query}`);
    if (!answer) return undefined;
    const { abolition } = answer as { abolition?: DecisionData };
    return { published: await this.held(ProcedurePublished, answer), abolition: abolition ?? undefined };
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
      const answer = await this.catalogService.get(path, { authorization: await this.serviceToken.header() });
      // 400: a code that cannot be one is not asked about in vain again.
      if (answer.status === 404 || answer.status === 400) {
        await answer.body?.cancel();
        return undefined;
      }
      if (answer.status === 401) this.serviceToken.forget();
      if (!answer.ok) throw new Error(`the catalog answered ${answer.status} to ${path}`);
      return (await answer.json()) as object;
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** What the contract knows of the answer; the rest (revision, who published it) is dropped. */
  private async held<T extends object>(Contract: new () => T, answer: object): Promise<T> {
    const instance = plainToInstance(Contract, answer);
    const wrong = await validate(instance, { whitelist: true });
    if (wrong.length > 0) throw unavailable(new Error(`the catalog's answer is not of its contract: ${wrong[0]}`));
    return instance;
  }
}

function unavailable(cause: unknown): DomainError {
  const refusal = new DomainError({
    kind: 'unavailable',
    code: 'reference-data.unavailable',
    message: {
      vi: 'Chưa có bản sao dữ liệu danh mục và dịch vụ danh mục chưa trả lời. Hãy thử lại sau ít giây.',
      en: 'A copy of the catalog’s data has not arrived yet and the catalog does not answer. Try again in a few seconds.',
    },
    retryAfterSeconds: 5,
  });
  refusal.cause = cause;
  return refusal;
}
