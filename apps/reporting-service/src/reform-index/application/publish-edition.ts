import type { PublishEditionRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { published, type AsRead } from '../domain/kept-edition.js';
import { Editions, type EditionHead } from './editions.js';

@Injectable()
export class PublishEdition {
  constructor(
    private readonly editions: Editions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError by the rules of `published` */
  async execute(command: Command<PublishEditionRequest> & { code: string; asRead: AsRead }): Promise<EditionHead> {
    const { caller, code, asRead } = command;
    const { supersedes } = command.input;
    const stamp = { at: this.clock.now(), by: caller.subject };
    const change = { ...command, operation: `publishEdition:${code}`, and: supersedes };
    const head = await this.editions.change(change, (known, replaced) =>
      published(known, { stamp, asRead, supersedes, replaced }),
    );
    return head!;
  }
}
