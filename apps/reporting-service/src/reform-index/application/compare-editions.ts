import { Injectable } from '@nestjs/common';
import { differencesOf, type EditionDifference } from '../domain/analysis.js';
import { Editions } from './editions.js';

@Injectable()
export class CompareEditions {
  constructor(private readonly editions: Editions) {}

  /** @throws DomainError `edition.not-found` for either */
  async execute({ from, code }: { from: string; code: string }): Promise<EditionDifference[]> {
    const [before, after] = await Promise.all([this.editions.get(from), this.editions.get(code)]);
    return differencesOf(before.edition, after.edition);
  }
}
