export * from './feedback-requests.js';
export * from './feedback-views.js';
export * from './feedback-queries.js';
export * from './survey.js';
export * from './feedback-pages.js';
