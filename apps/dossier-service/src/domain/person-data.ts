import {
  DATA_FLAGS,
  DomainError,
  identityError,
  unusableFields,
  type DataProblemField,
  type FieldError,
  type RecordedPerson,
  type SubjectType,
} from '@motcua/contracts';
import { PERSON_ROLES, type KnownPersons, type PersonRole } from './intake-correction.js';

/** A field of a person that another system recorded and nobody can use as it is, such as `applicant.phone`. */
export type DataProblem = `${PersonRole}.${DataProblemField}`;

/** The flag of a problem, as history and lists show it. */
export function dataFlag(problem: DataProblem): (typeof DATA_FLAGS)[DataProblemField] {
  return DATA_FLAGS[problem.split('.')[1] as DataProblemField];
}

/** What of an applicant that another system has already taken has to be corrected by somebody. */
export function dataProblemsOf(subjectType: SubjectType, applicant: RecordedPerson | undefined): DataProblem[] {
  return applicant ? unusableFields(subjectType, applicant).map((field) => `applicant.${field}` as const) : [];
}

/**
 * Live intake takes no number that is of no paper: the nation knows a citizen by it.
 * @param roles whose numbers to examine
 * @throws DomainError `invalid` `dossier.identity-number`
 */
export function expectIdentities(
  subjectType: SubjectType,
  persons: KnownPersons,
  roles: readonly PersonRole[] = PERSON_ROLES,
): void {
  const fields = roles.flatMap((role): FieldError[] => {
    const { identityNumber, identityType } = persons[role] ?? {};
    // Whoever represents an organisation is a person.
    const wrong = identityError(role === 'applicant' ? subjectType : 'CITIZEN', {
      identityNumber,
      identityType: identityType as RecordedPerson['identityType'],
    });
    return wrong ? [{ path: `${role}.${wrong.field}`, message: wrong.message }] : [];
  });
  if (fields.length === 0) return;
  throw new DomainError({
    kind: 'invalid',
    code: 'dossier.identity-number',
    message: { vi: 'Số giấy tờ chưa đúng.', en: 'The number of the paper is not valid.' },
    fields,
  });
}
