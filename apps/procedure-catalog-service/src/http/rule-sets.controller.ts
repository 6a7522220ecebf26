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
  TaggedReading,
} from '@motcua/platform';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CatalogReads } from '../application/catalog-reads.js';
import { PublishRuleSet } from '../application/publish-rule-set.js';
import { PUBLISH_RULE_SET } from './examples.js';
import { SlugParam, SlugPipe, VersionParam, VersionPipe } from './parameters.js';
import { publishedView } from './published-view.js';

const IdParam = (example = 'nd-118-2025'): MethodDecorator => SlugParam('Which rule set', example);

@ApiTags('Rule sets')
@Controller('rule-sets')
export class RuleSetsController {
  constructor(
    private readonly reads: CatalogReads,
    private readonly publishRuleSet: PublishRuleSet,
  ) {}

  @Get()
  @TaggedReading()
  @Public()
  @ApiOperation({
    operationId: 'listRuleSets',
    summary: 'List rule sets',
    description: 'Each in its latest version, or in the version in force on the given day.',
  })
  @ApiOkResponse({ type: RuleSetList })
  @ProblemResponses(400, 401, 503)
  async list(@Query() query: OnDateQuery): Promise<RuleSetList> {
    return { items: (await this.reads.listRuleSets(query.on)).map(publishedView) };
  }

  @Get(':id')
  @TaggedReading()
  @Public()
  @IdParam()
  @ApiOperation({
    operationId: 'getRuleSet',
    summary: 'Read a rule set in its latest version',
    description: 'As its event announced it.',
  })
  @ApiOkResponse({ type: RuleSetVersionView })
  @ProblemResponses(400, 401, 404, 503)
  async latest(@Param('id', SlugPipe) id: string): Promise<RuleSetVersionView> {
    return publishedView(await this.reads.getRuleSet(id));
  }

  @Get(':id/versions/:version')
  @TaggedReading()
  @Public()
  @IdParam()
  @VersionParam()
  @ApiOperation({
    operationId: 'getRuleSetVersion',
    summary: 'Read one version of a rule set',
    description: 'A version never changes: dossiers are stamped with it.',
  })
  @ApiOkResponse({ type: RuleSetVersionView })
  @ProblemResponses(400, 401, 404, 503)
  async version(
    @Param('id', SlugPipe) id: string,
    @Param('version', VersionPipe) version: number,
  ): Promise<RuleSetVersionView> {
    return publishedView(await this.reads.getRuleSet(id, version));
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
      'The legal parameters for dossiers received from a day on. If it equals the latest version, nothing is published and the answer is 200 with that version.',
  })
  @ApiCreatedResponse({ type: RuleSetVersionView })
  @ApiOkResponse({ type: RuleSetVersionView, description: 'The latest version is identical' })
  @ProblemResponses(400, 401, 403, 409, 415, 422, 503)
  async publish(
    @Param('id', SlugPipe) id: string,
    @Body() input: PublishRuleSetRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RuleSetVersionView> {
    const { latest, isNew } = await this.publishRuleSet.execute({ caller, idempotencyKey, id, input });
    void reply.status(isNew ? 201 : 200);
    return publishedView(latest);
  }
}
