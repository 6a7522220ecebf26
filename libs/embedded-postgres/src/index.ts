export { backUp, type Backup } from './back-up.js';
export { EmbeddedPostgresError } from './embedded-postgres-error.js';
export { makeFolder } from './make-folder.js';
export { isRunning, startEmbeddedPostgres } from './start-embedded-postgres.js';
export type { Restart } from './kept-server.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start-embedded-postgres.js';
