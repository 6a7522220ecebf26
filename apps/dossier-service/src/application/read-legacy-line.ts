import { createHash } from 'node:crypto';
import { DomainError, isBlank, LegacyDossierLine, mostValues, type FieldError } from '@motcua/contracts';
import { cleanInput, contentHash, readAs, type NdjsonLine } from '@motcua/platform';

/** A line that cannot be taken over, with a sentence for its sender. */
export class RefusedLineError extends Error {
  constructor(
    readonly code: string,
    readonly text: { vi: string; en: string },
    readonly legacyId?: string,
  ) {
    super(text.en);
  }
}

/** A line whose text is clean, not yet held to the contract. */
export interface CleanLine {
  content: Record<string, unknown>;
  legacyId: string | undefined;
  /** Of the line as it came, so that a later version that reads more or fewer fields still recognises it. */
  hash: Buffer;
}

/**
 * The object in a line, its text cleaned. Apart from `readLegacyLine`, because a line of two thousand steps takes long enough
 * to let others run in between.
 * @throws RefusedLineError
 */
export function cleanLegacyLine(line: NdjsonLine): CleanLine {
  if (line.unreadable) {
    throw line.unreadable === 'TOO_LONG'
      ? new RefusedLineError('line.too-long', { vi: 'Dòng quá dài.', en: 'The line is too long.' })
      : new RefusedLineError('line.not-utf8', { vi: 'Dòng không phải UTF-8.', en: 'The line is not UTF-8.' });
  }
  const parsed = parse(line.text.trim());
  const legacyId = typeof parsed['legacyId'] === 'string' ? parsed['legacyId'].slice(0, 200) : undefined;
  try {
    const content = cleanInput(parsed, '', mostValues(LegacyDossierLine)) as Record<string, unknown>;
    return { content, legacyId, hash: createHash('sha256').update(contentHash(content)).digest() };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw invalid(error.fields, legacyId);
  }
}

/**
 * A legacy dossier as its line says, held to the contract.
 * @throws RefusedLineError
 */
export function readLegacyLine({ content, legacyId }: CleanLine): LegacyDossierLine {
  const { instance: record, wrong } = readAs(LegacyDossierLine, withoutBlanks(content) as object, 'are-kept');
  if (wrong.length > 0) throw invalid(wrong, legacyId);
  if (record.outcome && !record.endedAt) {
    throw new RefusedLineError(
      'line.outcome-without-end',
      { vi: 'Có outcome thì phải có endedAt.', en: 'An outcome requires endedAt.' },
      legacyId,
    );
  }
  return record;
}

/** Old systems fill unknown fields with blanks: a field that shows nothing counts as absent. */
function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (value === null || typeof value !== 'object') return value;
  const shown = Object.entries(value).filter(([, member]) => typeof member !== 'string' || !isBlank(member));
  return Object.fromEntries(shown.map(([name, member]) => [name, withoutBlanks(member)]));
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Refused below without the parser's message, which repeats a piece of the line and may name people.
  }
  throw new RefusedLineError('line.not-json', {
    vi: 'Dòng không phải một đối tượng JSON.',
    en: 'The line is not a JSON object.',
  });
}

function invalid(fields: FieldError[], legacyId: string | undefined): RefusedLineError {
  const sentence = (of: 'vi' | 'en'): string =>
    fields
      .slice(0, 10)
      .map((field) => `${field.path}: ${field.message[of]}`)
      .join('; ')
      .slice(0, 2_000);
  return new RefusedLineError('line.invalid', { vi: sentence('vi'), en: sentence('en') }, legacyId);
}
