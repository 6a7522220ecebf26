import { Module } from '@nestjs/common';
import { eventDefinition, TOPICS, instanceOf } from '@motcua/contracts';
import { connectEvents, MessagingModule, messagingMigrations, Outbox } from '@motcua/messaging';
import { Clock, PlatformModule, ServiceConfig, SimulatedClock, type ServiceDefinition } from '@motcua/platform';
import { startTestService, testBroker, testIssuer, type Api, type TestIssuer, type TestService } from '@motcua/testing';
import { DataSource } from 'typeorm';
import { feedbackService } from '../feedback-service.definition.js';
import { CALENDAR_2026, FILED_AT } from './examples.js';
import { startNeighbours, type Neighbours } from './neighbours.js';

@Module({})
class PublisherModule {}

/** Stands for every other service: announces what a test gives it, through the real outbox and broker. */
const publisher: ServiceDefinition = {
  name: 'publisher',
  config: ServiceConfig,
  module: (config) => ({
    module: PublisherModule,
    imports: [
      PlatformModule.forRoot({ config, name: 'publisher', database: { migrations: [...messagingMigrations] } }),
      MessagingModule.forRoot({ service: 'publisher', config, publishes: Object.values(TOPICS), consumes: [] }),
    ],
  }),
  openapi: { title: 'Publisher', description: 'Says what other services would' },
  configure: (app) => connectEvents(app),
};

export interface FeedbackServiceUnderTest {
  service: TestService;
  neighbours: Neighbours;
  issuer: TestIssuer;
  clock: SimulatedClock;
  database: DataSource;
  /** Citizen An, officers and head of H41.14, officers of H41.27.05, procedure control, reform office. */
  people: Record<'an' | 'binh' | 'counter' | 'officer' | 'head' | 'ward' | 'control' | 'reform', Api>;
  nobody: Api;
  /** Has another service announce something. */
  publish(type: string, aggregateId: string, data: object, time?: Date): Promise<void>;
  stop(): Promise<void>;
}

export const AGENCIES = [
  { code: 'H41.14', name: 'Sở Tư pháp', level: 'PROVINCE', calendarId: 'vn', validFrom: '2025-07-01' },
  { code: 'H41.27.05', name: 'UBND phường Trường Vinh', level: 'COMMUNE', calendarId: 'vn', validFrom: '2025-07-01' },
];

export async function startFeedbackService(
  env: Record<string, string | undefined> = {},
): Promise<FeedbackServiceUnderTest> {
  const [broker, issuer, neighbours] = await Promise.all([testBroker('postgres'), testIssuer(), startNeighbours()]);
  const [service, others] = await Promise.all([
    startTestService(feedbackService, {
      broker,
      issuer,
      env: { CLOCK: 'simulated', CATALOG_URL: neighbours.url, DOSSIER_URL: neighbours.url, ...env },
    }),
    startTestService(publisher, { broker, issuer }),
  ]);
  const clock = service.app.get(Clock) as SimulatedClock;
  clock.set(FILED_AT);
  const as = async (...who: Parameters<TestIssuer['as']>) => service.as(await issuer.as(...who));
  const justice = { agency: 'H41.14' };
  const versions = new Map<string, number>();
  return {
    service,
    neighbours,
    issuer,
    clock,
    database: service.app.get(DataSource),
    nobody: service.api,
    people: {
      an: await as('applicant', { sub: 'citizen-an' }),
      binh: await as('applicant', { sub: 'citizen-binh' }),
      counter: await as('one-stop-officer', { sub: 'counter-tu-phap', ...justice }),
      officer: await as('processing-officer', { sub: 'officer-tu-phap', ...justice }),
      head: await as('agency-head', { sub: 'head-tu-phap', ...justice }),
      ward: await as(['one-stop-officer', 'processing-officer'], { sub: 'officer-truong-vinh', agency: 'H41.27.05' }),
      control: await as('procedure-control', { sub: 'control-1' }),
      reform: await as('reform-office', { sub: 'reform-1' }),
    },
    async publish(type, aggregateId, data, time = clock.now()) {
      const definition = eventDefinition(type)!;
      const key = `${definition.topic}:${aggregateId}`;
      const aggregateVersion = (versions.get(key) ?? 0) + 1;
      versions.set(key, aggregateVersion);
      const payload = instanceOf(definition.payload, data);
      await others.app
        .get(DataSource)
        .transaction((manager) =>
          others.app.get(Outbox).append(manager, [{ payload, aggregateId, aggregateVersion, time }]),
        );
    },
    async stop() {
      await Promise.all([service.stop(), others.stop()]);
      await Promise.all([issuer.stop(), broker.stop(), neighbours.stop()]);
    },
  };
}

/** Stores agencies and calendar, as if their events had come long ago. */
export async function withReferenceData(database: DataSource): Promise<void> {
  for (const agency of AGENCIES) {
    await database.query(
      'INSERT INTO agencies (code, name, calendar_id, valid_from) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [agency.code, agency.name, agency.calendarId, agency.validFrom],
    );
  }
  await database.query('INSERT INTO calendars (id, version, definition) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    CALENDAR_2026.id,
    CALENDAR_2026.version,
    JSON.stringify(CALENDAR_2026),
  ]);
}
