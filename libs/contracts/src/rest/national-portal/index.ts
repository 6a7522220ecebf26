export * from './sends.js';
export * from './reconciliations.js';
export * from './sync-down.js';
