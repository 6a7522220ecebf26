import { after, aDossier, lived, evolved, told } from '../testing/example-dossiers.js';
import { local } from '../testing/reference-data.js';
import { beforeCorrections, correctIntake, type Correction, type IntakeCorrection } from './intake-correction.js';

const an = { fullName: 'Nguyễn Văn An', identityNumber: '040090000001', phone: '0912345687' };
const persons = { applicant: an };
const at = local('2026-08-20 11:00');
const waiting = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['request-supplement', '2026-08-20 10:00'],
);
const asking = (input: Omit<IntakeCorrection, 'reason'>) =>
  aDossier
    .given(...waiting)
    .when((dossier) => correctIntake(dossier, persons, [], { ...input, reason: 'gõ nhầm' }, at));

describe('Correcting what was mistyped at intake', () => {
  it('says what was there and what is right, field by field, and why', () => {
    asking({ applicant: { phone: '0912345678', address: '12 Lê Lợi' } }).then({
      type: 'intake-corrected',
      at,
      status: 'WAITING_SUPPLEMENT',
      reason: 'gõ nhầm',
      corrections: [
        { field: 'applicant.phone', before: '0912345687', after: '0912345678' },
        { field: 'applicant.address', before: undefined, after: '12 Lê Lợi' },
      ],
    });
  });

  it('leaves out what is right already', () => {
    const [event] = correctIntake(
      after(waiting),
      persons,
      [],
      { applicant: { ...an, fullName: 'Nguyễn Văn Ân' }, reason: 'gõ nhầm' },
      at,
    );
    expect(event.corrections.map(({ field }) => field)).toEqual(['applicant.fullName']);
  });

  it('is refused where nothing differs, or nothing is said', () => {
    asking({ applicant: an }).thenRefused('dossier.nothing-to-correct');
    asking({}).thenRefused('dossier.nothing-to-correct');
    asking({ applicant: { phone: null } }).thenRefused('dossier.nothing-to-correct');
  });

  it('corrects a representative, and adds none', () => {
    const representative = { fullName: 'Trần Thị Bin' };
    const right = { representative: { fullName: 'Trần Thị Bình' } };
    const [event] = correctIntake(
      after(waiting),
      { ...persons, representative },
      [],
      { ...right, reason: 'gõ nhầm' },
      at,
    );
    expect(event.corrections).toEqual([
      { field: 'representative.fullName', before: 'Trần Thị Bin', after: 'Trần Thị Bình' },
    ]);
    asking(right).thenRefused('dossier.no-such-person');
  });

  it('changes nothing else of the dossier: not whose it is, no date, no clock', () => {
    const before = after(waiting);
    const [event] = correctIntake(before, persons, [], { applicant: { phone: '0912345678' }, reason: 'gõ nhầm' }, at);
    expect(evolved(before, event)).toEqual({
      ...before,
      version: before.version + 1,
      announced: before.announced + 1,
      lastEventAt: at,
    });
  });

  it('tells others which fields, and nothing of what stands in them or was written', () => {
    const before = after(waiting);
    const [event] = correctIntake(before, persons, [], { applicant: { phone: '0912345678' }, reason: 'gõ nhầm' }, at);
    const published = told(event, evolved(before, event));
    expect(published).toMatchObject({ fields: ['applicant.phone'] });
    expect(JSON.stringify(published)).not.toMatch(/09123456|gõ nhầm/);
  });

  it('is over once the dossier has ended', () => {
    aDossier
      .given(...lived(['submit', '2026-08-20 09:00'], ['refuse', '2026-08-20 09:30']))
      .when((dossier) => correctIntake(dossier, persons, [], { applicant: { phone: '0912345678' }, reason: 'x' }, at))
      .thenRefused('dossier.not-in-state');
  });

  it('may replace the name or the number, also repeatedly, and never both: that is another person', () => {
    const name = { fullName: 'Nguyễn Văn Ân' };
    const number = { identityNumber: '040090000002' };
    const correcting = (applicant: object, replaced: string[]) =>
      aDossier
        .given(...waiting)
        .when((dossier) => correctIntake(dossier, persons, replaced, { applicant, reason: 'gõ nhầm' }, at));
    correcting({ ...name, ...number }, []).thenRefused('dossier.another-person');
    correcting(number, ['applicant.fullName']).thenRefused('dossier.another-person');
    correcting(name, ['applicant.identityNumber']).thenRefused('dossier.another-person');
    for (const replaced of [[], ['applicant.fullName'], ['applicant.phone', 'representative.identityNumber']]) {
      expect(correctIntake(after(waiting), persons, replaced, { applicant: name, reason: 'gõ nhầm' }, at)).toHaveLength(
        1,
      );
    }
  });

  it('adds a number that was missing, together with a corrected name', () => {
    const known = { applicant: { fullName: 'Nguyễn Văn An' } };
    const right = { fullName: 'Nguyễn Văn Ân', identityNumber: '040090000001' };
    expect(correctIntake(after(waiting), known, [], { applicant: right, reason: 'gõ nhầm' }, at)).toHaveLength(1);
  });

  it('changes neither name nor number once the dossier is decided, but still a telephone number', () => {
    const decided = after(
      lived(
        ['submit', '2026-08-20 09:00'],
        ['accept', '2026-08-20 09:15'],
        ['forward', '2026-08-20 09:30'],
        ['complete-step', '2026-08-20 09:40'],
        ['complete-step', '2026-08-20 09:50'],
        ['resolve', '2026-08-20 10:00'],
      ),
    );
    const correcting = (applicant: object) => correctIntake(decided, persons, [], { applicant, reason: 'gõ nhầm' }, at);
    expect(() => correcting({ fullName: 'Trần Thị Bình' })).toThrow('another person');
    const without = { applicant: { fullName: 'Nguyễn Văn An' } };
    const adding = { applicant: { identityNumber: '040090000002' }, reason: 'gõ thiếu' };
    expect(() => correctIntake(decided, without, [], adding, at)).toThrow('another person');
    expect(correcting({ phone: '0912345678' })).toHaveLength(1);
  });
});

describe('What was issued before some corrections', () => {
  const persons = { applicant: { fullName: 'Nguyễn Văn An', phone: '3', address: '14 Lê Lợi' } };
  const later: Correction[] = [
    { field: 'applicant.phone', before: '1', after: '2' },
    { field: 'applicant.address', after: '14 Lê Lợi' },
    { field: 'applicant.phone', before: '2', after: '3' },
  ];

  it('keeps the data of that moment, however often they were corrected since', () => {
    expect(beforeCorrections(persons, later)).toEqual({
      applicant: { fullName: 'Nguyễn Văn An', phone: '1', address: undefined },
    });
    expect(persons.applicant.phone).toBe('3');
  });

  it('is what is kept now, where nothing was corrected', () => {
    expect(beforeCorrections(persons, [])).toEqual(persons);
  });
});
