import { at, CALENDAR_2026, CODE, filing, FILED_AT, FILER, happened, JUSTICE, office } from '../testing/examples.js';
import { feedbackCode, fileFeedback, withCode, type FileFeedbackInput } from './file-feedback.js';

const file = (changes: Partial<FileFeedbackInput> = {}) => fileFeedback(filing(changes), JUSTICE, FILED_AT);

function refusedPaths(changes: Partial<FileFeedbackInput>): string[] {
  try {
    file(changes);
  } catch (error) {
    const refusal = error as { code: string; fields: { path: string; code: string }[] };
    expect(refusal.code).toBe('feedback.invalid');
    return refusal.fields.map((field) => `${field.path}:${field.code}`);
  }
  return [];
}

describe('filing a feedback item', () => {
  it('registers it with the deadlines to respond (2 working days) and to forward (5), over the holidays', () => {
    expect(withCode(file(), CODE)).toEqual([happened.filed]);
  });

  it('keeps the person out of what happened to it', () => {
    expect(JSON.stringify(file())).not.toContain('Nguyễn Văn An');
    expect(JSON.stringify(file())).not.toContain('0912 345 678');
  });

  it.each(['Ẩn danh', 'nặc danh', 'Giấu tên', 'Người dân', 'anonymous', '...', 'A'])(
    'is refused from "%s": anonymous ones are not accepted',
    (fullName) => {
      expect(refusedPaths({ filer: { ...FILER, fullName } })).toEqual(['filer.fullName:anonymous']);
    },
  );

  it.each(['Nguyễn Văn An', 'Trần Thị Ẩn', 'Vi Văn Danh', 'Công ty TNHH Sông Lam', 'Y Ơ', 'Ô'.repeat(2)])(
    'is accepted from "%s"',
    (fullName) => {
      expect(refusedPaths({ filer: { ...FILER, fullName } })).toEqual([]);
    },
  );

  it('is refused without an address that a letter could reach', () => {
    expect(refusedPaths({ filer: { ...FILER, address: '123 / 456' } })).toEqual(['filer.address:no-address']);
  });

  it('is refused in another language', () => {
    expect(
      refusedPaths({ content: 'The officer asked me to come back three times and never gave me the certificate.' }),
    ).toEqual(['content:not-vietnamese']);
  });

  it.each(['UBND, CCCD', 'App VNeID lỗi OTP', 'DVCQG'])(
    'is accepted with the title "%s", which is not judged',
    (title) => {
      expect(refusedPaths({ title })).toEqual([]);
    },
  );

  it('is accepted in Vietnamese written without tone marks', () => {
    expect(refusedPaths({ content: 'Toi nop ho so dang ky khai sinh da qua ngay hen ma chua co ket qua.' })).toEqual(
      [],
    );
  });

  it('has no known deadline on a day that the calendar does not know: unknown, never a guess', () => {
    const until = { ...CALENDAR_2026, coversTo: '2026-09-03' };
    const event = fileFeedback(filing(), office('H41.14', until), FILED_AT);
    expect(event).toMatchObject({ feedback: { deadlines: { respondBy: undefined, forwardBy: undefined } } });
  });

  it('takes its code from the day in Vietnam, with as many digits as it needs', () => {
    expect(feedbackCode(new Date('2026-08-27T17:00:00Z'), 7)).toBe('PAKN.20260828.0007');
    expect(feedbackCode(at('08-27 23:59'), 12_345)).toBe('PAKN.20260827.12345');
    expect(feedbackCode(at('08-27 23:59'), 1_000_000)).toBe('PAKN.20260827.1000000');
  });
});
