import type { PeriodReport, ProjectionStatus } from '@motcua/contracts';
import {
  brokerKinds,
  eventually,
  startTestService,
  testBroker,
  testIssuer,
  type Api,
  type TestBroker,
  type TestIssuer,
  type TestService,
} from '@motcua/testing';
import { DataSource } from 'typeorm';
import { reportingService } from './index.js';
import { EventPublisher } from './testing/event-publisher.js';
import { ExampleLife } from './testing/example-events.js';

jest.setTimeout(120_000);
const patience = { timeoutMs: 60_000 };

const accepted = '2026-08-20T09:00:00+07:00';
const due = '2026-08-28T17:00:00+07:00';

describe.each(brokerKinds())('the projection of a running service, on %s', (kind) => {
  let broker: TestBroker;
  let issuer: TestIssuer;
  let publisher: EventPublisher;
  let service: TestService;
  let reform: Api;
  let operations: Api;

  const signIn = async () => {
    reform = service.as(await issuer.as('reform-office'));
    operations = service.as(await issuer.as('operations'));
  };
  const status = () => operations.get<ProjectionStatus>('/projections');
  const figures = async () => {
    const query = { from: '2026-08-15', to: '2026-09-15', groupBy: 'agency,field' };
    const { total, rows } = await reform.get<PeriodReport>('/reports/period', { query });
    return { total, rows };
  };
  const projected = (dossierEvents: number) =>
    eventually(async () => {
      const { serving, current } = await status();
      expect({ events: serving.map(({ events }) => events), current }).toEqual({
        events: [dossierEvents],
        current: true,
      });
    }, patience);

  beforeAll(async () => {
    broker = await testBroker(kind);
    issuer = await testIssuer();
    publisher = await EventPublisher.start(broker);
    service = await startTestService(reportingService, { broker, issuer });
    await signIn();
    const lives = Array.from({ length: 40 }, (_, i) => {
      const life = new ExampleLife({ agencyCode: `H41.${10 + (i % 4)}` }).then('submitted', accepted);
      life.then('accepted', accepted, due);
      if (i % 4 === 0) life.then('supplementRequested', '2026-08-21T09:00:00+07:00');
      else if (i % 3 === 0) life.then('resolved', '2026-08-29T09:00:00+07:00', due);
      return life;
    });
    lives.push(
      new ExampleLife().then('submitted', accepted),
      new ExampleLife()
        .then('submitted', accepted)
        .then('withdrawn', '2026-08-21T09:00:00+07:00', undefined, { withdrawnBy: 'COUNTER' }),
      new ExampleLife()
        .then('submitted', accepted)
        .then('refused', '2026-08-21T09:00:00+07:00', undefined, { cause: 'SUPPLEMENT_NOT_PROVIDED' }),
    );
    const events = lives.flatMap((life) => life.events);
    await publisher.publish(events);
    await projected(events.length);
  });

  afterAll(async () => {
    await service?.stop();
    await issuer?.stop();
    await publisher?.stop();
    await broker?.stop();
  });

  it('has the same figures after a rebuild, and reports can be read during it', async () => {
    const before = await figures();
    expect(before.total.total).toBe(40);
    expect(before.total.intake).toMatchObject({ submitted: 43, accepted: 40, expired: 1, waitingAfter: 1 });
    const { serving } = await status();
    expect((await operations.send('POST', '/projections/rebuild')).status).toBe(202);
    await eventually(async () => {
      expect(await figures()).toEqual(before);
      expect((await status()).rebuiltAt).toBeDefined();
    }, patience);
    await projected(serving[0]!.events);
    expect(await figures()).toEqual(before);
  });

  it('takes in the events that come after a rebuild', async () => {
    const [mark] = (await status()).serving;
    await operations.post('/projections/rebuild', { beginAgain: true });
    await publisher.publish(new ExampleLife().then('accepted', accepted, due).events);
    await projected(mark!.events + 1);
    expect((await figures()).total.total).toBe(41);
  });

  it('has no dead letters', async () => {
    expect(await service.app.get(DataSource).query('SELECT reason FROM dead_letters')).toEqual([]);
  });

  it('continues after a restart where it stopped', async () => {
    const [mark] = (await status()).serving;
    await service.restart();
    await signIn();
    await publisher.publish(new ExampleLife().then('accepted', accepted, due).events);
    await projected(mark!.events + 1);
  });

  it('is built again from the first event when its database was lost', async () => {
    const before = await figures();
    const [mark] = (await status()).serving;
    await service.stop();
    service = await startTestService(reportingService, { broker, issuer });
    await signIn();
    await projected(mark!.events);
    expect(await figures()).toEqual(before);
  });
});
