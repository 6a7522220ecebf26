import { DOSSIER_STATUS_CODES, eventDefinition } from '@motcua/contracts';
import { eventOf, LIFECYCLE } from './lifecycle.js';

/** The lifecycle table as a page for people. */
export function lifecyclePage(): string {
  const rows = LIFECYCLE.map((edge) => {
    const { from, action, to, only, outcome } = edge;
    const target = to === 'AS_BEFORE_WAITING' ? 'as before the waiting' : state(to);
    const announced = eventOf(edge);
    const when = [only, outcome].flatMap((word) => word?.toLowerCase().replaceAll('_', ' ') ?? []).join(', ');
    return `| ${from === 'DRAFT' ? '–' : state(from)} | ${action} | ${target} | ${announced ? eventDefinition(announced)!.type : '–'} | ${when} |`;
  });
  return [
    '# The life of a dossier',
    '',
    'Made from the table in `src/domain/lifecycle.ts`, which is the only place that says what may follow what, and from',
    '`libs/contracts/src/dossier-actions.ts`, which says what an action announces.',
    'Numbers are the national portal’s status codes.',
    '',
    '<!-- prettier-ignore-start -->',
    '| from | action | to | event | only |',
    '|---|---|---|---|---|',
    ...rows,
    '<!-- prettier-ignore-end -->',
    '',
  ].join('\n');
}

function state(status: keyof typeof DOSSIER_STATUS_CODES): string {
  return `${status} (${DOSSIER_STATUS_CODES[status].national})`;
}
