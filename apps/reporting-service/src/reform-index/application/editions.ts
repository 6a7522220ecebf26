import type { Command } from '@motcua/platform';
import type { KeptEdition } from '../domain/kept-edition.js';

export interface EditionChange extends Command {
  /** What is asked for, with its target: part of the idempotency key. */
  operation: string;
  code: string;
  /** Another edition that the decision needs. */
  and?: string;
}

/** What is known of an edition besides its content. */
export type EditionHead = Omit<KeptEdition, 'edition'> & {
  edition: Pick<KeptEdition['edition'], 'code' | 'kind' | 'name'>;
};

/** Editions, which are primary: no rebuild of the reports reaches them. */
export abstract class Editions {
  /** By code. */
  abstract list(): Promise<EditionHead[]>;

  /** @throws DomainError `edition.not-found` */
  abstract get(code: string): Promise<KeptEdition>;

  /**
   * The only way to write an edition.
   * @param decide gets the edition with the code and the other one, which nobody else may write meanwhile, and says what the first is
   *   from now on; nothing: as it was
   * @returns the head as this change left it, also to a repetition
   */
  abstract change(
    change: EditionChange,
    decide: (known: KeptEdition | undefined, other: KeptEdition | undefined) => KeptEdition | undefined,
  ): Promise<EditionHead | undefined>;
}
