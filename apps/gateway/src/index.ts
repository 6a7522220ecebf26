export { gatewayService, gatewayOver } from './gateway.definition.js';
export { GatewayConfig } from './config.js';
export { FORWARDED_SERVICES, type ForwardedService } from './services.js';
export { mergedDocument, API_PREFIX } from './openapi/merged-document.js';
export { MergeConflict, type ServiceDocument } from './openapi/merge.js';
export { HTTP_METHODS, operationsOf, type OpenApiDocument, type Operation } from './openapi/document.js';
export { exampleOf, type LiveExample, type LiveExamples } from './openapi/live-examples.js';
