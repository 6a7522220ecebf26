export {
  SIMULATOR_PASSWORD,
  SIMULATOR_USER,
  startNationalPortalSimulator,
  type NationalPortalSimulator,
  type SimulatorOptions,
} from './start-national-portal-simulator.js';
export { type FaultKind, type FaultPlan } from './faults.js';
export type { HeldDossier, TextRecord } from './held-dossiers.js';
export type { Submission } from './submissions.js';
