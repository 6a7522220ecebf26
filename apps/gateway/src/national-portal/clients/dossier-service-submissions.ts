import type { DossierView, NationalSubmissionRequest } from '@motcua/contracts';
import { ServiceNotReached, ServiceRefused, type ServiceClient } from '@motcua/platform';
import { DossierSubmissions, NotSubmitted, type NoDossier } from '../application/ports.js';
import type { ErrorClass } from '../domain/error-class.js';

/** Permanent refusals, until a person acts. 401, 408, 409, 429 and 5xx are transient. */
const CLASS_OF_STATUS: Record<number, ErrorClass> = {
  400: 'FIX_DATA',
  403: 'FIX_MAPPING',
  404: 'FIX_MAPPING',
  413: 'FIX_DATA',
  415: 'FIX_MAPPING',
  422: 'FIX_MAPPING',
};

/** dossier-service, to which this gateway submits as a portal. */
export class DossierServiceSubmissions extends DossierSubmissions {
  constructor(private readonly client: ServiceClient) {
    super();
  }

  async submit(request: NationalSubmissionRequest, key: string): Promise<{ id: string }> {
    try {
      const { id } = await this.client.send<DossierView>({
        method: 'POST',
        path: '/internal/national-submissions',
        body: request,
        headers: { 'idempotency-key': key },
      });
      return { id };
    } catch (error) {
      if (error instanceof ServiceNotReached) throw new NotSubmitted(undefined, 'BY_THIS_ATTEMPT');
      if (!(error instanceof ServiceRefused)) throw error;
      const errorClass = CLASS_OF_STATUS[error.status];
      const failure = errorClass && {
        class: errorClass,
        code: error.code ?? 'dossier-service.refused',
        message: [`dossier-service refuses it with ${error.status}`, ...error.fields].join(' ').slice(0, 2_000),
      };
      throw new NotSubmitted(failure, noDossierAfter(error));
    }
  }
}

/**
 * dossier-service looks the kept answer up before anything that it refuses with 422 (ADR 67). Other refusals may come
 * before that, and with 409 another attempt may have the key.
 */
function noDossierAfter({ status, code, triedBefore }: ServiceRefused): NoDossier | undefined {
  if (triedBefore || status < 400 || status >= 500 || status === 409) return undefined;
  if (code === 'idempotency.key-reused') return undefined;
  return status === 422 ? 'BY_ANY_THAT_ENDED' : 'BY_THIS_ATTEMPT';
}
