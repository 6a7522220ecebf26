import { AGENCY_CODE, DOSSIER_CODE, DOSSIER_CODE_CENTRAL, PROCEDURE_CODE } from './code-formats.js';
import { DOSSIER_STATUSES, DOSSIER_STATUS_CODES } from './dossier-status.js';

describe('code formats', () => {
  it.each(['H41', 'H41.14', 'H26.16', 'H41.27.05', '000.00.00.H19', '000.00.UB.H19'])(
    'agency code %s is valid, old or new',
    (code) => expect(code).toMatch(AGENCY_CODE),
  );
  it.each(['', 'H4', 'Z01', 'h41.14', 'H41.', 'H41..1', '000.00.00', `H41.${'1'.repeat(40)}`])(
    '%j is not an agency code',
    (code) => expect(code).not.toMatch(AGENCY_CODE),
  );
  it.each(['1.001193', '1.014466.H12', '1.012790.000.00.00.H41', '6.003491'])('procedure %s', (code) =>
    expect(code).toMatch(PROCEDURE_CODE),
  );
  it.each(['1.00119', '1.001193.', '1.001193.000.00.H41', 'G15-TP07'])('%s is not a procedure code', (code) =>
    expect(code).not.toMatch(PROCEDURE_CODE),
  );
  it('a province code and a central code can be distinguished', () => {
    expect('H41.14-260820-0001').toMatch(DOSSIER_CODE);
    expect('000.00.00.H41-260820-0001').toMatch(DOSSIER_CODE);
    expect('H41.001.02-260820-0A0001').toMatch(DOSSIER_CODE_CENTRAL);
    expect('H41.14-260820-1000000').toMatch(DOSSIER_CODE);
    expect('H41.14-260820-001').not.toMatch(DOSSIER_CODE);
  });
  it('the national portal has one code, 1 to 10, for each state', () => {
    expect(DOSSIER_STATUSES.map((status) => DOSSIER_STATUS_CODES[status].national)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });
});
