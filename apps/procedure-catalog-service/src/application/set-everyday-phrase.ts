import type { SetEverydayPhraseRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { checkedPhrase, phraseKey } from '../domain/everyday-phrases.js';
import { expectUnchanged } from '../domain/refusals.js';
import { EverydayPhrases, type ProvincesPhrase } from './ports.js';

@Injectable()
export class SetEverydayPhrase {
  constructor(
    private readonly phrases: EverydayPhrases,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `everyday-phrase.invalid` for a phrase without words, or one that names a procedure by its code;
   * `everyday-phrase.changed-meanwhile`
   */
  execute(command: Command<SetEverydayPhraseRequest>): Promise<ProvincesPhrase> {
    const phrase = checkedPhrase(command.input);
    const change = { ...command, operation: `setEverydayPhrase:${phraseKey(phrase.phrase)}` };
    return this.phrases.set(change, phrase, (revision) => {
      expectUnchanged('everyday-phrase', 'revision', revision, command.input.expectedRevision);
      return { ...phrase, revision: revision + 1, setAt: this.clock.now() };
    });
  }
}
