import { DomainError } from '@motcua/contracts';

/** The first row, or a refusal that says what there is not. */
export function firstOf<R>(rows: R[], noun: string, vi: string, en: string): R {
  const [row] = rows;
  if (row) return row;
  throw new DomainError({
    kind: 'not-found',
    code: `${noun}.not-found`,
    message: { vi: `Không có ${vi} này.`, en: `There is no such ${en}.` },
  });
}
