export { serviceEnvironment, type Deployment, type ServicePlace } from './service-environments.js';
export { SERVICE_NAMES, SERVICES, type ServiceName } from './services.js';
export { startStandalone, type Standalone, type StandaloneOptions } from './start-standalone.js';
export { PEOPLE } from './people.js';
