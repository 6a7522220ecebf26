import { instanceOf } from '../fields/shape.js';
import { validateSync } from 'class-validator';
import { eventDefinition, eventDefinitions, GOLDEN_EVENTS, TOPIC_USE, TOPICS, type TopicUse } from '../index.js';

const strict = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };

function problemsOf(type: string, data: object): string[] {
  const errors = validateSync(instanceOf(eventDefinition(type)!.payload, data), strict);
  return errors.map((error) => error.toString());
}

describe('event contracts', () => {
  it('every event type has a golden example and every golden example has a type', () => {
    expect([...GOLDEN_EVENTS.keys()].sort()).toEqual(
      eventDefinitions()
        .map((definition) => definition.type)
        .sort(),
    );
  });

  it('every type is `<aggregate>.<past participle>` and its topic is versioned', () => {
    for (const { type, topic } of eventDefinitions()) {
      expect(type).toMatch(/^[a-z-]+\.[a-z-]+(ed|n)$/);
      expect(topic).toMatch(/^[a-z-]+-events\.v\d+$/);
    }
  });

  it.each([...GOLDEN_EVENTS])('%s: its golden example is valid', (type, event) => {
    expect(problemsOf(type, event.data as object)).toEqual([]);
  });

  it.each([...GOLDEN_EVENTS])('%s: an unknown property is refused', (type, event) => {
    expect(problemsOf(type, { ...(event.data as object), applicantName: 'Nguyễn Văn An' })).toHaveLength(1);
  });

  it.each([...GOLDEN_EVENTS])('%s: a missing property is refused, an optional one is not', (type, event) => {
    const data = event.data as Record<string, unknown>;
    for (const name of Object.keys(data)) {
      const { [name]: _removed, ...rest } = data;
      expect([0, 1]).toContain(problemsOf(type, rest).length);
    }
    const [first] = Object.keys(data);
    const { [first!]: _removed, ...rest } = data;
    expect(problemsOf(type, rest)).toHaveLength(1);
  });

  it('every topic has one writer, which does not read it; each writer has its own aggregate in that of the watermarks', () => {
    const uses = Object.values<TopicUse>(TOPIC_USE);
    const writers = uses.filter(({ publishes }) => publishes.length > 0);
    const written = uses.flatMap(({ publishes }) => publishes);
    expect(written.filter((topic) => topic === TOPICS.producers)).toHaveLength(writers.length);
    expect([...new Set(written)].sort()).toEqual(Object.values<string>(TOPICS).sort());
    expect(written.filter((topic) => topic !== TOPICS.producers)).toHaveLength(Object.keys(TOPICS).length - 1);
    for (const { publishes, consumes } of uses)
      expect(consumes.filter((topic) => publishes.includes(topic))).toEqual([]);
  });

  it('a type is declared once', () => {
    const { DomainEvent } = jest.requireActual('./event-definition.js') as typeof import('./event-definition.js');
    expect(() => DomainEvent({ topic: 'x', type: 'dossier.accepted', summary: '' })(class Twice {})).toThrow(
      'declared twice',
    );
  });

  it('an instant needs a zone, a date must exist', () => {
    const golden = GOLDEN_EVENTS.get('dossier.accepted')!.data as { dossier: object };
    const at = (acceptedAt: string) =>
      problemsOf('dossier.accepted', { ...golden, dossier: { ...golden.dossier, acceptedAt } }).length;
    expect(at('2026-08-20T02:15:00+07:00')).toBe(0);
    expect(at('2026-08-20T02:15:00')).toBe(1);
    const decision = GOLDEN_EVENTS.get('procedure.abolished')!.data as { decision: object };
    const on = (signedOn: string) =>
      problemsOf('procedure.abolished', { ...decision, decision: { ...decision.decision, signedOn } }).length;
    expect(on('2026-02-28')).toBe(0);
    expect(on('2026-02-30')).toBe(1);
  });
});
