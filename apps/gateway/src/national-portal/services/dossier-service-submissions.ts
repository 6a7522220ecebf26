import type { DossierView, SubmitDossierRequest } from '@motcua/contracts';
import { DossierSubmissions, SubmissionRefused } from '../application/ports.js';
import type { ErrorClass } from '../domain/error-class.js';
import { NeighbourRefused, type ServiceClient } from './service-client.js';

/** Refusals that repeat themselves until somebody does something. */
const CLASS_OF_STATUS: Record<number, ErrorClass> = { 400: 'FIX_DATA', 403: 'FIX_MAPPING', 422: 'FIX_MAPPING' };

/** dossier-service, where this gateway submits as the portal that it is. */
export class DossierServiceSubmissions extends DossierSubmissions {
  constructor(private readonly client: ServiceClient) {
    super();
  }

  async submit(request: SubmitDossierRequest, key: string): Promise<{ id: string }> {
    try {
      const { id } = await this.client.send<DossierView>({
        method: 'POST',
        path: '/dossiers',
        body: request,
        headers: { 'idempotency-key': key },
      });
      return { id };
    } catch (error) {
      const errorClass = error instanceof NeighbourRefused ? CLASS_OF_STATUS[error.status] : undefined;
      if (!(error instanceof NeighbourRefused) || !errorClass) throw error;
      throw new SubmissionRefused({
        class: errorClass,
        code: error.code ?? 'dossier-service.refused',
        message: `dossier-service refuses it with ${error.status}`,
      });
    }
  }
}
