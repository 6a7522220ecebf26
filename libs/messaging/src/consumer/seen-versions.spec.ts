import { isOther, see, type SeenVersions } from './seen-versions.js';

describe('The stored versions of an aggregate', () => {
  const seen = (versions: number): SeenVersions => {
    const state: SeenVersions = { lastVersion: 0 };
    for (let version = 1; version <= versions; version += 1) see(state, version, `event ${version}`);
    return state;
  };

  it('distinguishes a repetition from another event with the same version, for the latest 64', () => {
    const state = seen(100);
    for (let version = 37; version <= 100; version += 1) {
      expect(isOther(state, version, `event ${version}`)).toBe(false);
      expect(isOther(state, version, `new event ${version}`)).toBe(true);
    }
    expect(state.seen).toHaveLength(256);
  });

  it('reports no other event if the earlier one is unknown', () => {
    expect(isOther(seen(100), 36, 'new event')).toBe(false);
    expect(isOther({ lastVersion: 5 }, 5, 'new event')).toBe(false);
    const jumped = seen(3);
    see(jumped, 9, 'event 9');
    expect(isOther(jumped, 3, 'new event')).toBe(false);
    expect(isOther(jumped, 9, 'new event')).toBe(true);
    see(jumped, 10, undefined);
    expect(isOther(jumped, 10, 'new event')).toBe(false);
  });

  it('is unchanged by a repeated version', () => {
    const state = seen(3);
    see(state, 2, 'another');
    expect(state.lastVersion).toBe(3);
    expect(isOther(state, 2, 'event 2')).toBe(false);
  });
});
