import { identityError, identityTypeOf } from './identity-number.js';

describe('The identity number of a citizen (Law on Identification 26/2023/QH15 Art. 12)', () => {
  it.each([
    ['040090000001', 'CITIZEN_ID'],
    ['181234567', 'OLD_ID_CARD'],
  ])('is known by its digits: %s', (identityNumber, type) => {
    expect(identityTypeOf({ identityNumber })).toBe(type);
    expect(identityError('CITIZEN', { identityNumber })).toBeUndefined();
  });

  it.each(['04009000', '0400900000', '04009000000', '0400900000011', 'C1234567', '04009000000A'])(
    'is refused if it is neither twelve digits nor nine: %s',
    (identityNumber) => {
      expect(identityTypeOf({ identityNumber })).toBeUndefined();
      expect(identityError('CITIZEN', { identityNumber })).toMatchObject({ field: 'identityNumber' });
    },
  );

  it('may be that of a passport, which is named as such', () => {
    for (const identityNumber of ['C1234567', '512345678', 'L012345']) {
      expect(identityError('CITIZEN', { identityNumber, identityType: 'PASSPORT' })).toBeUndefined();
    }
    for (const identityNumber of ['0400900000', '04009000000', '040090000001', 'HOCHIEU', 'C.123456']) {
      expect(identityError('CITIZEN', { identityNumber, identityType: 'PASSPORT' })).toBeDefined();
    }
  });

  it('is of the paper that is named', () => {
    expect(identityError('CITIZEN', { identityNumber: '181234567', identityType: 'CITIZEN_ID' })).toBeDefined();
    expect(identityError('CITIZEN', { identityNumber: '040090000001', identityType: 'OLD_ID_CARD' })).toBeDefined();
    expect(identityError('CITIZEN', { identityNumber: '181234567', identityType: 'OLD_ID_CARD' })).toBeUndefined();
  });

  it('may be unknown', () => {
    expect(identityError('CITIZEN', {})).toBeUndefined();
  });
});

describe('The number of a business', () => {
  it.each(['0101234567', '0101234567001', '0101234567-001', '040090000001'])('may be %s', (identityNumber) => {
    expect(identityError('BUSINESS', { identityNumber })).toBeUndefined();
  });

  it.each(['010123456', '01012345678', '0101234567-01', 'H41.14.01'])('is not %s', (identityNumber) => {
    expect(identityError('BUSINESS', { identityNumber })).toMatchObject({ field: 'identityNumber' });
  });

  it('is no paper of a person', () => {
    const identified = { identityNumber: '0101234567', identityType: 'PASSPORT' } as const;
    expect(identityError('BUSINESS', identified)).toMatchObject({ field: 'identityType' });
    expect(identityError('STATE_AGENCY', { identityNumber: '000.00.00.H41' })).toBeUndefined();
  });
});
