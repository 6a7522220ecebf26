import { Inject, Injectable } from '@nestjs/common';
import { DOSSIER_STATUSES, DomainError, type DossierStatus } from '@motcua/contracts';
import { Neighbour } from '@motcua/platform';
import { DossierAccess, type SeenDossier } from '../application/ports.js';
import { FeedbackServiceConfig } from '../config.js';

/** dossier-service, asked with the caller's own token: it alone knows whose a dossier is (ADR 0006). */
@Injectable()
export class DossierServiceAccess extends DossierAccess {
  private readonly dossierService: Neighbour;

  constructor(@Inject(FeedbackServiceConfig) config: FeedbackServiceConfig) {
    super();
    this.dossierService = new Neighbour(config.DOSSIER_URL, config.UPSTREAM_TIMEOUT_MS);
  }

  async see(dossierId: string, token: string): Promise<SeenDossier | undefined> {
    try {
      const answer = await this.dossierService.get(`/dossiers/${encodeURIComponent(dossierId)}`, {
        authorization: `Bearer ${token}`,
      });
      if (answer.status === 404 || answer.status === 403) {
        await answer.body?.cancel();
        return undefined;
      }
      if (!answer.ok) throw new Error(`dossier-service answered ${answer.status}`);
      return seen(await answer.json());
    } catch (error) {
      const refusal = new DomainError({
        kind: 'unavailable',
        code: 'dossier-service.unavailable',
        message: {
          vi: 'Chưa kiểm tra được hồ sơ này là của ai. Hãy thử lại sau ít giây.',
          en: 'Whose dossier this is cannot be checked now. Try again in a few seconds.',
        },
        retryAfterSeconds: 5,
      });
      refusal.cause = error;
      throw refusal;
    }
  }
}

function seen(body: unknown): SeenDossier {
  const { agencyCode, status } = (body ?? {}) as Record<string, unknown>;
  if (typeof agencyCode !== 'string' || !DOSSIER_STATUSES.includes(status as DossierStatus)) {
    throw new Error("dossier-service's answer is not of its contract");
  }
  return { agencyCode, status: status as DossierStatus };
}
