import type { LocalizedText } from '@motcua/contracts';

/** One line of an import cannot be kept: where and why. The lines around it go on. */
export class LineRefusal extends Error {
  constructor(
    readonly code: string,
    readonly path: string | undefined,
    readonly text: LocalizedText,
  ) {
    super(text.en);
    this.name = 'LineRefusal';
  }
}
