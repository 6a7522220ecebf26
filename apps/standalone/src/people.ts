import type { TokenClaims } from '@motcua/development-issuer';

/** Whom the development issuer has ready tokens of; the agencies are those of the sample data. */
export const PEOPLE: (TokenClaims & { sub: string; roles: string[] })[] = [
  {
    sub: 'officer-tu-phap',
    roles: ['one-stop-officer', 'processing-officer'],
    agency: 'H41.14',
    officer_name: 'Trần Thị Bình',
    officer_title: 'Chuyên viên Bộ phận Một cửa',
  },
  {
    sub: 'head-tu-phap',
    roles: ['agency-head'],
    agency: 'H41.14',
    officer_name: 'Lê Quang Hòa',
    officer_title: 'Giám đốc Sở',
  },
  {
    sub: 'officer-truong-vinh',
    roles: ['one-stop-officer', 'processing-officer'],
    agency: 'H41.27.05',
    officer_name: 'Phạm Thị Thu',
    officer_title: 'Công chức Tư pháp - Hộ tịch',
  },
  {
    sub: 'head-truong-vinh',
    roles: ['agency-head'],
    agency: 'H41.27.05',
    officer_name: 'Ngô Đức Thành',
    officer_title: 'Chủ tịch Ủy ban nhân dân phường',
  },
  { sub: 'citizen-an', roles: ['applicant'] },
  { sub: 'citizen-binh', roles: ['applicant'] },
  {
    sub: 'control-1',
    roles: ['procedure-control'],
    officer_name: 'Nguyễn Thị Kiểm',
    officer_title: 'Trưởng phòng Kiểm soát thủ tục hành chính',
  },
  { sub: 'reform-1', roles: ['reform-office'] },
  { sub: 'portal-1', roles: ['portal-client'] },
  { sub: 'ops-1', roles: ['operations'] },
];

export function personNamed(subject: string): TokenClaims {
  const person = PEOPLE.find(({ sub }) => sub === subject);
  if (!person) throw new Error(`nobody is called ${subject}`);
  return person;
}
