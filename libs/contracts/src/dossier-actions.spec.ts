import {
  DOSSIER_ACTION_EVENTS,
  DOSSIER_ACTION_NAMES,
  DOSSIER_ACTIONS,
  dossierActionRow,
  eventDefinitions,
  isPersonal,
  TOPICS,
  type DossierAction,
  type DossierActionRow,
} from './index.js';

/**
 * Every column of every row is required. At compile time: `Dispensable` lists each optional `action.column` and must be
 * empty, so an optional column breaks this file. At run time: each column is removed from each row in turn, and the
 * rest is incomplete.
 */
type Dispensable = {
  [A in DossierAction]: {
    [C in keyof DossierActionRow]-?: Omit<(typeof DOSSIER_ACTIONS)[A], C> extends DossierActionRow
      ? `${A}.${C}`
      : never;
  }[keyof DossierActionRow];
}[DossierAction];
const nothingIsDispensable: [Dispensable] extends [never] ? true : Dispensable = true;

const COLUMNS: Record<keyof DossierActionRow, (value: never) => boolean> = {
  label: ({ vi, en }: DossierActionRow['label']) => vi !== '' && en !== '',
  roles: (roles: DossierActionRow['roles']) => new Set(roles).size === roles.length,
  place: (place: DossierActionRow['place']) => place !== undefined,
  request: (request: DossierActionRow['request']) => request === null || typeof request === 'function',
  events: (events: DossierActionRow['events']) =>
    events.every((event) => eventDefinitions().some(({ payload }) => payload === event)),
  progress: (progress: DossierActionRow['progress']) => progress === null || progress !== '',
  operation: (operation: DossierActionRow['operation']) => operation === null || operation.id !== '',
};
const columns = Object.keys(COLUMNS) as (keyof DossierActionRow)[];

function isComplete(row: Partial<DossierActionRow>): boolean {
  return columns.every((column) => row[column] !== undefined && COLUMNS[column](row[column] as never));
}

const rows: [DossierAction, DossierActionRow][] = DOSSIER_ACTION_NAMES.map((name) => [name, DOSSIER_ACTIONS[name]]);

describe('The table of actions', () => {
  it.each(rows)('has every column for %s, and none is optional', (_, row) => {
    expect(nothingIsDispensable).toBe(true);
    expect(Object.keys(row).sort()).toEqual([...columns].sort());
    expect(isComplete(row)).toBe(true);
    for (const column of columns) {
      const { [column]: _removed, ...rest } = row;
      expect([column, isComplete(rest)]).toEqual([column, false]);
    }
  });

  it('gives each action of a person an address and a national portal label, and others neither', () => {
    for (const [, { roles, operation, progress, request, events }] of rows) {
      expect(operation !== null).toBe(roles.length > 0);
      // The nation is told nothing of what is announced to nobody.
      expect(progress !== null).toBe(roles.length > 0 && events.length > 0);
      expect(request === null || roles.length > 0).toBe(true);
    }
    expect(DOSSIER_ACTION_NAMES.filter((name) => !isPersonal(name))).toEqual([
      'submit',
      'set-deadline-anew',
      'expire-consultation',
      'transfer-consultation',
      'transfer',
    ]);
  });

  it('gives no two actions the same label, national portal label or address', () => {
    const once = (values: (string | null | undefined)[]) => {
      const said = values.filter((value) => typeof value === 'string');
      expect(new Set(said).size).toBe(said.length);
    };
    once(rows.map(([, { label }]) => label.vi));
    once(rows.map(([, { label }]) => label.en));
    once(rows.map(([, { progress }]) => progress));
    once(rows.map(([, { operation }]) => operation?.path));
    once(rows.map(([, { operation }]) => operation?.id));
  });

  it('covers every event of a dossier except its legacy import', () => {
    const types = eventDefinitions()
      .filter(({ topic }) => topic === TOPICS.dossiers)
      .map(({ type }) => type);
    expect([...DOSSIER_ACTION_EVENTS].sort()).toEqual(types.filter((type) => type !== 'dossier.imported').sort());
  });

  it('has no row for a legacy import, nor for a name on Object.prototype', () => {
    for (const name of ['import', 'constructor', 'toString']) expect(dossierActionRow(name)).toBeUndefined();
    expect(dossierActionRow('accept')).toBe(DOSSIER_ACTIONS.accept);
  });
});
