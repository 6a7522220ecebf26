import { compileCalendar } from './compile-calendar.js';
import { dueAt } from './due.js';
import {
  calendarVectors,
  local,
  plainRules,
  receivedAt,
  vietnamPublicHolidays,
  workingDays,
} from './testing/vietnam-calendar.js';

describe('working days over the holidays of 2024 to 2026', () => {
  const calendar = compileCalendar(vietnamPublicHolidays);

  it.each(calendarVectors)('received on $start, $days working days are due on $due at closing time', (vector) => {
    const due = dueAt(calendar, workingDays(vector.days), receivedAt(`${vector.start} 09:00`), plainRules);
    expect(due).toEqual({ state: 'RUNNING', dueAt: local(`${vector.due} 17:00`) });
  });
});
