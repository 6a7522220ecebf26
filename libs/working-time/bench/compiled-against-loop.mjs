// Compares dueAt on a compiled ten-year calendar with loops that walk the calendar day by day, in the same run and on
// the same dossiers. Run after a build, from the root: node libs/working-time/bench/compiled-against-loop.mjs
import { compileCalendar, dueAt, explain } from '../dist/index.js';

const DOSSIERS = 20_000;
const ROUNDS = Number(process.argv[2] ?? 5);
const MINUTE = 60_000;
const DAY = 86_400_000;
const OFFSET = 7 * 3_600_000;

const office = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];
const definition = {
  id: 'bench',
  version: 1,
  name: 'ten years, eleven days off a year, one of them swapped for a Saturday',
  coversFrom: '2021-01-01',
  coversTo: '2030-12-31',
  daysOff: [],
  makeUpDays: [],
  officeHours: [{ effectiveFrom: '2021-01-01', week: [[], office, office, office, office, office, []] }],
};
for (let year = 2021; year <= 2030; year++) {
  for (const [from, to] of [
    ['01-01', '01-01'],
    ['02-08', '02-12'],
    ['04-18', '04-18'],
    ['04-30', '05-01'],
    ['09-01', '09-02'],
  ]) {
    definition.daysOff.push({ from: `${year}-${from}`, to: `${year}-${to}`, name: 'nghỉ lễ', kind: 'HOLIDAY' });
  }
  const firstOfJune = new Date(`${year}-06-01`).getUTCDay();
  const monday = String(1 + ((8 - firstOfJune) % 7)).padStart(2, '0');
  const saturday = String(1 + ((6 - firstOfJune + 7) % 7)).padStart(2, '0');
  definition.daysOff.push({
    from: `${year}-06-${monday}`,
    to: `${year}-06-${monday}`,
    name: 'hoán đổi',
    kind: 'SWAPPED',
  });
  definition.makeUpDays.push({ on: `${year}-06-${saturday}`, name: 'làm bù', insteadOf: `${year}-06-${monday}` });
}

let seed = 20260805;
const below = (n) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed % n;
};
const rules = { lateIntake: { kind: 'AFTER_LOCAL_TIME', time: '15:00' }, supplementMode: 'SUBTRACT' };
const first = Date.parse('2021-01-04T00:00:00+07:00');
const dossiers = Array.from({ length: DOSSIERS }, () => {
  const receivedAt = new Date(first + below(3_300) * DAY + (450 + below(570)) * MINUTE);
  const unit = ['WORKING_DAY', 'WORKING_DAY', 'WORKING_DAY', 'CALENDAR_DAY', 'HOUR'][below(5)];
  const amount =
    unit === 'WORKING_DAY' ? (1 + below(120)) / 2 : unit === 'CALENDAR_DAY' ? 1 + below(90) : 1 + below(240);
  const from = new Date(receivedAt.getTime() + below(4) * DAY);
  const pause = {
    from,
    to: new Date(from.getTime() + below(15 * 1_440) * MINUTE),
    reason: 'bổ sung',
    mode: 'SUBTRACT',
  };
  return { budget: { amount, unit }, ledger: { receivedAt, pauses: below(5) === 0 ? [pause] : [] } };
});

// The plain loop: the obvious implementation. Dates are text, days off are looked up in a set, one day at a time.
const time = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const plain = {
  off: new Set(),
  madeUp: new Set(definition.makeUpDays.map((makeUp) => makeUp.on)),
  next: (day) => new Date(day.getTime() + DAY),
  between: (a, b) => Math.round((b.getTime() - a.getTime()) / DAY),
  dayOf: (at) => new Date(Math.floor((at.getTime() + OFFSET) / DAY) * DAY),
  minuteOf: (at) => Math.floor(((at.getTime() + OFFSET) % DAY) / MINUTE),
  shifts(day) {
    const date = day.toISOString().slice(0, 10);
    if (this.off.has(date)) return [];
    return definition.officeHours[0].week[this.madeUp.has(date) ? 5 : day.getUTCDay()];
  },
};
for (const { from, to } of definition.daysOff) {
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY)
    plain.off.add(new Date(at).toISOString().slice(0, 10));
}

// The lean loop: the same walk with days as numbers, to exclude the cost of dates.
const numberOf = (date) => Date.parse(date) / DAY;
const lean = {
  off: new Set([...plain.off].map(numberOf)),
  madeUp: new Set([...plain.madeUp].map(numberOf)),
  week: definition.officeHours[0].week.map((day) => day.map(({ from, to }) => ({ from: time(from), to: time(to) }))),
  next: (day) => day + 1,
  between: (a, b) => b - a,
  dayOf: (at) => Math.floor((at.getTime() + OFFSET) / DAY),
  minuteOf: plain.minuteOf,
  shifts(day) {
    if (this.off.has(day)) return [];
    return this.week[this.madeUp.has(day) ? 5 : (day + 4) % 7];
  },
};

