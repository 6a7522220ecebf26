import { typedCode } from './dossier-code.js';

describe('A code of a dossier', () => {
  it.each([
    ['H41.14-260820-0001', ['H41.14-260820-0001'], undefined],
    ['H41.14 - 260820 - 0001', ['H41.14 - 260820 - 0001', 'H41.14-260820-0001'], undefined],
    ['H41.14–260820–0001', ['H41.14–260820–0001', 'H41.14-260820-0001'], undefined],
    ['H41.14 260820 0001', ['H41.14 260820 0001', 'H41.14-260820-0001'], undefined],
    ['H41.14-260820-1', ['H41.14-260820-1', 'H41.14-260820-0001'], undefined],
    ['260820-0001', ['260820-0001'], '260820-0001'],
    ['260820/1', ['260820/1'], '260820-0001'],
    ['260820 12345', ['260820 12345'], '260820-12345'],
    ['000.00.UB.H19-260820-0001', ['000.00.UB.H19-260820-0001'], undefined],
    // Of a legacy system or the national portal: as it is.
    ['CU-4000', ['CU-4000'], undefined],
    ['G01.899.01-260820-QA0001', ['G01.899.01-260820-QA0001'], undefined],
    ['0001', ['0001'], undefined],
  ])('typed %j is looked for as %j, or by its end %j', (typed, codes, tail) => {
    expect(typedCode(typed)).toEqual({ codes, tail });
  });
});
