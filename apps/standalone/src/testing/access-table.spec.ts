import { join } from 'node:path';
import { PERSONAL_ACTIONS } from '@motcua/contracts';
import {
  accessHead,
  accessRow,
  AccessTableError,
  actionAccessRow,
  ASKERS,
  readAccessPage,
  readAccessTable,
  undecided,
} from './access-table.js';

const page = (...rows: string[]): string => ['# Who may', '', accessHead(), ...rows, '', 'And so on.'].join('\n');
const row = (name: string, cell: string): string => `| ${name} | ${ASKERS.map(() => cell).join(' | ')} |`;

describe('the table of who may do what', () => {
  it('says for every role what is answered about the own and about another’s', () => {
    const [first, second] = readAccessTable(page(row('`a_read`', '200 / 404'), row('a_list · all', '200 / empty')));
    expect(first).toMatchObject({ name: 'a_read', operationId: 'a_read' });
    expect(first!.expected['agency-head']).toEqual({ own: 200, other: 404 });
    expect(second).toMatchObject({ operationId: 'a_list', expected: { none: { own: 200, other: 'empty' } } });
  });

  it.each([
    ['an undecided cell', [row('a_read', '?')]],
    ['a cell that is no answer', [row('a_read', '200 or 404')]],
    ['a row too short', ['| a_read | 200 |']],
    ['the same row twice', [row('a_read', '200'), row('a_read', '403')]],
  ])('is refused with %s, by line and name', (_what, rows) => {
    expect(() => readAccessTable(page(...rows))).toThrow(AccessTableError);
    expect(() => readAccessTable(page(...rows))).toThrow(/line \d+.*a_read/);
  });

  it('is refused without a column for a role', () => {
    expect(() => readAccessTable(page().replace('| service |', '|'))).toThrow(/no column service/);
  });

  it('names an operation that it does not know, with the row to fill in', () => {
    const rows = readAccessTable(page(row('a_read', '200')));
    expect(undecided(['a_read'], rows)).toBeUndefined();
    const message = undecided(['a_read', 'gateway_resend'], rows)!;
    expect(message).toContain('not decided for gateway_resend.');
    expect(message).toContain(accessRow('gateway_resend'));
    expect(message).toContain('docs/access.md');
    expect(() => readAccessTable(message)).toThrow(/"\?" is neither/);
  });

  it.each(PERSONAL_ACTIONS)(
    'says of %s what the table of actions says: who may do it, and to nobody else’s dossier',
    (action) => {
      const [expected] = readAccessTable(page(actionAccessRow(action)));
      const rows = readAccessPage(join(__dirname, '../../../../docs/access.md'));
      const stands = rows.find(({ name }) => name === expected!.name);
      if (!stands) throw new Error(`put this row into docs/access.md:\n${actionAccessRow(action)}`);
      expect(stands).toEqual(expected);
    },
  );
});
