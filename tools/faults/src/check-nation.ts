import type {
  NationalDifferenceView,
  NationalDifferenceList,
  NationalReconciliationView,
  NationalSendDetail,
} from '@motcua/contracts';
import { Client, PEOPLE, until, type Checks, type Deployment } from '@motcua/deployment';
import { rowsOf } from './check-books.js';
import type { KnownDossier } from './dossier-life.js';

const FAULTS = ['REFUSE', 'TIMEOUT_AFTER_ACCEPTING', 'ERROR_500', 'HALF_CHUNK', 'DROP_SILENTLY'];
const SETTLED_WITHIN_MS = 300_000;

interface Held {
  MaHoSo: string;
  TrangThaiHoSo: string;
}

/** The simulator's counters since its start, and its number of dossiers. */
export interface NationCounters {
  calls: Record<string, number>;
  answers: Record<string, number>;
  faults: Record<string, number>;
  dossiers: number;
}

export function nationCounters(deployment: Deployment): Promise<NationCounters> {
  return control(deployment, 'GET', '/simulator/counters');
}

/** Ends the faults at the national portal. */
export async function mendTheNation(deployment: Deployment): Promise<void> {
  await control(deployment, 'DELETE', '/simulator/faults');
}

/**
 * Waits until nothing is left to be sent. Stopped entries stay stopped: after a restore, events of dossiers that were
 * lost after the backup.
 */
export async function untilNothingIsToBeSent(deployment: Deployment): Promise<void> {
  const open = () =>
    rowsOf<{ count: number }>(
      deployment,
      'gateway',
      `SELECT count(*)::int AS count FROM national_sends WHERE code IS NOT NULL AND state NOT IN ('ACKNOWLEDGED', 'STOPPED')`,
    );
  await until(open, ([row]) => row?.count === 0, SETTLED_WITHIN_MS);
}

/** From now on one call in five fails at the national portal, in each way in turn. */
export async function failAtTheNation(deployment: Deployment, seed: number): Promise<void> {
  await control(deployment, 'PUT', '/simulator/faults', { kinds: FAULTS, rate: 0.2, seed });
}

/** Cuts every call to the national portal for a time. */
export async function nationAway(deployment: Deployment, ms: number): Promise<void> {
  await control(deployment, 'POST', '/simulator/outage', { ms });
}

/** Checks that the national portal, while still failing, gets exactly the accepted dossiers, each in its state. */
export async function checkNation(
  checks: Checks,
  deployment: Deployment,
  known: readonly KnownDossier[],
): Promise<void> {
  const expected = new Map(known.flatMap(({ code, told }) => (code ? [[code, String(told.at(-1)!.national)]] : [])));
  const began = Date.now();
  const held = await until(
    () => heldDossiers(deployment),
    (found) => differing(found, expected).length === 0,
    SETTLED_WITHIN_MS,
  );
  checks.note(`settled after ${Math.round((Date.now() - began) / 1000)} s`);
  const different = differing(held, expected);
  checks.equal(`of ${expected.size} accepted dossiers, not at the national portal as they stand`, different.length, 0);
  for (const line of different.slice(0, 5)) checks.note(line);
  checks.equal('held there twice or more', held.length - new Set(held.map(({ MaHoSo }) => MaHoSo)).size, 0);
  const states = await until(
    () =>
      rowsOf<{ state: string; count: number }>(
        deployment,
        'gateway',
        `SELECT state, count(*)::int AS count FROM national_sends WHERE code IS NOT NULL GROUP BY state ORDER BY state`,
      ),
    (rows) => rows.every(({ state }) => state === 'ACKNOWLEDGED'),
    SETTLED_WITHIN_MS,
  );
  checks.equal(
    "the gateway's ledger, by state",
    states.map(({ state, count }) => [state, count]),
    [['ACKNOWLEDGED', expected.size]],
  );
  checks.note(`at the portal: ${JSON.stringify(await nationCounters(deployment))}`);
}

/** A dossier that is unknown here, as if another system had sent it. */
const STRANGER = 'H41.92.01-200101-9999';

/**
 * A reconciliation finds nothing; then exactly the differences planted at the portal, each with its kind; and nothing
 * after the two dossiers were sent again and the stranger was removed.
 */
