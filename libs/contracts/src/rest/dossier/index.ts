export * from './dossier-requests.js';
export * from './dossier-views.js';
export * from './dossier-list.js';
export * from './dossier-deadline-views.js';
export * from './dossier-queries.js';
export * from './dossier-search.js';
export * from './dossier-import.js';
export * from './national-record.js';
