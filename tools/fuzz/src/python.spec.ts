import { whyNoPython } from './python.js';

describe('Fuzzing', () => {
  it('cannot be done without Python, which one sentence says', () => {
    expect(whyNoPython({ PATH: '/nowhere' })).toMatch(/^fuzzing needs Python 3\.10 or newer with venv \([^.]*\)$/);
  });
});
