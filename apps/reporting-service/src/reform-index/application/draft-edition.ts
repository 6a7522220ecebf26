import type { Edition } from '@motcua/contracts';
import { Clock, contentHash, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { newDraft } from '../domain/kept-edition.js';
import { readEdition } from '../domain/read-edition.js';
import { Editions, type EditionHead } from './editions.js';

@Injectable()
export class DraftEdition {
  constructor(
    private readonly editions: Editions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError by the rules of `readEdition` and `newDraft` */
  async execute(command: Command<Edition>): Promise<EditionHead> {
    const { caller, input } = command;
    const edition = readEdition(input);
    const drafted = { at: this.clock.now(), by: caller.subject };
    const head = await this.editions.change({ ...command, operation: 'draftEdition', code: input.code }, (known) =>
      newDraft(known, { edition, hash: contentHash(edition), drafted }),
    );
    return head!;
  }
}
