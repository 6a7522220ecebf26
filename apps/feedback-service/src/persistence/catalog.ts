import { Inject, Injectable } from '@nestjs/common';
import { AgencyRegistered, CalendarPublished, DomainError } from '@motcua/contracts';
import { Neighbour, ServiceToken } from '@motcua/platform';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { FeedbackServiceConfig } from '../config.js';

/** procedure-catalog-service, asked only for what its events have not brought yet. */
@Injectable()
export class Catalog {
  private readonly catalogService: Neighbour;

  constructor(
    @Inject(FeedbackServiceConfig) private readonly config: FeedbackServiceConfig,
    @Inject(ServiceToken) private readonly serviceToken: ServiceToken,
  ) {
    this.catalogService = new Neighbour(config.CATALOG_URL, config.UPSTREAM_TIMEOUT_MS);
  }

  /** @throws DomainError `reference-data.unavailable` */
  findAgency(code: string): Promise<AgencyRegistered | undefined> {
    return this.ask(`/agencies/${encodeURIComponent(code)}`, AgencyRegistered);
  }

  /** The latest version. @throws DomainError `reference-data.unavailable` also where there is no such calendar */
  async getCalendar(id: string): Promise<CalendarPublished> {
    const calendar = await this.ask(`/calendars/${encodeURIComponent(id)}`, CalendarPublished);
    if (!calendar) throw unavailable(new Error(`the catalog has no calendar ${id}`));
    return calendar;
  }

  private async ask<T extends object>(path: string, Shape: new () => T): Promise<T | undefined> {
    try {
      // The catalog's reference data is public; a service without credentials of its own may read it too.
      const own: Record<string, string> = this.config.OIDC_CLIENT_ID
        ? { authorization: await this.serviceToken.header() }
        : {};
      const answer = await this.catalogService.get(path, own);
      if (answer.status === 404) {
        await answer.body?.cancel();
        return undefined;
      }
      if (answer.status === 401) this.serviceToken.forget();
      if (!answer.ok) throw new Error(`the catalog answered ${answer.status} to ${path}`);
      const shape = plainToInstance(Shape, await answer.json());
      const wrong = await validate(shape);
      if (wrong.length > 0) throw new Error(`the catalog's answer to ${path} is not of its contract: ${wrong[0]}`);
      return shape;
    } catch (error) {
      throw unavailable(error);
    }
  }
}

function unavailable(cause: unknown): DomainError {
  const refusal = new DomainError({
    kind: 'unavailable',
    code: 'reference-data.unavailable',
    message: {
      vi: 'Chưa có dữ liệu cơ quan hoặc lịch làm việc và danh mục chưa trả lời. Hãy thử lại sau ít giây.',
      en: 'Data of the agency or its calendar has not arrived yet and the catalog does not answer. Try again in a few seconds.',
    },
    retryAfterSeconds: 5,
  });
  refusal.cause = cause;
  return refusal;
}
