export { Checks } from './checks.js';
export { Client, officerOf, PEOPLE, until } from './client.js';
export { commandLine, refuseCommand } from './command-line.js';
export { runFolder, type Deployment, type DeploymentOptions } from './deployment.js';
export { startKafkaDeployment, type KafkaDeploymentOptions, type ServiceName } from './kafka-deployment.js';
export type { Part } from './part.js';
export { freePortRange, freePorts } from './ports.js';
export { Program } from './program.js';
export { startStandaloneDeployment } from './standalone-deployment.js';
export { KafkaPart, PostgresPart } from './stores.js';
export {
  DEPARTMENTS,
  LIVE_AGENCY,
  makeWorld,
  PERMIT_PROCEDURE,
  RESTART_PROCEDURE,
  SUBTRACT_PROCEDURE,
} from './world.js';
