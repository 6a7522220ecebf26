import { Instant, Integer, NestedList, OneOf, Text, TextList } from '../../fields/field.js';

export const EVERYDAY_PHRASE_SOURCES = ['SHIPPED', 'PROVINCE'] as const;

/** Words of every day and the words of the catalog that a person means by them. */
class EverydayPhrase {
  @Text({ description: 'As people type it', maxLength: 60, example: 'giấy đi đường' }) phrase: string;
  @TextList({
    description:
      'As the names of procedures say it; the search takes any of them beside the phrase itself. Empty: the phrase means only itself, whatever is shipped for it',
    maxItems: 5,
    maxLength: 120,
    example: ['giấy thông hành'],
  })
  means: string[];
}

export class SetEverydayPhraseRequest extends EverydayPhrase {
  @Integer({ description: 'Revision that this was made from', optional: true, minimum: 0, example: 0 })
  expectedRevision?: number;
}

export class EverydayPhraseView extends EverydayPhrase {
  @Integer({ description: 'How often the province has set it', minimum: 0, example: 1 }) revision: number;
  @OneOf(EVERYDAY_PHRASE_SOURCES, {
    description: 'Shipped with this version, or set by the province, which goes first',
    enumName: 'EverydayPhraseSource',
    example: 'PROVINCE',
  })
  source: (typeof EVERYDAY_PHRASE_SOURCES)[number];
  @Instant({ description: 'When the province set it', optional: true }) setAt?: Date;
}

export class EverydayPhraseList {
  @NestedList(() => EverydayPhraseView, { description: 'By phrase', maxItems: 10_000 }) items: EverydayPhraseView[];
}
