import { DomainError } from '@motcua/contracts';
import { REPORT_CELLS, type ReportCell } from './cells.js';

/** Left side = sum of the right side, in every row. */
export interface Identity {
  name: string;
  whole: ReportCell[];
  parts: ReportCell[];
}

/** A sum of cells, without those of `minus`. */
export interface Terms {
  plus: ReportCell[];
  minus: ReportCell[];
}

export const SHARES = ['endedInTime', 'endedLate', 'receivedOnline', 'ended', 'inProgressPastDue'] as const;
export type ShareName = (typeof SHARES)[number];

/**
 * What a period report says, as data. A change of what any number counts is a new version, and the versions before stay: a report that
 * was made by one of them can be made again.
 */
export interface ReportDefinition {
  version: number;
  /** Whether imported dossiers have a column of their own. */
  hasImported: boolean;
  cells: readonly ReportCell[];
  identities: Identity[];
  shares: Record<ShareName, { numerator: Terms; denominator: Terms }>;
  /** What happens in a period. What is learnt of it after it was frozen is added to the next report. */
  flows: ReportCell[];
  /** What was there before: it follows from what came, what went and what is there at the end. */
  openings: Opening[];
}

export interface Opening {
  cell: ReportCell;
  in: ReportCell[];
  out: ReportCell[];
  whole: ReportCell;
}

function identity(name: string, whole: ReportCell[], parts: ReportCell[]): Identity {
  return { name, whole, parts };
}

/** Decision 8 of the design; form II.06 of the reports in use. */
const IDENTITIES: Identity[] = [
  identity('total = carried over + received', ['total'], ['carriedOver', 'received']),
  identity('carried over + received = ended + in progress', ['carriedOver', 'received'], ['ended', 'inProgress']),
  identity(
    'received = direct + online + post + other',
    ['received'],
    ['received.direct', 'received.online', 'received.post', 'received.other'],
  ),
  identity(
    'ended = early + on time + late + unknown',
    ['ended'],
    ['ended.early', 'ended.onTime', 'ended.late', 'ended.unknown'],
  ),
  identity(
    'in progress = within + past due + paused + unknown',
    ['inProgress'],
    ['inProgress.within', 'inProgress.pastDue', 'inProgress.paused', 'inProgress.unknown'],
  ),
  identity('intake = waiting before + submitted', ['intake'], ['intake.waitingBefore', 'intake.submitted']),
  identity(
    'waiting before + submitted = accepted + refused + expired + withdrawn + stopped + waiting after',
    ['intake.waitingBefore', 'intake.submitted'],
    [
      'intake.accepted',
      'intake.refused',
      'intake.expired',
      'intake.withdrawn',
      'intake.stopped',
      'intake.waitingAfter',
    ],
  ),
  identity(
    'withdrawn before acceptance = by the applicant + by the counter + unknown',
    ['intake.withdrawn'],
    ['intake.withdrawn.byApplicant', 'intake.withdrawn.byCounter', 'intake.withdrawn.unknown'],
  ),
  identity(
    'apologies owed = in time + late + missing + unknown',
    ['apologies.owed'],
    ['apologies.inTime', 'apologies.late', 'apologies.missing', 'apologies.unknown'],
  ),
  identity(
    'corrections = waiting before + reopened',
    ['corrections'],
    ['corrections.waitingBefore', 'corrections.reopened'],
  ),
  identity(
    'waiting before + reopened = corrected + waiting after',
    ['corrections.waitingBefore', 'corrections.reopened'],
    ['corrections.corrected', 'corrections.waitingAfter'],
  ),
  identity(
    'reopened = by the applicant + by the agency + by an inspection',
    ['corrections.reopened'],
    ['corrections.reopened.byApplicant', 'corrections.reopened.byAgency', 'corrections.reopened.byInspection'],
  ),
  identity(
    'corrected = in time + late + unknown',
    ['corrections.corrected'],
    ['corrections.corrected.inTime', 'corrections.corrected.late', 'corrections.corrected.unknown'],
  ),
];

const IMPORTED_IDENTITIES: Identity[] = [
  identity('imported = carried over + received', ['imported'], ['imported.carriedOver', 'imported.received']),
  identity('imported = ended + in progress', ['imported'], ['imported.ended', 'imported.inProgress']),
  identity(
    'imported, ended = early + on time + late + unknown',
    ['imported.ended'],
    ['imported.ended.early', 'imported.ended.onTime', 'imported.ended.late', 'imported.ended.unknown'],
  ),
  identity(
    'imported, in progress = within + past due + paused + unknown',
    ['imported.inProgress'],
    [
      'imported.inProgress.within',
      'imported.inProgress.pastDue',
      'imported.inProgress.paused',
      'imported.inProgress.unknown',
    ],
  ),
];

