export { gatewayService } from './gateway.definition.js';
export { FORWARDED_SERVICES, type ForwardedService } from './services.js';
export { mergedDocument } from './openapi/merged-document.js';
export { type ServiceDocument } from './openapi/merge.js';
export { operationsOf, type OpenApiDocument, type Operation } from './openapi/document.js';
export { exampleOf, type LiveExample, type LiveExamples } from './openapi/live-examples.js';
