import { DOSSIER_STATUS_CODES } from '@motcua/contracts';
import { LIFECYCLE } from '../domain/lifecycle.js';

/** The lifecycle table as a page for people. */
export function lifecyclePage(): string {
  const rows = LIFECYCLE.map(({ from, action, to, event, only }) => {
    const target = to === 'AS_BEFORE_WAITING' ? 'as before the waiting' : state(to);
    const when = only ? only.toLowerCase().replaceAll('_', ' ') : '';
    return `| ${from === 'DRAFT' ? '–' : state(from)} | ${action} | ${target} | ${event} | ${when} |`;
  });
  return [
    '# The life of a dossier',
    '',
    'Made from the table in `src/domain/lifecycle.ts`, which is the only place that says what may follow what.',
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
