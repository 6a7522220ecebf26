export * from './codes.js';
export * from './procedure-parts.js';
export * from './procedure-requests.js';
export * from './procedure-views.js';
export * from './procedure-import.js';
export * from './agency.js';
export * from './calendar.js';
export * from './rule-set.js';
