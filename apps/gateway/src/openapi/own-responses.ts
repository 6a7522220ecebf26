import { DomainError } from '@motcua/contracts';
import { exampleOfProblem } from '@motcua/platform';
import { GatewayConfig } from '../config.js';
import { tooManyRequests } from '../limits/admission.js';
import { UpstreamFailure } from '../proxy/upstream-failure.js';

const TOKEN_INVALID = new DomainError({
  kind: 'unauthenticated',
  code: 'auth.token-invalid',
  message: { vi: 'Mã truy cập không hợp lệ.', en: 'The token is not valid.' },
});

const TOO_MANY =
  'Too many requests from one client within a minute; or, where something is changed, more than one applicant or portal may ' +
  'change in an hour (`gateway.write-budget-spent`)';

/** The answers that the gateway itself may give to a request it forwards; each is a problem document. */
export const OWN_RESPONSES: Record<string, unknown> = {
  '401': problem('The token is missing, expired or not valid', TOKEN_INVALID),
  '406': problem('The client accepts no JSON', httpError(406)),
  '414': problem('An id or code in the address is too long', httpError(414)),
  '429': problem(TOO_MANY, tooManyRequests(new GatewayConfig().RATE_LIMIT_PER_MINUTE, 12), {
    'Retry-After': header('Seconds to wait before the next request'),
  }),
  '431': problem('The address and the header fields are together longer than 16 KiB', httpError(431)),
  '502': problem(
    'The service closed the connection or returned an invalid response; the request may have been carried out',
    new UpstreamFailure('dossier', 'broke-off'),
  ),
  '503': problem(
    'The service cannot be reached, or broke off what may be asked again: the text says whether it may have been done',
    new UpstreamFailure('dossier', 'not-sent'),
    {
      'Retry-After': header('Seconds to wait before the next request'),
    },
  ),
  '504': problem(
    'The service did not respond in time; the request may have been carried out',
    new UpstreamFailure('dossier', 'timed-out'),
  ),
};

/** The same for requests with a body. */
export const OWN_BODY_RESPONSES: Record<string, unknown> = {
  '408': problem('The body took too long to arrive', httpError(408)),
  '413': problem('The content is too large', httpError(413)),
};

/** Errors of the HTTP server before the request is handled. */
function httpError(statusCode: number): Error {
  return Object.assign(new Error(), { statusCode });
}

function problem(description: string, example: Error, headers?: Record<string, unknown>): unknown {
  return {
    description,
    ...(headers ? { headers } : {}),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        example: exampleOfProblem(example),
      },
    },
  };
}

function header(description: string): unknown {
  return { description, schema: { type: 'integer', minimum: 1 } };
}
