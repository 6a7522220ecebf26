import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { personNamed } from './people.js';
import { startStandalone, type Standalone } from './start-standalone.js';

let dataDir: string;
let motcua: Standalone;
const tokens = new Map<string, string>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'motcua-loop-'));
  motcua = await startStandalone({
    dataDir,
    port: 25_500,
    simulatedClock: false,
    sample: true,
    logLevel: 'warn',
    // One request is measured; the number of requests has a rule of its own.
    environment: { RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '0' },
    say: () => undefined,
  });
  for (const sub of ['control-1', 'ops-1', 'citizen-an', 'head-tu-phap', 'officer-tu-phap']) {
    tokens.set(sub, await motcua.issuer.token(personNamed(sub)));
  }
}, 240_000);

afterAll(async () => {
  await motcua?.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

interface Heavy {
  method?: string;
  path: string;
  by?: string;
  type?: string;
  body: string;
}

/** A request of its own for each attempt, because the same again would be answered as a repetition. */
type Attempt = (n: number) => Heavy | Promise<Heavy>;

const days = (n: number, from: number, step: number): string[] =>
  Array.from({ length: n }, (_, i) => new Date(from + i * step * 86_400_000).toISOString().slice(0, 10));
const filled = (length: number, start: string): string => start.padEnd(length, ' và các giấy tờ kèm theo');
const shifts = Array.from({ length: 6 }, (_, n) => ({ from: `${10 + 2 * n}:00`, to: `${11 + 2 * n}:00` }));
const hours = (effectiveFrom: string): object => ({ effectiveFrom, week: Array(7).fill(shifts) });
const names = (n: number): object => Object.fromEntries(Array.from({ length: n }, (_, i) => [`name${i}`, 1]));
let made = 0;

const calendar = (n: number, content: object): Heavy => ({
  path: `/calendars/heavy-${n}-${(made += 1)}/versions`,
  by: 'control-1',
  body: JSON.stringify({
    name: 'Lịch dày đặc',
    coversFrom: '2001-01-01',
    coversTo: '2050-12-31',
    daysOff: [],
    makeUpDays: [],
    officeHours: days(4, Date.UTC(2001, 0, 1), 300).map(hours),
    ...content,
  }),
});

const parts = ['steps', 'papers', 'legalBasis', 'requirements', 'results', 'related'];
const procedure = (): Heavy => ({
  path: '/procedures',
  by: 'control-1',
  body: JSON.stringify({
    code: `7.${100_000 + (made += 1)}`,
    name: filled(2_000, 'Thủ tục dài'),
    fieldCode: 'G15-TP07',
    fieldName: 'Hộ tịch',
    levels: ['PROVINCE'],
    online: true,
    agencyCodes: ['H41.14'],
    channelEntries: Array.from({ length: 50 }, () => ({
      channel: 'ONLINE',
      timeLimit: { amount: 5, unit: 'WORKING_DAY' },
      description: filled(4_000, '5 ngày làm việc'),
    })),
    parts: Object.fromEntries(parts.map((part) => [part, filled(60_000, 'Bước 1')])),
  }),
});

async function publication(): Promise<Heavy> {
  const draft = await send(procedure());
  const { id } = JSON.parse(draft.text) as { id: string };
  const step = (n: number): object => ({
    code: `buoc-${n}`,
    name: 'Thẩm định hồ sơ',
    unit: 'chuyen-mon',
    budget: { amount: 1, unit: 'WORKING_DAY' },
  });
  return {
    path: `/procedures/${id}/publication`,
    by: 'control-1',
    body: JSON.stringify({
      decision: { number: '1/QĐ-UBND', signedOn: '2025-06-20', effectiveOn: '2025-07-01' },
      acknowledgedDifference: 'Rút ngắn',
      cases: Array.from({ length: 25 }, (_, n) => ({
        caseCode: `truong-hop-${n}`,
        name: 'Trường hợp',
        budget: { amount: 55, unit: 'WORKING_DAY' },
        steps: Array.from({ length: 55 }, (_step, at) => step(at)),
      })),
    }),
  };
}

const dossier = {
  procedureCode: '2.000635',
  agencyCode: 'H41.14',
  subjectType: 'CITIZEN',
  applicant: { fullName: filled(200, 'Nguyễn Văn An'), address: filled(500, '12 Lê Lợi') },
  requestContent: filled(2_000, 'Đăng ký khai sinh'),
};
const legacyLine = (n: number, system: number): object => ({
  legacyId: `HS-${system}-${n}`,
  agencyCode: 'H41.14',
  procedureCode: '2.000635',
  channel: 'DIRECT',
  receivedAt: '2025-08-05T09:00:00+07:00',
  endedAt: '2025-08-06T10:00:00+07:00',
  steps: Array.from({ length: 2_000 }, (_, step) => ({
    name: filled(200, `Bước ${step}`),
    unit: 'Một cửa',
    officer: 'Resource10',
    at: '2025-08-05T09:00:00+07:00',
  })),
});
const portalLine = (): object => ({
  ma_thu_tuc: `6.${100_000 + (made += 1)}`,
  ten_thu_tuc: 'Thủ tục dài',
  linh_vuc: 'Hộ tịch',
  cap_thuc_hien: 'Cấp tỉnh',
  cach_thuc_thuc_hien: 'Trực tiếp3 Ngày làm việcMiễn phí5 ngày làm việc '.repeat(499),
  trinh_tu_thuc_hien: filled(400_000, 'Bước 1'),
});

/** The heaviest requests that are still accepted, and the widest that are refused. */
const HEAVY: [string, number, Attempt][] = [
  [
    'a calendar of a thousand days off and a thousand days made up',
    201,
    (n) =>
      calendar(n, {
        daysOff: days(1_000, Date.UTC(2002, 0, 1), 14).map((day) => ({
          from: day,
          to: day,
          name: filled(60, 'Nghỉ'),
          kind: 'HOLIDAY',
        })),
        makeUpDays: days(1_000, Date.UTC(2002, 0, 5), 14).map((on) => ({ on, name: filled(60, 'Làm bù') })),
      }),
  ],
  [
    'a calendar of a thousand holidays of fifty years each',
    201,
    (n) =>
      calendar(n, {
        daysOff: Array.from({ length: 1_000 }, () => ({
          from: '2001-01-01',
          to: '2050-12-31',
          name: 'Nghỉ',
          kind: 'HOLIDAY',
        })),
      }),
  ],
  [
    'an agency with 70 tables of office hours',
    201,
    () => ({
      path: '/agencies',
      by: 'control-1',
      body: JSON.stringify({
        code: `H41.91.${100 + (made += 1)}`,
        name: 'Sở',
        level: 'PROVINCE',
        calendarId: 'vn',
        validFrom: '2026-01-01',
        officeHours: days(70, Date.UTC(2026, 0, 1), 30).map(hours),
      }),
    }),
  ],
  ['a procedure of six hundred thousand letters', 201, procedure],
  ['the publication of 25 cases of 55 steps', 200, publication],
  ['a dossier', 201, () => ({ path: '/dossiers', by: 'officer-tu-phap', body: JSON.stringify(dossier) })],
  [
    'a line of a legacy system with two thousand steps, five times',
    200,
    (n) => ({
      path: `/dossier-imports?legacySystem=heavy-${n}`,
      by: 'ops-1',
      type: 'application/x-ndjson',
      body: Array.from({ length: 5 }, (_, line) => JSON.stringify(legacyLine(line, n))).join('\n'),
    }),
  ],
  [
    'a record of the national portal of 450 KB, twenty times',
    201,
    () => ({
      path: '/procedure-imports',
      by: 'ops-1',
      type: 'application/x-ndjson',
      body: Array.from({ length: 20 }, () => JSON.stringify(portalLine())).join('\n'),
    }),
  ],
  [
    'a feedback item of ten thousand letters',
    201,
    () => ({
      path: '/feedback',
      by: 'citizen-an',
      body: JSON.stringify({
        kind: 'BEHAVIOUR',
        title: filled(300, 'Chậm trả kết quả'),
        content: filled(10_000, 'Tôi nộp hồ sơ'),
        filer: { fullName: 'Nguyễn Văn An', address: 'Số 12 đường Lê Lợi', phone: '0912 345 678' },
        agencyCode: 'H41.14',
      }),
    }),
  ],
  [
    'a survey answer with 60,000 unknown names',
    400,
    () => ({ path: '/survey-answers', body: JSON.stringify(names(60_000)) }),
  ],
  [
    'a survey answer for nobody',
    422,
    () => ({
      path: '/survey-answers',
      body: JSON.stringify({ token: 'a'.repeat(43), level: 'DISSATISFIED', reason: filled(2_000, 'Vì') }),
    }),
  ],
  [
    'a dossier whose applicant is 40,000 objects',
    400,
    () => ({
      path: '/dossiers',
      by: 'citizen-an',
      body: JSON.stringify({ ...dossier, applicant: Array.from({ length: 40_000 }, () => ({})) }),
    }),
  ],
  [
    'a calendar with 300,000 days off',
    400,
    (n) => calendar(n, { daysOff: Array.from({ length: 300_000 }, () => ({})) }),
  ],
];

async function ask(path: string, by: string): Promise<void> {
  const answer = await fetch(`${motcua.gateway.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${tokens.get(by)!}` },
  });
  await answer.text();
}

