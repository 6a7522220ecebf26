/** What is done to a dossier, in the words of the API; `steps` completes all that is left of the internal process. */
export type Deed =
  | 'submit'
  | 'accept'
  | 'refuse'
  | 'forward'
  | 'step'
  | 'steps'
  | 'request-supplement'
  | 'provide-supplement'
  | 'expire'
  | 'consult'
  | 'resolve'
  | 'reject'
  | 'deliver'
  | 'withdraw'
  | 'stop'
  | 'apologise'
  | 'reopen'
  | 'correct'
  | 'take-up';

/** One action, at this local time and so many weekdays before the first start. */
export type DatedDeed = [weekdaysAgo: number, time: string, deed: Deed];

/** The life of a sample dossier. */
export interface DossierStory {
  /** Names it in idempotency keys and examples. */
  name: string;
  /** Who brought it: a citizen online, or the officer at the counter. */
  from: 'citizen-an' | 'citizen-binh' | 'counter';
  /** Which of the agency's procedures with a limit in working days, shortest first: 0 is the shortest, -1 the longest. */
  procedure: number;
  deeds: DatedDeed[];
}

const began = (ago: number, time = '08:10'): DatedDeed[] => [
  [ago, time, 'submit'],
  [ago, addMinutes(time, 25), 'accept'],
  [ago, addMinutes(time, 50), 'forward'],
];

/**
 * A life for each state that a dossier can be in, with each outcome that a report tells apart, once for every agency;
 * further ones wait for somebody to try an action on them.
 */
