import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ListPublishedFeedbackQuery, PublishedFeedbackPage, PublishedFeedbackView } from '@motcua/contracts';
import { CodePipe, Public, ProblemResponses } from '@motcua/platform';
import { ListPublishedFeedback } from '../application/list-published-feedback.js';
import { ReadPublishedFeedback } from '../application/read-published-feedback.js';
import { publishedFeedbackView } from './presenters.js';

@ApiTags('Published feedback')
@Controller('published-feedback')
export class PublishedFeedbackController {
  constructor(
    private readonly listPublished: ListPublishedFeedback,
    private readonly readPublished: ReadPublishedFeedback,
  ) {}

  @Get()
  @Public()
  @ApiOperation({
    operationId: 'listPublishedFeedback',
    summary: 'List published feedback and answers',
    description: 'Public, without a token; latest published first.',
  })
  @ApiOkResponse({ type: PublishedFeedbackPage })
  @ProblemResponses(400)
  async list(@Query() query: ListPublishedFeedbackQuery): Promise<PublishedFeedbackPage> {
    const page = await this.listPublished.execute({ query });
    return { ...page, items: page.items.map(publishedFeedbackView) };
  }

  @Get(':code')
  @Public()
  @ApiParam({ name: 'code', description: 'Code of the feedback item', example: 'PAKN.20260828.0001' })
  @ApiOperation({
    operationId: 'getPublishedFeedback',
    summary: 'Read a published feedback item',
    description: 'Public, without a token. An unpublished item is reported as not found.',
  })
  @ApiOkResponse({ type: PublishedFeedbackView })
  @ProblemResponses(400, 404)
  async one(@Param('code', CodePipe) code: string): Promise<PublishedFeedbackView> {
    return publishedFeedbackView(await this.readPublished.execute({ code }));
  }
}
