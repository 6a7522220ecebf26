import { DomainError, PERSON_FIELDS, type LocalizedText } from '@motcua/contracts';
import type { Dossier } from './dossier.js';
import type { IntakeCorrected } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { expectIdentities } from './person-data.js';
import { reopeningState } from './reopening.js';
import { inOrder } from './time-order.js';

export const PERSON_ROLES = ['applicant', 'representative'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];
export type PersonField = (typeof PERSON_FIELDS)[number];

/** The persons of a dossier in clear; they are kept apart from it. */
export type KnownPersons = { [R in PersonRole]?: { [F in PersonField]?: string | null } };

export interface Correction {
  field: `${PersonRole}.${PersonField}`;
  before?: string;
  after: string;
}

/** What is right instead, by person and field; what is absent stays. */
export interface IntakeCorrection extends KnownPersons {
  reason: string;
}

const CALLED: Record<PersonRole, LocalizedText> = {
  applicant: { vi: 'người nộp', en: 'applicant' },
  representative: { vi: 'người đại diện', en: 'representative' },
};

/** Whose these are is whose dossier it is. */
const IDENTITY: readonly PersonField[] = ['fullName', 'identityNumber'];

/**
 * The counter corrects what was mistyped of a person at intake, which everybody may ask of whoever keeps their data (Law
 * 91/2025/QH15 Art. 4). A correction never makes the dossier another person's: it adds no person, and it changes neither the
 * account nor anything that was settled at the opening, nor a date, nor the clock. A person with another name and another
 * number is another person: only one of the two may ever be replaced, and neither once the dossier is decided,
 * unless its result is to be corrected.
 * @param persons as they are now
 * @param replaced the fields that earlier corrections replaced
 * @throws DomainError once the dossier has ended; `precondition` `dossier.no-such-person` for a person whom it does not
 * have, `dossier.nothing-to-correct` where everything is as it should be already, `dossier.another-person`,
 * `dossier.identity-number` for a number that is of no paper.
 */
export function correctIntake(
  dossier: Dossier,
  persons: KnownPersons,
  replaced: readonly string[],
  { reason, ...right }: IntakeCorrection,
  now: Date,
): [IntakeCorrected] {
  const { to } = transition(dossier, 'correct-intake-data');
  const corrections = PERSON_ROLES.flatMap((role) => correctionsOf(role, persons[role], right[role] ?? {}));
  if (corrections.length === 0) {
    throw new DomainError({
      kind: 'precondition',
      code: 'dossier.nothing-to-correct',
      message: {
        vi: 'Không có thông tin nào khác với thông tin đang lưu; hãy nêu thông tin cần đính chính.',
        en: 'Nothing differs from what is kept. Name what is to be corrected.',
      },
    });
  }
  const renumbered = PERSON_ROLES.filter((role) =>
    corrections.some(({ field }) => field === `${role}.identityNumber` || field === `${role}.identityType`),
  );
  expectIdentities(dossier.subjectType, withCorrections(persons, corrections), renumbered);
  for (const role of PERSON_ROLES) {
    const identity = corrections.map(({ field }) => field).filter((field) => isIdentity(field, role));
    const ever = [...replaced, ...replacedIn(corrections)].filter((field) => isIdentity(field, role));
    const decided = dossier.status === 'RESOLVED' && !isToCorrect(dossier);
    if (identity.length > 0 && (decided || new Set(ever).size > 1)) throw anotherPerson(role, identity);
  }
  return [{ type: 'intake-corrected', at: inOrder(dossier, now), status: to, reason, corrections }];
}

/** A wrong result may be wrong because of a mistyped name (ADR 126). */
function isToCorrect({ ending }: Dossier): boolean {
  return ending?.reopening !== undefined && reopeningState(ending.reopening) === 'TO_CORRECT';
}

function withCorrections(persons: KnownPersons, corrections: readonly Correction[]): KnownPersons {
  const after = structuredClone(persons);
  for (const { field, after: right } of corrections) {
    const [role, name] = field.split('.') as [PersonRole, PersonField];
    after[role] = { ...after[role], [name]: right };
  }
  return after;
}

/** What was corrected, with the paper of a number as part of the number. */
export function correctedFields({ corrections }: Pick<IntakeCorrected, 'corrections'>): string[] {
  return [...new Set(corrections.map(({ field }) => field.replace('.identityType', '.identityNumber')))];
}

/** The fields that held something else before. */
export function replacedIn(corrections: readonly Correction[]): Correction['field'][] {
  return corrections.filter(({ before }) => before !== undefined).map(({ field }) => field);
}

/**
 * The persons as they were before some corrections: what was issued with their data stays as it was issued.
 * @param later the corrections since then, oldest first
 */
export function beforeCorrections<P extends KnownPersons>(persons: P, later: readonly Correction[]): P {
  const before = structuredClone(persons);
  for (const { field, before: was } of [...later].reverse()) {
    const [role, name] = field.split('.') as [PersonRole, PersonField];
    const person = before[role];
    if (person) person[name] = was;
  }
  return before;
}

/** Whether a field says who a person is. */
export function isIdentity(field: string, role?: PersonRole): boolean {
  const [of, name] = field.split('.');
  return IDENTITY.includes(name as PersonField) && (role === undefined || of === role);
}

function correctionsOf(
  role: PersonRole,
  before: KnownPersons[PersonRole],
  right: NonNullable<KnownPersons[PersonRole]>,
): Correction[] {
  return PERSON_FIELDS.flatMap((field) => {
    const after = right[field];
    if (!after) return [];
    if (!before) throw noSuchPerson(role);
    const was = before[field] ?? undefined;
    return was === after ? [] : [{ field: `${role}.${field}` as const, before: was, after }];
  });
}

function anotherPerson(role: PersonRole, fields: readonly string[]): DomainError {
  const { vi, en } = CALLED[role];
  return new DomainError({
    kind: 'precondition',
    code: 'dossier.another-person',
    message: {
      vi: `Thay cả họ tên và số định danh của ${vi} là đổi sang người khác; sau khi có kết quả thì không đính chính được. Hãy nộp hồ sơ mới.`,
      en: `Replacing both the name and the number makes the ${en} another person, and neither can be corrected after the decision. Submit a new dossier.`,
    },
    fields: fields.map((path) => ({ path, message: { vi: 'không thay được nữa', en: 'cannot be replaced any more' } })),
  });
}

function noSuchPerson(role: PersonRole): DomainError {
  const { vi, en } = CALLED[role];
  return new DomainError({
    kind: 'precondition',
    code: 'dossier.no-such-person',
    message: {
      vi: `Hồ sơ không có ${vi}; đính chính không thêm người vào hồ sơ.`,
      en: `The dossier has no ${en}, and a correction cannot add one.`,
    },
    fields: [{ path: role, message: { vi: 'không có trong hồ sơ', en: 'is not on the dossier' } }],
  });
}
