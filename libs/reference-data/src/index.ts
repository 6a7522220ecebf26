export { CopiedReferenceData } from './copied-reference-data.js';
export { referenceDataUnavailable } from './clients/catalog-client.js';
export { OpenDeadlines } from './open-deadlines.js';
export { ReferenceCopies, type MissingCopy, type Queries } from './reference-copies.js';
export { ProcedureFieldCopies } from './procedure-field-copies.js';
export { ReferenceDataModule, type ReferenceDataOptions } from './reference-data.module.js';
export {
  AgencySubscriptions,
  CalendarSubscriptions,
  ProcedureFieldSubscriptions,
  ProcedureSubscriptions,
  RuleSetSubscriptions,
} from './subscriptions.js';
export {
  AbolishedProcedureEntity,
  AgencyByHoursKeyEntity,
  AgencyWithHoursEntity,
  ApprovedProcessEntity,
  CalendarEntity,
  OfficeHoursEntity,
  ProcedureFieldEntity,
  ProcedureVersionEntity,
  RuleSetEntity,
} from './entities.js';
