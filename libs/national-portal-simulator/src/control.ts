import { FAULT_KINDS, seededRandom, type FaultPlan, type Faults } from './faults.js';
import type { TextRecord } from './held-dossiers.js';
import type { PortalState } from './portal-state.js';
import type { Protocol } from './protocol.js';
import type { Sessions } from './sessions.js';

/** The calls and answers since the start. */
export class Counters {
  readonly calls = new Map<string, number>();
  readonly answers = new Map<string, number>();

  count(kind: 'calls' | 'answers', name: string): void {
    this[kind].set(name, (this[kind].get(name) ?? 0) + 1);
  }
}

export interface Controlled {
  state: PortalState;
  protocol: Protocol;
  faults: Faults;
  sessions: Sessions;
  counters: Counters;
}

interface ControlAnswer {
  status: number;
  body?: unknown;
}

const ok = (body: unknown): ControlAnswer => ({ status: 200, body });
const DONE: ControlAnswer = { status: 204 };
const NONE: ControlAnswer = { status: 404, body: { message: 'there is none' } };
const wrong = (message: string): ControlAnswer => ({ status: 400, body: { message } });

/** `/simulator/…`: for tests and demonstration, not part of the portal's protocol. */
export function control(parts: Controlled, method: string, url: URL, body: TextRecord): ControlAnswer {
  const [, , noun = '', key] = url.pathname.split('/').map(decodeURIComponent);
  const { state, protocol, faults, sessions, counters } = parts;
  switch (`${method} ${noun}${key === undefined ? '' : '/…'}`) {
    case 'GET dossiers':
      return ok(dossierPage(state, url.searchParams));
    case 'POST dossiers': {
      const { MaHoSo, TrangThaiHoSo } = body;
      if (typeof MaHoSo !== 'string' || typeof TrangThaiHoSo !== 'string')
        return wrong('MaHoSo and TrangThaiHoSo are needed');
      state.keep([{ kind: 'dossier', record: body, updating: false }]);
      return ok({ MaHoSo });
    }
    case 'GET dossiers/…': {
      const held = state.dossiers.get(key!);
      return held
        ? ok({ ...held.record, TrangThaiHoSo: held.status, TienDo: held.progress, updates: held.updates })
        : NONE;
    }
    case 'PATCH dossiers/…': {
      if (!state.dossiers.get(key!)) return NONE;
      if (typeof body['TrangThaiHoSo'] !== 'string') return wrong('TrangThaiHoSo is needed');
      state.keep([{ kind: 'status', code: key!, status: body['TrangThaiHoSo'] }]);
      return DONE;
    }
    case 'DELETE dossiers/…':
      if (!state.dossiers.get(key!)) return NONE;
      state.keep([{ kind: 'removed', code: key! }]);
      return DONE;
    case 'GET submissions':
      return ok({ items: [...state.submissions.values()] });
    case 'POST submissions': {
      // One without a code is delivered too; here it is identified by its position.
      const code = typeof body['MaHoSo'] === 'string' ? body['MaHoSo'] : `without code ${state.submissions.size}`;
      state.keep([{ kind: 'submission', code, record: body }]);
      return ok({ MaHoSo: body['MaHoSo'] ?? null });
    }
    case 'GET faults':
      return ok({ plan: faults.current ?? null, injected: Object.fromEntries(faults.injected), down: faults.down });
    case 'PUT faults': {
      const plan = body as unknown as FaultPlan & { seed?: number };
      if (!Array.isArray(plan.kinds) || plan.kinds.some((kind) => !FAULT_KINDS.includes(kind))) {
        return wrong(`kinds must be some of ${FAULT_KINDS.join(', ')}`);
      }
      if (typeof plan.rate !== 'number' || plan.rate < 0 || plan.rate > 1)
        return wrong('rate must be a number from 0 to 1');
      faults.set(plan, plan.seed === undefined ? undefined : seededRandom(plan.seed));
      return DONE;
    }
    case 'DELETE faults':
      faults.set(undefined);
      faults.beDownFor(0);
      return DONE;
    case 'POST outage':
      faults.beDownFor(Number(body['ms'] ?? 30_000));
      return DONE;
    case 'PUT sessions':
      sessions.limit(body as { lifetimeMs?: number; mostCalls?: number });
      return DONE;
    case 'DELETE sessions':
      sessions.endAll();
      return DONE;
    case 'PUT procedures':
      protocol.procedures.clear();
      for (const record of (body['records'] ?? []) as TextRecord[])
        protocol.procedures.set(String(record['MATTHC']), record);
      return DONE;
    case 'PUT admissions': {
      const { unknownProcedures = [], outOfScopeProcedures = [] } = body as Record<string, string[]>;
      protocol.admissions.unknownProcedures = new Set(unknownProcedures);
      protocol.admissions.outOfScopeProcedures = new Set(outOfScopeProcedures);
      return DONE;
    }
    case 'GET counters':
      return ok({
        calls: Object.fromEntries(counters.calls),
        answers: Object.fromEntries(counters.answers),
        faults: Object.fromEntries(faults.injected),
        dossiers: state.dossiers.size,
      });
    default:
      return NONE;
  }
}

function dossierPage(state: PortalState, query: URLSearchParams): unknown {
  const limit = Math.min(Number(query.get('limit') ?? 1_000) || 1_000, 10_000);
  const items = state.dossiers.codesAfter(query.get('after') ?? '', limit).map((code) => {
    const held = state.dossiers.get(code)!;
    return {
      MaHoSo: code,
      TrangThaiHoSo: held.status,
      MaTTHC: held.record['MaTTHC'],
      SoTienDo: held.progress.length,
      updates: held.updates,
    };
  });
  return { items, total: state.dossiers.size };
}
