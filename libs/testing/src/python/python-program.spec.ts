import { whyNoPython } from './python-program.js';

describe('Fuzzing', () => {
  it('needs Python and says so', () => {
    expect(whyNoPython('fuzzing', { PATH: '/nowhere' })).toMatch(
      /^fuzzing needs Python 3\.10 or newer with venv \([^.]*\)$/,
    );
  });
});
