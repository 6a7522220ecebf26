import { after, asking, lived, evolved } from '../testing/example-dossiers.js';
import { local } from '../testing/reference-data.js';

const submitted = after(lived(['submit', '2026-08-20 09:00']));
const [accepted] = asking('accept', local('2026-08-20 09:15'))(submitted);

describe('An event', () => {
  it('leads a dossier on from the state in which it was decided', () => {
    expect(evolved(submitted, accepted!).status).toBe('RECEIVED');
  });

  it('does not happen to a dossier in a state in which nothing decides it', () => {
    const received = evolved(submitted, accepted!);
    expect(() => evolved(received, accepted!)).toThrow('accepted is no event of a dossier that is RECEIVED');
  });
});
