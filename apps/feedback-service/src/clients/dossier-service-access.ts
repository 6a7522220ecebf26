import { Injectable } from '@nestjs/common';
import { ACTOR_KINDS, DOSSIER_STANDINGS, DOSSIER_STATUSES } from '@motcua/contracts';
import { ServiceClient, ServiceRefused, serviceUnavailable } from '@motcua/platform';
import { DossierAccess, type SeenDossier } from '../application/issue-survey-token.js';
import { FeedbackServiceConfig } from '../config.js';

/** dossier-service, asked with the caller's own token: it alone knows whose a dossier is (ADR 0006). */
@Injectable()
export class DossierServiceAccess extends DossierAccess {
  private readonly client: ServiceClient;

  constructor(config: FeedbackServiceConfig) {
    super();
    this.client = new ServiceClient({
      name: 'dossier-service',
      addresses: config.DOSSIER_URL,
      timeoutMs: config.UPSTREAM_TIMEOUT_MS,
    });
  }

  async see(dossierId: string, token: string): Promise<SeenDossier | undefined> {
    try {
      const path = `/dossiers/${encodeURIComponent(dossierId)}`;
      return seen(await this.client.send({ path, headers: { authorization: `Bearer ${token}` } }));
    } catch (error) {
      if (error instanceof ServiceRefused && (error.status === 404 || error.status === 403)) return undefined;
      const message = {
        vi: 'Chưa kiểm tra được hồ sơ này là của ai. Hãy thử lại sau ít giây.',
        en: 'The owner of this dossier cannot be checked now. Try again in a few seconds.',
      };
      throw serviceUnavailable('dossier-service.unavailable', message, error);
    }
  }
}

function seen(body: unknown): SeenDossier {
  const {
    agencyCode,
    receivingAgencyCode: counterAgencyCode = agencyCode,
    status,
    standing,
  } = (body ?? {}) as Record<string, unknown>;
  const { as, submittedBy } = (standing ?? {}) as Record<string, unknown>;
  if (
    typeof counterAgencyCode !== 'string' ||
    !isOneOf(DOSSIER_STATUSES, status) ||
    (standing !== undefined && !isOneOf(DOSSIER_STANDINGS, as)) ||
    (submittedBy !== undefined && !isOneOf(ACTOR_KINDS, submittedBy))
  ) {
    throw new Error("dossier-service's answer is not of its contract");
  }
  return { counterAgencyCode, status, ...(isOneOf(DOSSIER_STANDINGS, as) && { standing: { as, submittedBy } }) };
}

function isOneOf<T extends string>(values: readonly T[], value: unknown): value is T {
  return values.includes(value as T);
}
