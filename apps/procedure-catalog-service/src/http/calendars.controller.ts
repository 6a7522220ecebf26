import { CalendarList, CalendarVersionView, PublishCalendarRequest } from '@motcua/contracts';
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
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CatalogReads } from '../application/catalog-reads.js';
import { PublishCalendar } from '../application/publish-calendar.js';
import { PUBLISH_CALENDAR } from './examples.js';
import { SlugParam, SlugPipe, VersionParam, VersionPipe } from './parameters.js';
import { publishedView } from './published-view.js';

const IdParam = (example = 'vn'): MethodDecorator => SlugParam('Which calendar', example);

@ApiTags('Calendars')
@Controller('calendars')
export class CalendarsController {
  constructor(
    private readonly reads: CatalogReads,
    private readonly publishCalendar: PublishCalendar,
  ) {}

  @Get()
  @TaggedReading()
  @Public()
  @ApiOperation({ operationId: 'listCalendars', summary: 'List calendars', description: 'Each in its latest version.' })
  @ApiOkResponse({ type: CalendarList })
  @ProblemResponses(401, 503)
  async list(): Promise<CalendarList> {
    const calendars = await this.reads.listCalendars();
    return {
      items: calendars.map(({ id, version, definition: { name, coversFrom, coversTo }, publishedAt }) => ({
        id,
        version,
        name,
        coversFrom,
        coversTo,
        publishedAt: publishedAt.toISOString(),
      })),
    };
  }

  @Get(':id')
  @TaggedReading()
  @Public()
  @IdParam()
  @ApiOperation({
    operationId: 'getCalendar',
    summary: 'Read a calendar in its latest version',
    description: 'As its event announced it; for a service whose copy has not arrived yet, too.',
  })
  @ApiOkResponse({ type: CalendarVersionView })
  @ProblemResponses(400, 401, 404, 503)
  async latest(@Param('id', SlugPipe) id: string): Promise<CalendarVersionView> {
    return publishedView(await this.reads.getCalendar(id));
  }

  @Get(':id/versions/:version')
  @TaggedReading()
  @Public()
  @IdParam()
  @VersionParam()
  @ApiOperation({
    operationId: 'getCalendarVersion',
    summary: 'Read one version of a calendar',
    description: 'A version never changes, so that a deadline can be computed again at any time.',
  })
  @ApiOkResponse({ type: CalendarVersionView })
  @ProblemResponses(400, 401, 404, 503)
  async version(
    @Param('id', SlugPipe) id: string,
    @Param('version', VersionPipe) version: number,
  ): Promise<CalendarVersionView> {
    return publishedView(await this.reads.getCalendar(id, version));
  }

  @Post(':id/versions')
  @RequestExample(PublishCalendarRequest, PUBLISH_CALENDAR)
  @Roles('operations', 'procedure-control')
  @IdParam('thu-bay')
  @ApiBearerAuth()
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'publishCalendar',
    summary: 'Publish the next version of a calendar',
    description:
      'Send the whole calendar, not a change to it. If it equals the latest version, nothing is published and the answer is 200 with that version.',
  })
  @ApiCreatedResponse({ type: CalendarVersionView })
  @ApiOkResponse({ type: CalendarVersionView, description: 'The latest version is identical' })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 422, 503)
  async publish(
    @Param('id', SlugPipe) id: string,
    @Body() input: PublishCalendarRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarVersionView> {
    const { latest, isNew } = await this.publishCalendar.execute({ caller, idempotencyKey, id, input });
    void reply.status(isNew ? 201 : 200);
    return publishedView(latest);
  }
}
