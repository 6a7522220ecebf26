export { eventually, type Patience } from './eventually.js';
export { scenario, type Decider } from './scenario.js';
export { testDatabase, testPostgres, type TestDatabase } from './database/test-database.js';
export { brokerKinds, testBroker, whyNoKafka, type BrokerKind, type TestBroker } from './broker/test-broker.js';
export { testKafka } from './broker/test-kafka.js';
export { TEST_CLIENT, TEST_GATEWAY_CLIENT, testIssuer, type TestIssuer } from './test-issuer.js';
export { api, ApiError, type Api, type ApiAnswer, type ApiRequest, type ProblemBody } from './service/api.js';
export { startTestService, type TestService, type TestServiceOptions } from './service/start-test-service.js';
export { runTypescript, type TestProcess } from './processes/run-typescript.js';
