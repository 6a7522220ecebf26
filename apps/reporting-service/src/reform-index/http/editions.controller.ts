import {
  Edition,
  EditionDifferenceList,
  EditionDifferenceQuery,
  EditionList,
  EditionView,
  PublishEditionRequest,
} from '@motcua/contracts';
import {
  AcceptsIdempotencyKey,
  AcceptsIfNoneMatch,
  CurrentCaller,
  IdempotencyKey,
  invalidRequest,
  isKnownTo,
  ProblemResponses,
  RequestExample,
  Roles,
  sendTagged,
  TaggedReading,
  type Caller,
} from '@motcua/platform';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CompareEditions } from '../application/compare-editions.js';
import { DraftEdition } from '../application/draft-edition.js';
import { Editions, type EditionHead } from '../application/editions.js';
import { PublishEdition } from '../application/publish-edition.js';
import { ReviseEdition } from '../application/revise-edition.js';
import { statusOf, type AsRead } from '../domain/kept-edition.js';
import { CodeParam, EditionCodePipe } from './edition-code.js';
import { DRAFT_EDITION, PUBLISH_EDITION } from './examples.js';

const AcceptsHash = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of the draft that you read; 409 if it has changed since',
    schema: { type: 'string' },
  });

const RequiresHash = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The ETag of the draft that you read; 400 without one, 409 if the draft has changed since',
    schema: { type: 'string', example: '"0f3a6b1de9c2a7d4550b8c1f6e92d3074b5a8c9e1f20364758697a8b9cadbecf"' },
  });

const asReadBy =
  (ifMatch: string | undefined): AsRead =>
  (hash) =>
    ifMatch === undefined || isKnownTo(ifMatch, hash);

/** What is published stays for ever, so the publisher says which text they have read; `*` would be any. */
function asSurelyReadBy(ifMatch: string | undefined): AsRead {
  if (ifMatch !== undefined && !['', '*'].includes(ifMatch.trim())) return asReadBy(ifMatch);
  throw invalidRequest([
    {
      path: 'If-Match',
      code: 'etag',
      message: {
        vi: 'phải là ETag của bản dự thảo mà bạn đã đọc',
        en: 'must be the ETag of the draft that you read',
      },
    },
  ]);
}

@ApiTags('Reform index')
@Controller('reform-index/editions')
@Roles('agency-head', 'procedure-control', 'operations', 'reform-office')
export class EditionsController {
  constructor(
    private readonly editions: Editions,
    private readonly draftEdition: DraftEdition,
    private readonly reviseEdition: ReviseEdition,
    private readonly publishEdition: PublishEdition,
    private readonly compareEditions: CompareEditions,
  ) {}

  @Get()
  @TaggedReading()
  @ApiOperation({
    operationId: 'listEditions',
    summary: 'List the editions of the reform index',
    description:
      'Drafts, published and superseded ones, without their content. That an edition comes with the service puts it in force nowhere.',
  })
  @ApiOkResponse({ type: EditionList, description: 'The editions' })
  @ProblemResponses(401, 403, 503)
  async list(): Promise<EditionList> {
    return { items: (await this.editions.list()).map(editionView) };
  }

  @Post()
  @Roles('reform-office')
  @RequestExample(Edition, DRAFT_EDITION)
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'draftEdition',
    summary: 'Draft an edition',
    description:
      'The whole edition, as GET answers it, with a new code. Only its shape is checked: sums may be unfinished until it is published.',
  })
  @ApiCreatedResponse({ type: EditionView, description: 'The draft' })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 503)
  async draft(
    @Body() input: Edition,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<EditionView> {
    return editionView(await this.draftEdition.execute({ caller, idempotencyKey, input }));
  }

  @Get(':code')
  @CodeParam()
  @AcceptsIfNoneMatch()
  @ApiOperation({
    operationId: 'getEdition',
    summary: 'Read an edition',
    description:
      'Its content alone, so that it can be sent back as a draft with a new code. The ETag is its hash: SHA-256 of the content as canonical JSON. A published edition never changes.',
  })
  @ApiOkResponse({ type: Edition, description: 'The edition' })
  @ProblemResponses(400, 401, 403, 404, 503)
  async get(
    @Param('code', EditionCodePipe) code: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, hash } = await this.editions.get(code);
    await sendTagged(reply, ifNoneMatch, { tag: hash, text: JSON.stringify(edition) });
  }

  @Put(':code')
  @Roles('reform-office')
  @CodeParam('bo-tieu-chi-2027')
  @RequestExample(Edition, DRAFT_EDITION)
  @AcceptsIdempotencyKey()
  @AcceptsHash()
  @ApiOperation({
    operationId: 'reviseEdition',
    summary: 'Write a draft of an edition again',
    description:
      'The whole edition. What is published never changes: draft an edition with another code that takes its place.',
  })
  @ApiOkResponse({ type: EditionView, description: 'The draft' })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 503)
  async revise(
    @Param('code', EditionCodePipe) code: string,
    @Body() input: Edition,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<EditionView> {
    const asRead = asReadBy(ifMatch);
    return editionView(await this.reviseEdition.execute({ caller, idempotencyKey, code, input, asRead }));
  }

  @Post(':code/publication')
  @HttpCode(200)
  @Roles('reform-office')
  @CodeParam('bo-tieu-chi-2027')
  @RequestExample(PublishEditionRequest, PUBLISH_EDITION)
  @AcceptsIdempotencyKey()
  @RequiresHash()
  @ApiOperation({
    operationId: 'publishEdition',
    summary: 'Publish an edition',
    description:
      'It is checked as a whole, and every fault is named by its path. From then on it never changes, so `If-Match` names the text that you have read. Where it takes the place of another one, name that one: of the same kind, published, and without a successor.',
  })
  @ApiOkResponse({ type: EditionView, description: 'The published edition' })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  async publish(
    @Param('code', EditionCodePipe) code: string,
    @Body() input: PublishEditionRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<EditionView> {
    const asRead = asSurelyReadBy(ifMatch);
    return editionView(await this.publishEdition.execute({ caller, idempotencyKey, code, input, asRead }));
  }

  @Get(':code/difference')
  @TaggedReading()
  @CodeParam()
  @ApiOperation({
    operationId: 'getEditionDifference',
    summary: 'Compare two editions',
    description:
      'Everything in which an edition differs from another one, by path. The order of groups and nodes is no difference.',
  })
  @ApiOkResponse({ type: EditionDifferenceList, description: 'The differences' })
  @ProblemResponses(400, 401, 403, 404, 503)
  async difference(
    @Param('code', EditionCodePipe) code: string,
    @Query() { from }: EditionDifferenceQuery,
  ): Promise<EditionDifferenceList> {
    return { items: await this.compareEditions.execute({ from, code }) };
  }
}

function editionView(head: EditionHead): EditionView {
  const { edition, hash, drafted, published, supersedes, supersededBy } = head;
  return {
    ...edition,
    status: statusOf(head),
    hash,
    draftedAt: drafted.at.toISOString(),
    draftedBy: drafted.by,
    publishedAt: published?.at.toISOString(),
    publishedBy: published?.by,
    supersedes,
    supersededBy,
  };
}
