import { DomainError } from '@motcua/contracts';

/** The same answer for a dossier that does not exist and one that is none of the caller's business. */
export function dossierNotFound(): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'dossier.not-found',
    message: { vi: 'Không tìm thấy hồ sơ.', en: 'There is no such dossier.' },
  });
}
