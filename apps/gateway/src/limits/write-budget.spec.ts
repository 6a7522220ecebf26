import type { DomainError, Role } from '@motcua/contracts';
import { caller } from '@motcua/platform';
import { WriteBudget, type Writer } from './write-budget.js';

const person = (subject: string, ...roles: Role[]) => caller({ subject, roles });
const an = person('citizen-an', 'applicant');
const portal = person('portal-1', 'portal-client');

function budget(limits: { applicantPerHour?: number; portalPerHour?: number } = {}) {
  const clock = { now: 5_000 };
  const refused: Writer[] = [];
  const writes = new WriteBudget({
    applicantPerHour: 4,
    portalPerHour: 40,
    ...limits,
    refused: (writer) => refused.push(writer),
    now: () => clock.now,
  });
  /** The number of `times` that pass. */
  const passing = (who: typeof an, times: number, method = 'POST'): number => {
    let passed = 0;
    for (let n = 0; n < times; n += 1) {
      try {
        writes.spend(who, method);
        passed += 1;
      } catch {
        // Counts as not passed.
      }
    }
    return passed;
  };
  return { writes, clock, refused, passing };
}

function refusalOf(work: () => void): DomainError {
  try {
    work();
  } catch (error) {
    return error as DomainError;
  }
  throw new Error('it was not refused');
}

describe('the budget of changes', () => {
  it('lets an applicant use an hour’s budget, then says when the next change is allowed', () => {
    const { writes, passing, clock, refused } = budget();
    expect(passing(an, 10)).toBe(4);
    const refusal = refusalOf(() => writes.spend(an, 'POST'));
    expect(refusal).toMatchObject({ kind: 'rate-limited', code: 'gateway.write-budget-spent', retryAfterSeconds: 900 });
    expect(new Set(refused)).toEqual(new Set(['applicant']));
    clock.now += 899_000;
    expect(passing(an, 1)).toBe(0);
    clock.now += 1_000;
    expect(passing(an, 2)).toBe(1);
  });

  it('is full again after an hour, and never larger', () => {
    const { passing, clock } = budget();
    expect(passing(an, 4)).toBe(4);
    clock.now += 24 * 3_600_000;
    expect(passing(an, 10)).toBe(4);
  });

  it('is separate for each applicant', () => {
    const { passing } = budget();
    expect(passing(an, 5)).toBe(4);
    expect(passing(person('citizen-binh', 'applicant'), 5)).toBe(4);
  });

  it('is larger for a portal, which submits for many citizens', () => {
    const { passing } = budget();
    expect(passing(portal, 50)).toBe(40);
    expect(passing(an, 5)).toBe(4);
  });

  it('is not used by reading', () => {
    const { passing } = budget();
    expect(passing(an, 100, 'GET') + passing(an, 100, 'HEAD')).toBe(200);
    expect(passing(an, 5)).toBe(4);
  });

  it.each([
    [['one-stop-officer']],
    [['one-stop-officer', 'applicant']],
    [['operations']],
    [['service', 'portal-client']],
  ] as [Role[]][])('does not count %j', (roles) => {
    expect(budget().passing(person('x', ...roles), 500)).toBe(500);
  });

  it('can be switched off', () => {
    const { passing } = budget({ applicantPerHour: 0 });
    expect(passing(an, 500)).toBe(500);
    expect(passing(portal, 50)).toBe(40);
  });
});
