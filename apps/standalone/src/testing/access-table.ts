import { readFileSync } from 'node:fs';
import { DOSSIER_ACTIONS, ROLES, type PersonalAction, type Role } from '@motcua/contracts';

/** Whose token is sent; `none` sends no token. */
export const ASKERS = ['none', ...ROLES] as const;
export type Asker = 'none' | Role;

/** What a request is about: something of the asker's own, or of somebody else. */
export const SIDES = ['own', 'other'] as const;
export type Side = (typeof SIDES)[number];

/** The answer that is expected: a status, or 200 with a list that is empty and counts nothing. */
export type Expected = number | 'empty';

export interface AccessRow {
  /** `dossier_getDossier`, or a variant of it: `dossier_getDossier · unmasked`. */
  name: string;
  operationId: string;
  expected: Record<Asker, Record<Side, Expected>>;
}

/** The table is read by people first: docs/access.md says what its rows and cells mean. */
export class AccessTableError extends Error {}

const CELL = /^(\d{3})(?: \/ (\d{3}|empty))?$/;

/**
 * Every row of every Markdown table in `text` whose first column is `operation`.
 * @throws AccessTableError naming the line, when a column is missing, a cell is not an answer, or a row stands twice
 */
export function readAccessTable(text: string): AccessRow[] {
  const rows: AccessRow[] = [];
  let columns: string[] | undefined;
  text.split('\n').forEach((line, index) => {
    if (!line.startsWith('|')) {
      columns = undefined;
      return;
    }
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', ''));
    if (cells[0] === 'operation') {
      columns = cells.slice(1);
      const missing = ASKERS.filter((asker) => !columns!.includes(asker));
      if (missing.length > 0) throw new AccessTableError(`line ${index + 1} has no column ${missing.join(', ')}`);
      return;
    }
    if (!columns || /^[-: ]*$/.test(cells.join(''))) return;
    const name = cells[0]!;
    if (rows.some((row) => row.name === name)) throw new AccessTableError(`line ${index + 1}: ${name} stands twice`);
    const expected = Object.fromEntries(
      columns.map((asker, column) => [asker, answersIn(cells[column + 1], `line ${index + 1}, ${name}, ${asker}`)]),
    ) as AccessRow['expected'];
    rows.push({ name, operationId: name.split(' · ')[0]!, expected });
  });
  return rows;
}

function answersIn(cell: string | undefined, where: string): Record<Side, Expected> {
  const match = CELL.exec(cell ?? '');
  if (!match) {
    throw new AccessTableError(`${where}: "${cell ?? ''}" is neither a status (403) nor two (200 / 404, 200 / empty)`);
  }
  const own = Number(match[1]);
  const other = match[2] === undefined ? own : match[2] === 'empty' ? 'empty' : Number(match[2]);
  return { own, other };
}

export function readAccessPage(file: string): AccessRow[] {
  return readAccessTable(readFileSync(file, 'utf8'));
}

/** A row as it stands in the page; `?` where nothing is known yet. */
export function accessRow(name: string, answerOf?: (asker: Asker, side: Side) => Expected | undefined): string {
  const cells = ASKERS.map((asker) => {
    const [own, other] = SIDES.map((side) => answerOf?.(asker, side));
    if (own === undefined) return '?';
    return other === undefined || other === own ? `${own}` : `${own} / ${other}`;
  });
  return `| ${name} | ${cells.join(' | ')} |`;
}

/** The row of an action of a dossier, by who may do it: about the own; about another's it does not exist. */
export function actionAccessRow(action: PersonalAction): string {
  const { operation, roles } = DOSSIER_ACTIONS[action];
  const may: readonly Asker[] = roles;
  return accessRow(`dossier_${operation.id}`, (asker, side) => {
    if (asker === 'none') return 401;
    return may.includes(asker) ? (side === 'own' ? 200 : 404) : 403;
  });
}

/** The head of a table of `accessRow`s. */
export function accessHead(): string {
  return `| operation | ${ASKERS.join(' | ')} |\n| --- | ${ASKERS.map(() => '---').join(' | ')} |`;
}

/** What to do about operations that the API has and the table does not; undefined when there are none. */
export function undecided(operationIds: readonly string[], rows: readonly AccessRow[]): string | undefined {
  const decided = new Set(rows.map(({ operationId }) => operationId));
  const missing = operationIds.filter((id) => !decided.has(id));
  if (missing.length === 0) return undefined;
  return [
    `Who may do this is not decided for ${missing.join(', ')}.`,
    'Put a row for each into docs/access.md (every ? a status; "200 / 404" where the own and the foreign differ):',
    '',
    accessHead(),
    ...missing.map((id) => accessRow(id)),
    '',
    'and say in apps/standalone/src/testing/access-requests.ts how it is asked (its request about the own and the other).',
  ].join('\n');
}
