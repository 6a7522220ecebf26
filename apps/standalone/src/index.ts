export { type Deployment, type ServicePlace } from './service-environments.js';
export { type ServiceName } from './services.js';
export { startStandalone, type Standalone, type StandaloneOptions } from './start-standalone.js';
export { PEOPLE } from './people.js';
