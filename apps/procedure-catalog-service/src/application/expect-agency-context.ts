import { DomainError, type AgencyRegistered, type FieldError } from '@motcua/contracts';
import { CalendarDefinitionError, compileCalendar } from '@motcua/working-time';
import type { CatalogStores } from './ports.js';

/**
 * Holds an agency to what it refers to: the agency above it, its calendar, and its own office hours as that calendar
 * can be counted by.
 *
 * @throws DomainError `precondition` with the path of what is wrong.
 */
export async function expectAgencyContext(stores: CatalogStores, agency: AgencyRegistered): Promise<void> {
  const problems: FieldError[] = [];
  if (agency.parentCode !== undefined && !(await stores.agencies.exists(agency.parentCode)))
    problems.push({
      path: 'parentCode',
      code: 'registered',
      message: { vi: `${agency.parentCode} chưa được đăng ký`, en: `${agency.parentCode} is not registered` },
    });
  const calendar = await stores.calendars.latest(agency.calendarId);
  if (!calendar)
    problems.push({
      path: 'calendarId',
      code: 'published',
      message: {
        vi: `lịch ${agency.calendarId} chưa được công bố`,
        en: `calendar ${agency.calendarId} is not published`,
      },
    });
  else
    try {
      compileCalendar(calendar, agency.officeHours ?? []);
    } catch (error) {
      if (!(error instanceof CalendarDefinitionError)) throw error;
      for (const { path, message } of error.problems)
        problems.push({ path, code: 'officeHours', message: { vi: `không dùng được: ${message}`, en: message } });
    }
  if (problems.length > 0)
    throw new DomainError({
      kind: 'precondition',
      code: 'agency.invalid',
      message: { vi: 'Thông tin cơ quan chưa đúng.', en: 'The agency is not right so.' },
      fields: problems,
    });
}
