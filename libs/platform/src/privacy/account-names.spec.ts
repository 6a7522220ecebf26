import { AccountNames, containsCitizenNumber, isAccountOfCitizen } from './account-names.js';

describe('The name of an account', () => {
  const names = new AccountNames();
  names.nameBy(Buffer.alloc(32, 1));

  it.each(['079123456789', '123456789', 'cccd079123456789', 'vneid:079123456789', '079123456789@vneid.gov.vn'])(
    'replaces %s, is always the same, and reveals nothing of it',
    (subject) => {
      const name = names.of(subject);
      expect(name).toMatch(/^citizen-[\w-]{43}$/);
      expect(names.of(subject)).toBe(name);
      expect(name).not.toContain('123456789');
      expect(isAccountOfCitizen(name)).toBe(true);
      const others = new AccountNames();
      others.nameBy(Buffer.alloc(32, 2));
      expect(others.of(subject)).not.toBe(name);
    },
  );

  it('replaces a citizen’s number anywhere in the subject', () => {
    expect(names.of('f:0198c2a4-7a00-7000-8000-000000000001:079123456789')).toMatch(/^citizen-/);
    expect(names.of('079123456789')).not.toBe(names.of('079123456780'));
  });

  it.each([
    'citizen-an',
    'officer-tu-phap',
    '0198c2a4-7a00-7000-8000-000000000001',
    '550e8400-e29b-41d4-a716-446655440000',
    'f:550e8400-e29b-41d4-a716-446655440000:an',
    '1795000000000',
    'a1b2c3d4123456789e5f6',
    'portal-2026',
    '',
  ])('is the subject itself if that is opaque: %j', (subject) => {
    expect(names.of(subject)).toBe(subject);
    expect(containsCitizenNumber(subject)).toBe(false);
  });
});
