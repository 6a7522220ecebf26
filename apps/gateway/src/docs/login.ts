import { operationsOf, type OpenApiDocument } from '../openapi/document.js';

/** Name of the sign-in scheme in the documentation, besides the pasted token (`bearer`). */
const LOGIN = 'login';

/** `document` in which every operation that needs a token can also be tried by signing in at `issuer`. */
export function withLogin(document: OpenApiDocument, issuer: string): OpenApiDocument {
  const copy = structuredClone(document);
  for (const { operation } of operationsOf(copy)) {
    if (operation.security?.length) operation.security = [...operation.security, { [LOGIN]: ['openid'] }];
  }
  const openIdConnectUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  copy.components = {
    ...copy.components,
    securitySchemes: { ...copy.components?.['securitySchemes'], [LOGIN]: { type: 'openIdConnect', openIdConnectUrl } },
  };
  return copy;
}

/** Swagger UI's settings to sign in through the public client `clientId`, with a proof key. */
export function loginOptions(clientId: string, publicUrl: string): Record<string, unknown> {
  return {
    oauth2RedirectUrl: `${publicUrl.replace(/\/$/, '')}/docs/oauth2-redirect.html`,
    initOAuth: { clientId, scopes: 'openid', usePkceWithAuthorizationCodeGrant: true },
  };
}
