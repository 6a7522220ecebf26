/** The answers that the gateway itself may give to a request it forwards; each is a problem document. */
export const OWN_RESPONSES: Record<string, unknown> = {
  '401': problem('The token is missing, expired or not valid'),
  '429': problem('Too many requests of one client in a minute', {
    'Retry-After': header('Seconds to wait before the next request'),
  }),
  '502': problem('The service broke off or gave an answer that is not one; what was asked may have been done'),
  '503': problem(
    'The service cannot be reached, or broke off what may be asked again: the text says whether it may have been done',
    {
      'Retry-After': header('Seconds to wait before the next request'),
    },
  ),
  '504': problem('The service did not answer in time; what was asked may have been done'),
};

function problem(description: string, headers?: Record<string, unknown>): unknown {
  return {
    description,
    ...(headers ? { headers } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function header(description: string): unknown {
  return { description, schema: { type: 'integer', minimum: 1 } };
}
