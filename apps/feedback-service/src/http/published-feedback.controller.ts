import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  DomainError,
  ListPublishedFeedbackQuery,
  PublishedFeedbackPage,
  PublishedFeedbackView,
} from '@motcua/contracts';
import { Public, ProblemResponses } from '@motcua/platform';
import { PublishedFeedbacks } from '../application/ports.js';
import { publishedFeedbackView } from './presenters.js';

@ApiTags('Published feedback')
@Controller('published-feedback')
export class PublishedFeedbackController {
  constructor(@Inject(PublishedFeedbacks) private readonly published: PublishedFeedbacks) {}

  @Get()
  @Public()
  @ApiOperation({
    operationId: 'listPublishedFeedback',
    summary: 'Published feedback and answers',
    description: 'Public, without a token; latest published first.',
  })
  @ApiOkResponse({ type: PublishedFeedbackPage })
  @ProblemResponses(400)
  async list(@Query() query: ListPublishedFeedbackQuery): Promise<PublishedFeedbackPage> {
    const { cursor, limit = 50, ...filter } = query;
    const page = await this.published.list(filter, { cursor, limit });
    return { ...page, items: page.items.map(publishedFeedbackView) };
  }

  @Get(':code')
  @Public()
  @ApiParam({ name: 'code', description: 'Code of the feedback', example: 'PAKN.20260828.0001' })
  @ApiOperation({
    operationId: 'getPublishedFeedback',
    summary: 'One published feedback',
    description: 'Public, without a token. One that is not published is as absent as one that does not exist.',
  })
  @ApiOkResponse({ type: PublishedFeedbackView })
  @ProblemResponses(400, 404)
  async one(@Param('code') code: string): Promise<PublishedFeedbackView> {
    const found = await this.published.find(code);
    if (found) return publishedFeedbackView(found);
    throw new DomainError({
      kind: 'not-found',
      code: 'published-feedback.not-found',
      message: {
        vi: 'Không có phản ánh, kiến nghị nào mang mã này đã được công khai.',
        en: 'No feedback with this code is published.',
      },
    });
  }
}
