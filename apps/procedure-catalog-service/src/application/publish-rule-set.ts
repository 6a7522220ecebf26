import type { PublishRuleSetRequest } from '@motcua/contracts';
import { Clock, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { nextRuleSet, type RuleSetDefinition } from '../domain/versioned.js';
import { RuleSets, type Published } from './ports.js';

@Injectable()
export class PublishRuleSet {
  constructor(
    private readonly ruleSets: RuleSets,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the latest version; nothing is announced when the request says the same as it.
   * @throws DomainError by the rules of `nextRuleSet`.
   */
  execute(command: Command<PublishRuleSetRequest> & { id: string }): Promise<Published<RuleSetDefinition>> {
    const { id, input } = command;
    return this.ruleSets.publish({ ...command, operation: `publishRuleSet:${id}` }, (latest) => {
      const definition = nextRuleSet(id, input, latest);
      return definition && { at: this.clock.now(), definition };
    });
  }
}
