export * from './sends.js';