/** What is told of the state at the period's end, or together with it, is no flow; nor is what opens an identity, and its sum. */
const NO_FLOW =
  /^(imported\.)?(inProgress(\..+)?|carriedOver)$|^(total|imported|(intake|corrections)(\.waiting.+)?|apologies\.pastAppointment|supplements\.waitingAfterRepeated)$/;

const flowsOf = (cells: readonly ReportCell[]) => cells.filter((cell) => !NO_FLOW.test(cell));

const OPENINGS: Opening[] = [
  { cell: 'carriedOver', in: ['received'], out: ['ended'], whole: 'total' },
  {
    cell: 'intake.waitingBefore',
    in: ['intake.submitted'],
    out: ['intake.accepted', 'intake.refused', 'intake.expired', 'intake.withdrawn', 'intake.stopped'],
    whole: 'intake',
  },
  {
    cell: 'corrections.waitingBefore',
    in: ['corrections.reopened'],
    out: ['corrections.corrected'],
    whole: 'corrections',
  },
];

const CELLS_OF_VERSION_3 = REPORT_CELLS.filter((cell) => !cell.startsWith('imported'));

const of = (...plus: ReportCell[]): Terms => ({ plus, minus: [] });

const VERSION_3: ReportDefinition = {
  version: 3,
  hasImported: false,
  cells: CELLS_OF_VERSION_3,
  flows: flowsOf(CELLS_OF_VERSION_3),
  openings: OPENINGS,
  identities: IDENTITIES,
  shares: {
    endedInTime: { numerator: of('ended.early', 'ended.onTime'), denominator: of('ended') },
    endedLate: { numerator: of('ended.late'), denominator: of('ended') },
    receivedOnline: { numerator: of('received.online'), denominator: of('received') },
    ended: { numerator: of('ended'), denominator: of('total') },
    inProgressPastDue: { numerator: of('inProgress.pastDue'), denominator: of('inProgress') },
  },
};

/** Each cell that a share names has its imported part, by the same name. */
function withoutImported({ plus }: Terms): Terms {
  const imported = plus.map((cell) => (cell === 'total' ? 'imported' : `imported.${cell}`) as ReportCell);
  return { plus, minus: imported };
}

/**
 * An import says how other systems worked, and when it comes is the agency's choice: in version 4 it stands in a column of its own, with
 * what was late of it, and in no share.
 *
 * Of satisfaction, version 4 says that answers of applicants alone judge an agency (`satisfaction-figures.ts`); that is counted by no
 * earlier version.
 */
const VERSION_4: ReportDefinition = {
  version: 4,
  hasImported: true,
  cells: REPORT_CELLS,
  flows: flowsOf(REPORT_CELLS),
  openings: [
    ...OPENINGS,
    { cell: 'imported.carriedOver', in: ['imported.received'], out: ['imported.ended'], whole: 'imported' },
  ],
  identities: [...IDENTITIES, ...IMPORTED_IDENTITIES],
  shares: Object.fromEntries(
    Object.entries(VERSION_3.shares).map(([name, { numerator, denominator }]) => [
      name,
      { numerator: withoutImported(numerator), denominator: withoutImported(denominator) },
    ]),
  ) as ReportDefinition['shares'],
};

const DEFINITIONS = [VERSION_3, VERSION_4];

export const CURRENT_DEFINITION = VERSION_4;

/** @throws DomainError `invalid` when there is no such version any more, or not yet. */
export function definitionOf(version: number): ReportDefinition {
  const found = DEFINITIONS.find((definition) => definition.version === version);
  if (found) return found;
  const known = DEFINITIONS.map((definition) => definition.version).join(', ');
  throw new DomainError({
    kind: 'invalid',
    code: 'report.definition-unknown',
    message: {
      vi: `Không có phiên bản định nghĩa ${version}. Các phiên bản: ${known}.`,
      en: `There is no definition version ${version}. Versions: ${known}.`,
    },
    fields: [
      { path: 'definitionVersion', message: { vi: `phải là một trong: ${known}`, en: `must be one of ${known}` } },
    ],
  });
}
