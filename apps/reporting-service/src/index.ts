export { reportingService } from './reporting-service.definition.js';
export { makeAgain, rankingFile } from './reform-index/domain/ranking-file.js';
export { readReported, reportedChanges, type ReportedRow } from './reform-index/domain/reported-results.js';
export { addedUp, differencesToPublished, type PublishedScore } from './reform-index/domain/published-scores.js';
export { shippedEdition } from './reform-index/shipped/shipped-editions.js';