export const DOSSIER_STORIES: DossierStory[] = [
  { name: 'to-accept', from: 'citizen-an', procedure: 1, deeds: [[1, '09:40', 'submit']] },
  { name: 'to-refuse', from: 'citizen-binh', procedure: 2, deeds: [[1, '10:05', 'submit']] },
  // Probably the same request once more.
  { name: 'sent-again', from: 'citizen-binh', procedure: 2, deeds: [[1, '10:06', 'submit']] },
  {
    name: 'to-forward',
    from: 'counter',
    procedure: 3,
    deeds: [
      [1, '14:00', 'submit'],
      [1, '14:20', 'accept'],
    ],
  },
  { name: 'to-complete-step', from: 'citizen-an', procedure: -1, deeds: began(2) },
  { name: 'to-send-back', from: 'citizen-an', procedure: -1, deeds: [...began(3, '09:05'), [1, '09:20', 'step']] },
  { name: 'to-take-back', from: 'counter', procedure: -1, deeds: began(1, '10:15') },
  { name: 'to-take-up', from: 'citizen-binh', procedure: -1, deeds: began(2, '10:35') },
  { name: 'to-assign', from: 'citizen-an', procedure: -1, deeds: began(2, '10:55') },
  { name: 'to-give-back', from: 'counter', procedure: -1, deeds: [...began(2, '11:00'), [1, '09:50', 'take-up']] },
  { name: 'to-supplement', from: 'counter', procedure: -1, deeds: began(2, '09:15') },
  {
    name: 'waiting',
    from: 'citizen-an',
    procedure: -2,
    deeds: [...began(6), [4, '15:20', 'request-supplement']],
  },
  {
    name: 'waiting-expired',
    from: 'citizen-binh',
    procedure: -2,
    deeds: [...began(12), [11, '09:30', 'request-supplement']],
  },
  {
    name: 'supplemented',
    from: 'citizen-an',
    procedure: -1,
    deeds: [...began(8), [7, '14:00', 'request-supplement'], [3, '08:40', 'provide-supplement']],
  },
  // A second notice, which reports count apart.
  {
    name: 'asked-twice',
    from: 'citizen-binh',
    procedure: -1,
    deeds: [
      ...began(10),
      [9, '14:00', 'request-supplement'],
      [8, '08:40', 'provide-supplement'],
      [7, '10:00', 'request-supplement'],
    ],
  },
  { name: 'to-consult', from: 'citizen-binh', procedure: -1, deeds: began(3, '13:35') },
  { name: 'to-extend', from: 'counter', procedure: -1, deeds: [...began(3, '14:05'), [1, '10:20', 'consult']] },
  { name: 'to-recall', from: 'citizen-an', procedure: -1, deeds: [...began(3, '14:35'), [1, '10:50', 'consult']] },
  { name: 'to-resolve', from: 'citizen-binh', procedure: -3, deeds: [...began(3), [1, '15:00', 'steps']] },
  { name: 'to-withdraw', from: 'citizen-an', procedure: -1, deeds: began(1, '07:45') },
  { name: 'to-stop', from: 'counter', procedure: -1, deeds: began(2, '13:40') },
  { name: 'to-apologise', from: 'counter', procedure: -1, deeds: began(2, '14:20') },
  {
    name: 'to-deliver',
    from: 'citizen-an',
    procedure: -3,
    deeds: [...began(4), [2, '10:00', 'steps'], [1, '10:30', 'resolve']],
  },
  {
    name: 'to-reopen',
    from: 'citizen-an',
    procedure: -3,
    deeds: [...began(6), [5, '10:00', 'steps'], [4, '10:30', 'resolve'], [4, '15:30', 'deliver']],
  },
  {
    name: 'to-correct',
    from: 'citizen-binh',
    procedure: -3,
    deeds: [
      ...began(7),
      [6, '10:00', 'steps'],
      [5, '10:30', 'resolve'],
      [4, '15:45', 'deliver'],
      [1, '09:10', 'reopen'],
    ],
  },
  {
    name: 'to-deliver-again',
    from: 'counter',
    procedure: -3,
    deeds: [
      ...began(8),
      [7, '10:00', 'steps'],
      [6, '10:30', 'resolve'],
      [5, '15:45', 'deliver'],
      [3, '09:10', 'reopen'],
      [1, '14:10', 'correct'],
    ],
  },
  // Nobody has touched it since, and its few days are over.
  { name: 'past-due', from: 'citizen-binh', procedure: 0, deeds: began(11) },
  {
    name: 'early',
    from: 'citizen-an',
    procedure: -1,
    deeds: [...began(15), [14, '10:00', 'steps'], [14, '11:00', 'resolve'], [13, '09:00', 'deliver']],
  },
  {
    name: 'early-at-the-counter',
    from: 'counter',
    procedure: -2,
    deeds: [...began(18), [17, '10:00', 'steps'], [17, '14:00', 'resolve'], [16, '09:00', 'deliver']],
  },
  {
    name: 'late',
    from: 'citizen-binh',
    procedure: 0,
    deeds: [
      ...began(20),
      [19, '09:00', 'apologise'],
      [5, '10:00', 'steps'],
      [5, '16:00', 'resolve'],
      [4, '09:00', 'deliver'],
    ],
  },
  {
    name: 'rejected',
    from: 'citizen-an',
    procedure: -1,
    deeds: [...began(13), [11, '10:00', 'steps'], [11, '15:00', 'reject'], [10, '09:00', 'deliver']],
  },
  {
    name: 'refused',
    from: 'citizen-binh',
    procedure: 1,
    deeds: [
      [9, '08:20', 'submit'],
      [9, '09:50', 'refuse'],
    ],
  },
  {
    name: 'supplement-not-brought',
    from: 'citizen-binh',
    procedure: 2,
    deeds: [
      [16, '08:30', 'submit'],
      [16, '10:00', 'request-supplement'],
      [8, '09:00', 'expire'],
    ],
  },
  {
    name: 'withdrawn-before-acceptance',
    from: 'citizen-an',
    procedure: 1,
    deeds: [
      [6, '09:20', 'submit'],
      [6, '11:00', 'withdraw'],
    ],
  },
  {
    name: 'withdrawn-at-the-counter',
    from: 'counter',
    procedure: 2,
    deeds: [
      [7, '09:00', 'submit'],
      [5, '09:00', 'withdraw'],
    ],
  },
  { name: 'withdrawn', from: 'citizen-an', procedure: 2, deeds: [...began(10), [9, '09:00', 'withdraw']] },
  { name: 'stopped', from: 'counter', procedure: 3, deeds: [...began(14), [12, '09:00', 'stop']] },
];

function addMinutes(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const sum = hour * 60 + minute + minutes;
  return `${String(Math.floor(sum / 60)).padStart(2, '0')}:${String(sum % 60).padStart(2, '0')}`;
}
