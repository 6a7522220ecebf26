export * from './sends.js';
export * from './reconciliations.js';
