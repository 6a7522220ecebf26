import { OnDateQuery, PublishRuleSetRequest, RuleSetList, RuleSetVersionView } from '@motcua/contracts';
import {
  CurrentCaller,
  IdempotencyKey,
  Public,
  Roles,
  type Caller,
  AcceptsIdempotencyKey,
  ProblemResponses,
  RequestExample,
} from '@motcua/platform';
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CatalogReads } from '../application/catalog-reads.js';
import { Catalog } from '../application/ports.js';
import { PublishRuleSet } from '../application/publish-rule-set.js';
import { PUBLISH_RULE_SET } from './examples.js';
import { SlugParam, SlugPipe, VersionParam, VersionPipe } from './parameters.js';

const IdParam = (example = 'nd-118-2025'): MethodDecorator => SlugParam('Which rule set', example);

@ApiTags('Rule sets')
@Controller('rule-sets')
export class RuleSetsController {
  constructor(
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(CatalogReads) private readonly reads: CatalogReads,
    @Inject(PublishRuleSet) private readonly publishRuleSet: PublishRuleSet,
  ) {}

  @Get()
  @Public()
  @ApiOperation({
    operationId: 'listRuleSets',
    summary: 'List rule sets',
    description: 'Each in its latest version; with a day, each in the version in force on it, if one is.',
  })
  @ApiOkResponse({ type: RuleSetList })
  @ProblemResponses(400, 401, 503)
  list(@Query() query: OnDateQuery): Promise<RuleSetList> {
    return this.reads.listRuleSets(query.on);
  }

  @Get(':id')
  @Public()
  @IdParam()
  @ApiOperation({
    operationId: 'getRuleSet',
    summary: 'Read a rule set in its latest version',
    description: 'As its event announced it.',
  })
  @ApiOkResponse({ type: RuleSetVersionView })
  @ProblemResponses(400, 401, 404, 503)
  latest(@Param('id', SlugPipe) id: string): Promise<RuleSetVersionView> {
    return this.reads.getRuleSet(id);
  }

  @Get(':id/versions/:version')
  @Public()
  @IdParam()
  @VersionParam()
  @ApiOperation({
    operationId: 'getRuleSetVersion',
    summary: 'Read one version of a rule set',
    description: 'A version never changes: it is what dossiers are stamped with.',
  })
  @ApiOkResponse({ type: RuleSetVersionView })
  @ProblemResponses(400, 401, 404, 503)
  version(
    @Param('id', SlugPipe) id: string,
    @Param('version', VersionPipe) version: number,
  ): Promise<RuleSetVersionView> {
    return this.reads.getRuleSet(id, version);
  }

  @Post(':id/versions')
  @RequestExample(PublishRuleSetRequest, PUBLISH_RULE_SET)
  @Roles('operations', 'procedure-control')
  @IdParam('thu-nghiem')
  @ApiBearerAuth()
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'publishRuleSet',
    summary: 'Publish the next version of a rule set',
    description:
      'What law decides about dossiers received from a day on. Saying the same as the latest version publishes nothing and answers 200 with that version.',
  })
  @ApiCreatedResponse({ type: RuleSetVersionView })
  @ApiOkResponse({ type: RuleSetVersionView, description: 'The latest version says the same' })
  @ProblemResponses(400, 401, 403, 409, 415, 422, 503)
  async publish(
    @Param('id', SlugPipe) id: string,
    @Body() body: PublishRuleSetRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RuleSetVersionView> {
    const request = { caller: caller.subject, operation: `publishRuleSet:${id}`, key, body };
    const answer = await this.catalog.once(request, async (stores) => {
      const { ruleSet, isNew } = await this.publishRuleSet.run(stores, id, body, caller.subject);
      return { status: isNew ? 201 : 200, body: ruleSet };
    });
    void reply.status(answer.status);
    return answer.body;
  }
}
