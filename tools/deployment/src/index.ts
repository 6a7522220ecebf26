export { Checks } from './checks.js';
export { Client, officerOf, PEOPLE, until } from './client.js';
export { commandLine, refuseCommand } from './command-line.js';
export { type Deployment, type DeploymentOptions } from './deployment.js';
export { startKafkaDeployment, type KafkaDeploymentOptions, type ServiceName } from './kafka-deployment.js';
export type { Part } from './part.js';
export { startStandaloneDeployment, type StandaloneDeployment } from './standalone-deployment.js';
export { KafkaPart } from './stores.js';
export {
  DEPARTMENTS,
  LIVE_AGENCY,
  makeWorld,
  PERMIT_PROCEDURE,
  RESTART_PROCEDURE,
  SUBTRACT_PROCEDURE,
} from './world.js';
