import { planLife } from './dossier-life.js';
import { SeededRandom } from './seeded-random.js';

const plans = (seed: number, count: number) => {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_unused, index) => planLife(index + 1, random));
};

describe('The lives of a run', () => {
  it('are the same for the same seed, and differ for another', () => {
    expect(plans(7, 50)).toEqual(plans(7, 50));
    expect(plans(7, 50)).not.toEqual(plans(8, 50));
  });

  it('are of every kind: delivered, supplemented, refused, withdrawn, stopped, left open', () => {
    const lastActs = new Map<string, number>();
    for (const { acts } of plans(1, 1_000)) {
      const last = acts.at(-1)![1];
      lastActs.set(last, (lastActs.get(last) ?? 0) + 1);
    }
    expect([...lastActs.keys()].sort()).toEqual(['complete-step', 'deliver', 'refuse', 'resolve', 'stop', 'withdraw']);
    expect(lastActs.get('deliver')).toBeGreaterThan(500);
    expect(Math.min(...lastActs.values())).toBeGreaterThan(20);
  });

  it('have a survey answer or a feedback item only with a result', () => {
    for (const { acts, answersSurvey, filesFeedback } of plans(2, 500)) {
      if (answersSurvey || filesFeedback) expect(acts.map(([, action]) => action)).toContain('resolve');
    }
  });
});
