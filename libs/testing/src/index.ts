export { eventually, type Patience } from './eventually.js';
export { scenario, type Decider } from './scenario.js';
export { testDatabase, type TestDatabase } from './database/test-database.js';
export {
  brokerKinds,
  nativeKafka,
  testBroker,
  whyNoKafka,
  type BrokerKind,
  type TestBroker,
} from './broker/test-broker.js';
export { testKafka } from './broker/test-kafka.js';
export { TEST_GATEWAY_CLIENT, testIssuer, type TestIssuer } from './test-issuer.js';
export { api, ApiError, type Api, type ApiAnswer, type ApiRequest, type ProblemBody } from './service/api.js';
export { loggedPostgres, type LoggedPostgres } from './database/logged-postgres.js';
export { expectEntitiesMatch } from './database/entities-match.js';
export { keyedOperations, repeat, type RepeatedRequest } from './service/repeated-request.js';
export { startTestService, type TestService, type TestServiceOptions } from './service/start-test-service.js';
export { proxyAvailable, testProxy, type TestProxy } from './proxy/test-proxy.js';
export { pythonProgram, PythonUnavailableError, whyNoPython } from './python/python-program.js';
export { runTypescript, type TestProcess } from './processes/run-typescript.js';
