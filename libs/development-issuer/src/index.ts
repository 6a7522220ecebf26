export {
  DevelopmentIssuerError,
  newSigningKey,
  startDevelopmentIssuer,
  type DevelopmentIssuer,
  type TokenClaims,
  type TokenOptions,
} from './development-issuer.js';
