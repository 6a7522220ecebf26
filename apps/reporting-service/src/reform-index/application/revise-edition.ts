import { DomainError, type Edition } from '@motcua/contracts';
import { Clock, contentHash, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { writtenAgain, type AsRead } from '../domain/kept-edition.js';
import { readEdition } from '../domain/read-edition.js';
import { Editions, type EditionHead } from './editions.js';

@Injectable()
export class ReviseEdition {
  constructor(
    private readonly editions: Editions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `edition.other-code`, and by the rules of `readEdition` and `writtenAgain` */
  async execute(command: Command<Edition> & { code: string; asRead: AsRead }): Promise<EditionHead> {
    const { caller, code, input, asRead } = command;
    if (input.code !== code) throw otherCode(code);
    const edition = readEdition(input);
    const drafted = { at: this.clock.now(), by: caller.subject };
    const head = await this.editions.change({ ...command, operation: `reviseEdition:${code}` }, (known) =>
      writtenAgain(known, { edition, hash: contentHash(edition), drafted }, asRead),
    );
    return head!;
  }
}

function otherCode(code: string): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'edition.other-code',
    message: {
      vi: `Mã trong nội dung khác mã ${code} của địa chỉ. Bộ tiêu chí có mã khác phải soạn mới.`,
      en: `The content has another code than ${code} of the address. An edition with another code is drafted anew.`,
    },
    fields: [{ path: 'code', message: { vi: `phải là ${code}`, en: `must be ${code}` } }],
  });
}
