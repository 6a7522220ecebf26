import { DomainError, type PublishRuleSetRequest, type RuleSetVersionView } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { Inject, Injectable } from '@nestjs/common';
import { expectVersion, ruleSetProblems, sameDefinition } from '../domain/versioned.js';
import type { CatalogStores } from './ports.js';

/** Publishes the next version of a rule set, and announces it. */
@Injectable()
export class PublishRuleSet {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /**
   * @returns the version; the latest one, and nothing announced, when the request says the same as it.
   * @throws DomainError `conflict` when another version came in between, `precondition` with what contradicts itself.
   */
  async run(
    stores: CatalogStores,
    id: string,
    input: PublishRuleSetRequest,
    by: string,
  ): Promise<{ ruleSet: RuleSetVersionView; isNew: boolean }> {
    const latest = await stores.ruleSets.latest(id);
    const { expectedVersion, ...definition } = input;
    if (latest && sameDefinition(definition, latest)) return { ruleSet: latest, isNew: false };
    expectVersion('rule-set', latest?.version ?? 0, expectedVersion);
    const problems = ruleSetProblems(definition);
    if (problems.length > 0)
      throw new DomainError({
        kind: 'precondition',
        code: 'rule-set.invalid',
        message: { vi: 'Bộ quy tắc chưa đúng.', en: 'The rule set is not right so.' },
        fields: problems,
      });
    const version = (latest?.version ?? 0) + 1;
    const at = this.clock.now();
    await stores.ruleSets.append(id, version, definition, { at, by });
    await stores.announce([{ kind: 'RULE_SET_PUBLISHED', at, aggregateVersion: version, id, ruleSet: definition }]);
    return { ruleSet: { ...definition, id, version, publishedAt: at.toISOString(), publishedBy: by }, isNew: true };
  }
}
