export * from './period-report-cells.js';
export * from './report-queries.js';
export * from './report-views.js';
export * from './period-report.js';
export * from './feedback-report.js';
export * from './projection-views.js';
export * from './lateness-report.js';
export * from './frozen-report.js';
