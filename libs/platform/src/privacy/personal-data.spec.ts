import { randomBytes } from 'node:crypto';
import { maskEmail, maskIdentityNumber, maskName, maskPhone } from './mask.js';
import { PersonalDataCipher } from './personal-data-cipher.js';

const key = randomBytes(32).toString('base64');
const otherKey = randomBytes(32).toString('base64');

describe('a field of personal data', () => {
  it('is restored unchanged, and is not visible in the stored value', () => {
    const cipher = new PersonalDataCipher(key);
    const stored = cipher.encrypt('Nguyễn Văn An 079123456789');
    expect(stored.includes('079123456789')).toBe(false);
    expect(cipher.decrypt(stored)).toBe('Nguyễn Văn An 079123456789');
    expect(cipher.decrypt(cipher.encrypt(''))).toBe('');
  });

  it('is stored differently each time, so that equal values are not visible', () => {
    const cipher = new PersonalDataCipher(key);
    expect(cipher.encrypt('An').equals(cipher.encrypt('An'))).toBe(false);
  });

  it('cannot be read when a single byte was changed', () => {
    const cipher = new PersonalDataCipher(key);
    const stored = cipher.encrypt('An');
    for (let at = 0; at < stored.length; at += 1) {
      const changed = Buffer.from(stored);
      changed[at]! ^= 1;
      expect(() => cipher.decrypt(changed)).toThrow();
    }
  });

  it('can still be read after the key was changed, as long as the earlier key is known', () => {
    const stored = new PersonalDataCipher(key).encrypt('An');
    const changed = { PERSONAL_DATA_KEY: otherKey, PERSONAL_DATA_PREVIOUS_KEYS: key };
    expect(PersonalDataCipher.of(changed).decrypt(stored)).toBe('An');
    const written = PersonalDataCipher.of(changed).encrypt('An');
    expect(new PersonalDataCipher(otherKey).decrypt(written)).toBe('An');
    expect(() => new PersonalDataCipher(otherKey).decrypt(stored)).toThrow(/key that this service does not have/);
  });

  it('is found by its blind index, which reveals nothing without the key', () => {
    const cipher = new PersonalDataCipher(key);
    expect(cipher.blindIndex(' An ').equals(cipher.blindIndex('an'))).toBe(true);
    expect(cipher.blindIndex('an').equals(cipher.blindIndex('anh'))).toBe(false);
    expect(new PersonalDataCipher(otherKey).blindIndex('an').equals(cipher.blindIndex('an'))).toBe(false);
    expect(new PersonalDataCipher(otherKey, [key]).blindIndexes('an')[1]).toEqual(cipher.blindIndex('an'));
  });

  it('can be derived again as a secret with the key, and differs with every letter', () => {
    const cipher = new PersonalDataCipher(key);
    const [secret] = cipher.derivedSecrets('An');
    expect(secret).toHaveLength(32);
    expect(cipher.derivedSecrets('An')).toEqual([secret]);
    expect(cipher.derivedSecrets('an')).not.toEqual([secret]);
    expect(secret).not.toEqual(cipher.blindIndex('An'));
    expect(new PersonalDataCipher(otherKey).derivedSecrets('An')).not.toEqual([secret]);
    expect(new PersonalDataCipher(otherKey, [key]).derivedSecrets('An')[1]).toEqual(secret);
  });

  it('needs a key of 32 bytes', () => {
    expect(() => new PersonalDataCipher('c2hvcnQ=')).toThrow(/32 bytes/);
  });
});

describe('personal data in lists', () => {
  it.each([
    [maskIdentityNumber, '079123456789', '********6789'],
    [maskIdentityNumber, '123', '***'],
    [maskPhone, '0912345678', '*******678'],
    [maskName, 'Nguyễn Văn An', 'N***** V** A*'],
    [maskName, '  An  ', 'A*'],
    [maskName, '', ''],
    [maskEmail, 'an.nguyen@example.vn', 'a***@example.vn'],
    [maskEmail, 'not an address', '**************'],
  ])('%p(%j) is %j', (mask, text, shown) => {
    expect(mask(text)).toBe(shown);
  });
});