export async function checkReconciliation(checks: Checks, deployment: Deployment): Promise<void> {
  checks.section('Reconciliation with the national portal');
  const operations = await Client.of(deployment, PEOPLE.operations);
  const summary = ({ state, here, there, differences, error }: NationalReconciliationView) =>
    [state, `here ${here}`, `there ${there}`, `differences ${differences}`, error ?? ''].join(' ').trim();
  const complete = (run: NationalReconciliationView, differences: number) =>
    summary({ ...run, state: 'COMPLETED', differences, error: undefined });
  const named = async (state: 'OPEN' | 'CLOSED') => {
    const { items } = await operations.get<NationalDifferenceList>('/national-portal/differences', {
      state,
      limit: 200,
    });
    return items;
  };
  const lines = (items: NationalDifferenceView[]) => items.map(({ kind, code }) => `${kind} ${code}`).sort();

  const before = await reconcile(operations);
  checks.equal('nothing is planted', [summary(before), ...lines(await named('OPEN'))], [complete(before, 0)]);

  const held = await heldDossiers(deployment);
  const [gone, changed] = [held.at(0)!, held.at(-1)!];
  const elsewhere = changed.TrangThaiHoSo === '4' ? '9' : '4';
  await control(deployment, 'DELETE', `/simulator/dossiers/${gone.MaHoSo}`);
  await control(deployment, 'PATCH', `/simulator/dossiers/${changed.MaHoSo}`, { TrangThaiHoSo: elsewhere });
  await control(deployment, 'POST', '/simulator/dossiers', { MaHoSo: STRANGER, TrangThaiHoSo: '4' });
  const planted = [`MISSING_HERE ${STRANGER}`, `MISSING_THERE ${gone.MaHoSo}`, `STATUS_DIFFERS ${changed.MaHoSo}`];
  const seen = await reconcile(operations);
  const open = await named('OPEN');
  checks.equal('three are planted', [summary(seen), ...lines(open)], [complete(seen, 3), ...planted]);

  for (const { dossierId } of open.filter((difference) => difference.dossierId !== undefined)) {
    await operations.post(`/national-portal/sends/${dossierId}/resend`);
    await until(
      () => operations.get<NationalSendDetail>(`/national-portal/sends/${dossierId}`),
      ({ state }) => state === 'ACKNOWLEDGED',
      SETTLED_WITHIN_MS,
    );
  }
  await control(deployment, 'DELETE', `/simulator/dossiers/${STRANGER}`);
  const after = await reconcile(operations);
  checks.equal(
    'the two sent again, the stranger gone',
    [summary(after), ...lines(await named('OPEN'))],
    [complete(after, 0)],
  );
  const closed = lines(await named('CLOSED'));
  checks.equal(
    'planted ones that closed by themselves',
    planted.filter((line) => closed.includes(line)),
    planted,
  );
}

async function reconcile(operations: Client): Promise<NationalReconciliationView> {
  const { id } = await operations.post<NationalReconciliationView>('/national-portal/reconciliations');
  return until(
    () => operations.get<NationalReconciliationView>(`/national-portal/reconciliations/${id}`),
    ({ finishedAt }) => finishedAt !== undefined,
    SETTLED_WITHIN_MS,
  );
}

function differing(held: Held[], expected: ReadonlyMap<string, string>): string[] {
  const there = new Map(held.map(({ MaHoSo, TrangThaiHoSo }) => [MaHoSo, String(TrangThaiHoSo)]));
  return [...new Set([...there.keys(), ...expected.keys()])]
    .filter((code) => there.get(code) !== expected.get(code))
    .map((code) => `${code}: here ${expected.get(code) ?? 'none'}, there ${there.get(code) ?? 'none'}`);
}

async function heldDossiers(deployment: Deployment): Promise<Held[]> {
  const all: Held[] = [];
  for (;;) {
    const after = all.at(-1)?.MaHoSo;
    const page = await control<{ items: Held[] }>(
      deployment,
      'GET',
      `/simulator/dossiers?limit=1000${after ? `&after=${encodeURIComponent(after)}` : ''}`,
    );
    all.push(...page.items);
    if (page.items.length === 0) return all;
  }
}

async function control<T = unknown>(deployment: Deployment, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${deployment.nationalPortal?.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the simulator answered ${answer.status} to ${method} ${path}: ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}