async function send({
  method = 'POST',
  path,
  by,
  type = 'application/json',
  body,
}: Heavy): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${motcua.gateway.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': type, ...(by ? { authorization: `Bearer ${tokens.get(by)!}` } : {}) },
    body: Buffer.from(body),
  });
  return { status: answer.status, text: await answer.text() };
}

/** What the kernel says of this thread: how long it ran, and how long it could have run while others did; milliseconds. */
function thread(): { ran: number; queued: number } {
  const [ran, queued] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
  return { ran: Number(ran) / 1e6, queued: Number(queued) / 1e6 };
}

/**
 * How long the loop was held at most, and how long a second caller waited at most, while `work` and what follows it went on.
 * What this thread waited for a core is not counted: on a busy machine it says nothing of the request.
 */
async function watched(work: () => Promise<unknown>): Promise<{ held: number; waited: number }> {
  let held = 0;
  let waited = 0;
  let on = true;
  const turns = (async () => {
    while (on) {
      const { ran } = thread();
      await pause(5);
      held = Math.max(held, thread().ran - ran);
    }
  })();
  const second = (async () => {
    while (on) {
      const began = performance.now();
      const { queued } = thread();
      await ask('/calendars', 'citizen-an');
      waited = Math.max(waited, performance.now() - began - (thread().queued - queued));
      await pause(5);
    }
  })();
  try {
    await work();
    // What a change announces is read by the other services of this process a moment later.
    await pause(AFTERWARDS_MS);
  } finally {
    on = false;
    await Promise.all([turns, second]);
  }
  return { held, waited };
}

const AFTERWARDS_MS = 600;
const MOST_HELD_MS = 250;
const MOST_WAITED_MS = 250;
const ATTEMPTS = 6;

describe('No request holds up another, be it accepted or refused', () => {
  it.each(HEAVY)(
    '%s',
    async (_what, status, attempt) => {
      const seen: string[] = [];
      for (let n = 1; n <= ATTEMPTS; n += 1) {
        const heavy = await attempt(n);
        const idle = await watched(() => pause(300));
        const busy = await watched(async () => expect(await send(heavy)).toMatchObject({ status }));
        const held = busy.held - idle.held;
        const waited = busy.waited - idle.waited;
        if (held < MOST_HELD_MS && waited < MOST_WAITED_MS) return;
        seen.push(`held ${held.toFixed()} ms, waited ${waited.toFixed()} ms`);
      }
      throw new Error(seen.join('\n'));
    },
    120_000,
  );
});