function walk(calendar, budget, ledger, instant, clock) {
  const { receivedAt } = ledger;
  let day = calendar.dayOf(receivedAt);
  let minute = calendar.minuteOf(receivedAt);
  const closes = (shifts) => clock(shifts[shifts.length - 1].to);
  let shifts = calendar.shifts(day);
  const late = shifts.length > 0 && minute < closes(shifts) && minute > time(rules.lateIntake.time);
  if (late || shifts.length === 0 || minute >= closes(shifts)) {
    do day = calendar.next(day);
    while ((shifts = calendar.shifts(day)).length === 0);
    minute = clock(shifts[0].from);
  } else {
    minute = Math.max(minute, clock(shifts.find((shift) => minute < clock(shift.to)).from));
  }
  const start = { day, minute };
  const measure = (from, to) => {
    let days = 0;
    let minutes = 0;
    const last = calendar.dayOf(to);
    for (let on = calendar.dayOf(from); on <= last; on = calendar.next(on)) {
      const worked = calendar.shifts(on);
      for (const shift of worked) {
        const begin = Math.max(
          clock(shift.from),
          calendar.between(calendar.dayOf(from), on) === 0 ? calendar.minuteOf(from) : 0,
        );
        const end = Math.min(clock(shift.to), calendar.between(on, last) === 0 ? calendar.minuteOf(to) : 1_440);
        minutes += Math.max(0, end - begin);
      }
      if (worked.length === 0) continue;
      const closing = instant(on, closes(worked));
      if (closing > from && closing <= to) days++;
    }
    return { days, minutes };
  };
  const finish = (amount, calendarDays) => {
    let { day, minute } = start;
    if (budget.unit === 'HOUR') {
      for (let left = amount; ; day = calendar.next(day), minute = 0) {
        for (const shift of calendar.shifts(day)) {
          const begin = Math.max(minute, clock(shift.from));
          const length = Math.max(0, clock(shift.to) - begin);
          if (left <= length) return instant(day, begin + left);
          left -= length;
        }
      }
    }
    if (budget.unit === 'CALENDAR_DAY') {
      for (let left = amount + calendarDays; left > 0; left--) day = calendar.next(day);
      while (calendar.shifts(day).length === 0) day = calendar.next(day);
      return instant(day, closes(calendar.shifts(day)));
    }
    for (let left = amount; left > 0;) {
      day = calendar.next(day);
      const worked = calendar.shifts(day);
      if (worked.length === 0) continue;
      if (left === 0.5) return instant(day, clock(worked[0].to));
      left--;
    }
    return instant(day, closes(calendar.shifts(day)));
  };
  const whole = budget.unit === 'HOUR' ? budget.amount * 60 : budget.amount;
  const due = finish(whole, 0);
  const pause = ledger.pauses[0];
  const begun = instant(start.day, start.minute);
  if (!pause || pause.to <= begun) return due;
  const from = pause.from > begun ? pause.from : begun;
  if (from >= due) return due;
  const lost = measure(from, pause.to);
  if (budget.unit === 'CALENDAR_DAY') {
    const open = (at) => {
      const worked = calendar.shifts(calendar.dayOf(at));
      const closed = worked.length > 0 && calendar.minuteOf(at) >= closes(worked);
      return calendar.between(start.day, calendar.dayOf(at)) + (closed ? 1 : 0);
    };
    return finish(open(pause.to), Math.max(0, whole - open(from)));
  }
  if (budget.unit === 'HOUR') return finish(whole + lost.minutes, 0);
  const moved = finish(whole + lost.days, 0);
  return moved <= pause.to ? finish(whole + lost.days + 0.5, 0) : moved;
}

const calendar = compileCalendar(definition);
const counters = {
  'compiled (dueAt)': ({ budget, ledger }) => dueAt(calendar, budget, ledger, rules).dueAt,
  'plain day-by-day loop': ({ budget, ledger }) =>
    walk(plain, budget, ledger, (day, minute) => new Date(day.getTime() + minute * MINUTE - OFFSET), time),
  'lean day-by-day loop': ({ budget, ledger }) =>
    walk(
      lean,
      budget,
      ledger,
      (day, minute) => new Date(day * DAY + minute * MINUTE - OFFSET),
      (minute) => minute,
    ),
  'compiled, with explanation': ({ budget, ledger }) => explain(calendar, budget, ledger, rules).due.dueAt,
};

const names = Object.keys(counters);
const wanted = dossiers.map((dossier) => counters[names[0]](dossier).getTime());
for (const name of names) {
  dossiers.forEach((dossier, index) => {
    const got = counters[name](dossier).getTime();
    if (got !== wanted[index]) {
      console.error(name, JSON.stringify(dossier), new Date(got).toISOString(), new Date(wanted[index]).toISOString());
      process.exit(1);
    }
  });
}

const rates = Object.fromEntries(names.map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const name of names) {
    const counter = counters[name];
    const began = process.hrtime.bigint();
    for (const dossier of dossiers) counter(dossier);
    rates[name].push(DOSSIERS / (Number(process.hrtime.bigint() - began) / 1e9));
  }
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const compiled = median(rates[names[0]]);
console.log(
  `${DOSSIERS} dossiers on a calendar of ${definition.coversFrom} to ${definition.coversTo}, median of ${ROUNDS} rounds, one core, node ${process.version}`,
);
for (const name of names) {
  const rate = median(rates[name]);
  const times = name === names[0] ? '' : `  compiled is ${(compiled / rate).toFixed(1)} times as fast`;
  console.log(`${name.padEnd(28)} ${Math.round(rate).toLocaleString('en-US').padStart(12)} a second${times}`);
}
const times = compiled / median(rates[names[1]]);
if (compiled < 100_000 || times < 20) {
  console.error('below the aim: 100,000 a second and 20 times the plain loop');
  process.exitCode = 1;
}
