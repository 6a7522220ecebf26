import { DomainError, type EditionStatus, type FieldError, type LocalizedText } from '@motcua/contracts';
import { requireWhole } from './check-edition.js';
import type { Edition } from './edition.js';

export interface Stamp {
  at: Date;
  /** The account. */
  by: string;
}

/** An edition as it is kept, with who wrote and who published it. */
export interface KeptEdition {
  edition: Edition;
  /** SHA-256 of the edition as canonical JSON, in hexadecimal. */
  hash: string;
  drafted: Stamp;
  /** From then on it never changes. */
  published?: Stamp;
  /** Code of the edition that it takes the place of. */
  supersedes?: string;
  /** Code of the edition that takes its place. */
  supersededBy?: string;
}

/** What somebody wrote. */
export type Draft = Pick<KeptEdition, 'edition' | 'hash' | 'drafted'>;

/** Whether the hash is the one that the caller has read. */
export type AsRead = (hash: string) => boolean;

export function statusOf({ published, supersededBy }: Pick<KeptEdition, 'published' | 'supersededBy'>): EditionStatus {
  if (!published) return 'DRAFT';
  return supersededBy === undefined ? 'PUBLISHED' : 'SUPERSEDED';
}

/** @throws DomainError `edition.exists` */
export function newDraft(known: KeptEdition | undefined, draft: Draft): KeptEdition {
  if (!known) return draft;
  const { code } = draft.edition;
  throw conflict(
    'edition.exists',
    `Đã có bộ tiêu chí mang mã ${code}. Hãy dùng mã khác, hoặc sửa bản dự thảo ấy.`,
    `There is an edition with the code ${code}. Use another code, or write that draft again.`,
  );
}

/** @throws DomainError `edition.not-found`, `edition.published`, `edition.changed-meanwhile` */
export function writtenAgain(known: KeptEdition | undefined, draft: Draft, asRead: AsRead): KeptEdition {
  draftOf(known, asRead);
  return draft;
}

/**
 * A draft becomes what units are scored by. It is checked as a whole, and it takes the place of one that is in use: of the same kind,
 * or a set of criteria would be replaced by something that measures nothing of it; and of one that has no successor yet, or two
 * sets would claim the same place.
 * @param replaced the edition with the code `supersedes`
 * @throws DomainError `index.edition-faulty`, and as `writtenAgain`; `edition.not-to-supersede`, `edition.superseded`
 */
export function published(
  known: KeptEdition | undefined,
  publication: { stamp: Stamp; asRead: AsRead; supersedes?: string; replaced?: KeptEdition },
): KeptEdition {
  const draft = draftOf(known, publication.asRead);
  requireWhole(draft.edition);
  const { supersedes, replaced, stamp } = publication;
  if (supersedes !== undefined) mayReplace(draft, supersedes, replaced);
  return { ...draft, published: stamp, supersedes };
}

function draftOf(known: KeptEdition | undefined, asRead: AsRead): KeptEdition {
  if (!known) throw editionNotFound();
  if (known.published) {
    throw conflict(
      'edition.published',
      'Bộ tiêu chí đã ban hành nên không sửa được nữa. Hãy soạn bộ mới với mã khác và ban hành thay bộ này.',
      'The edition is published and never changes. Draft one with another code, and publish it in the place of this one.',
    );
  }
  if (asRead(known.hash)) return known;
  throw conflict(
    'edition.changed-meanwhile',
    'Bản dự thảo đã thay đổi từ lúc bạn đọc. Hãy đọc lại rồi thực hiện.',
    'The draft has changed since you read it. Read it again, then retry.',
    [{ path: 'If-Match', message: { vi: 'không phải bản hiện tại', en: 'is not the present one' } }],
  );
}

function mayReplace(draft: KeptEdition, supersedes: string, replaced: KeptEdition | undefined): void {
  const wrong = whyNot(draft, replaced);
  if (wrong) {
    throw new DomainError({
      kind: 'precondition',
      code: 'edition.not-to-supersede',
      message: {
        vi: `Không thể ban hành thay bộ tiêu chí ${supersedes}: ${wrong.vi}.`,
        en: `The edition ${supersedes} cannot be superseded by this one: ${wrong.en}.`,
      },
      fields: [{ path: 'supersedes', message: wrong }],
    });
  }
  if (replaced!.supersededBy === undefined) return;
  throw conflict(
    'edition.superseded',
    `Bộ tiêu chí ${supersedes} đã được thay bằng ${replaced!.supersededBy}. Hãy nêu bộ ấy.`,
    `The edition ${supersedes} has been superseded by ${replaced!.supersededBy}. Name that one.`,
  );
}

function whyNot(draft: KeptEdition, replaced: KeptEdition | undefined): LocalizedText | undefined {
  if (!replaced) return { vi: 'không có bộ này', en: 'there is no such edition' };
  if (!replaced.published) return { vi: 'bộ này chưa ban hành', en: 'it is not published' };
  if (replaced.edition.kind !== draft.edition.kind) return { vi: 'hai bộ khác loại', en: 'it is of another kind' };
  return undefined;
}

export function editionNotFound(): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'edition.not-found',
    message: { vi: 'Không có bộ tiêu chí này.', en: 'The edition was not found.' },
  });
}

function conflict(code: string, vi: string, en: string, fields?: FieldError[]): DomainError {
  return new DomainError({ kind: 'conflict', code, message: { vi, en }, fields });
}
