import { DomainError } from '@motcua/contracts';
import type { CatalogStores } from './ports.js';

/** @throws DomainError `precondition` naming every code in `agencyCodes` that no registered agency has. */
export async function expectKnownAgencies(stores: CatalogStores, agencyCodes: string[] | undefined): Promise<void> {
  if (!agencyCodes?.length) return;
  const unknown = new Set(await stores.agencies.unknownOf(agencyCodes));
  if (unknown.size === 0) return;
  throw new DomainError({
    kind: 'precondition',
    code: 'agency.unknown',
    message: { vi: 'Có cơ quan chưa được đăng ký.', en: 'An agency is not registered.' },
    fields: agencyCodes.flatMap((code, i) =>
      unknown.has(code)
        ? [
            {
              path: `agencyCodes[${i}]`,
              code: 'registered',
              message: { vi: `${code} chưa được đăng ký`, en: `${code} is not registered` },
            },
          ]
        : [],
    ),
  });
}
