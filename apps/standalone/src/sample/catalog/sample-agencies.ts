import type { RegisterAgencyRequest } from '@motcua/contracts';

/** A department and a commune of a province that does not exist, by the code pattern of one that does. */
export const SAMPLE_AGENCIES: RegisterAgencyRequest[] = [
  {
    code: 'H41.14',
    name: 'Sở Tư pháp',
    level: 'PROVINCE',
    calendarId: 'vn',
    validFrom: '2025-07-01',
  },
  {
    code: 'H41.27.05',
    name: 'UBND phường Trường Vinh',
    level: 'COMMUNE',
    calendarId: 'vn',
    validFrom: '2025-07-01',
  },
];
