import { createHash } from 'node:crypto';
import { DomainError, LegacyDossierLine, type FieldError } from '@motcua/contracts';
import { cleanInput, fieldErrors, contentHash } from '@motcua/platform';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

/** A line of an import as it came: its text, or why it could not be read. */
export type RawLine = { number: number } & ({ text: string } | { unreadable: 'TOO_LONG' | 'NOT_UTF8' });

/** A line that cannot be taken over, with a sentence for whoever sent it. */
export class RefusedLineError extends Error {
  constructor(
    readonly code: string,
    readonly text: { vi: string; en: string },
    readonly legacyId?: string,
  ) {
    super(text.en);
  }
}

export interface ReadLine {
  record: LegacyDossierLine;
  hash: Buffer;
}

/**
 * A legacy dossier as its line says, held to the contract.
 * @throws RefusedLineError
 */
export function readLegacyLine(line: RawLine): ReadLine {
  if ('unreadable' in line) {
    throw line.unreadable === 'TOO_LONG'
      ? new RefusedLineError('line.too-long', { vi: 'Dòng quá dài.', en: 'The line is too long.' })
      : new RefusedLineError('line.not-utf8', { vi: 'Dòng không phải UTF-8.', en: 'The line is not UTF-8.' });
  }
  const content = parsed(line.text);
  const legacyId = typeof content['legacyId'] === 'string' ? content['legacyId'].slice(0, 200) : undefined;
  let cleaned: Record<string, unknown>;
  try {
    cleaned = cleanInput(content) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw invalid(error.fields, legacyId);
  }
  const record = plainToInstance(LegacyDossierLine, cleaned);
  const errors = validateSync(record, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  if (errors.length > 0) throw invalid(fieldErrors(errors), legacyId);
  if (record.outcome && !record.endedAt) {
    throw new RefusedLineError(
      'line.outcome-without-end',
      { vi: 'Có outcome thì phải có endedAt.', en: 'An outcome needs endedAt.' },
      legacyId,
    );
  }
  return { record, hash: createHash('sha256').update(contentHash(cleaned)).digest() };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below: where exactly JSON breaks would repeat a piece of the line, which may name people.
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
