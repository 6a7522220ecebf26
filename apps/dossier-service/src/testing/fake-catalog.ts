import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  AgencyRegistered,
  CalendarPublished,
  ProcedurePublished,
  ProcessApproved,
  RuleSetPublished,
} from '@motcua/contracts';

/** The catalog as this service sees it: the records that it asks for, over HTTP, by the paths of the real one. */
export interface FakeCatalog {
  url: string;
  agencies: AgencyRegistered[];
  calendars: CalendarPublished[];
  ruleSets: RuleSetPublished[];
  procedures: (ProcedurePublished & { processes?: ProcessApproved[] })[];
  /** Paths that were asked for, in order. */
  asked: string[];
  /** Answers 503 while true. */
  away: boolean;
  stop(): Promise<void>;
}

export async function startFakeCatalog(
  records: Partial<Pick<FakeCatalog, 'agencies' | 'calendars' | 'ruleSets' | 'procedures'>>,
): Promise<FakeCatalog> {
  const catalog: Omit<FakeCatalog, 'url' | 'stop'> = {
    agencies: [],
    calendars: [],
    ruleSets: [],
    procedures: [],
    ...records,
    asked: [],
    away: false,
  };
  const find = (path: string, on: string | null): object | undefined => {
    const [resource, key, third] = path.split('/').filter(Boolean).map(decodeURIComponent);
    if (resource === 'agencies') return catalog.agencies.find((agency) => agency.code === key);
    if (resource === 'calendars') return catalog.calendars.filter((calendar) => calendar.id === key).at(-1);
    if (resource === 'rule-sets') {
      return { items: catalog.ruleSets.filter((ruleSet) => on === null || ruleSet.effectiveFrom <= on) };
    }
    if (resource === 'procedures') return catalog.procedures.find((procedure) => procedure.code === third);
    return undefined;
  };
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url!, 'http://catalog');
    catalog.asked.push(path);
    const authorised = request.headers.authorization?.startsWith('Bearer ');
    const record = authorised ? find(path, searchParams.get('on')) : undefined;
    response.statusCode = catalog.away ? 503 : !authorised ? 401 : record ? 200 : 404;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(record ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(catalog, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
