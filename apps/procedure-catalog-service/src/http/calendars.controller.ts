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
} from '@motcua/platform';
import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CatalogReads } from '../application/catalog-reads.js';
import { Catalog } from '../application/ports.js';
import { PublishCalendar } from '../application/publish-calendar.js';
import { PUBLISH_CALENDAR } from './examples.js';
import { SlugParam, SlugPipe, VersionParam, VersionPipe } from './parameters.js';

const IdParam = (example = 'vn'): MethodDecorator => SlugParam('Which calendar', example);

@ApiTags('Calendars')
@Controller('calendars')
export class CalendarsController {
  constructor(
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(CatalogReads) private readonly reads: CatalogReads,
    @Inject(PublishCalendar) private readonly publishCalendar: PublishCalendar,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'listCalendars', summary: 'List calendars', description: 'Each in its latest version.' })
  @ApiOkResponse({ type: CalendarList })
  @ProblemResponses(401, 503)
  list(): Promise<CalendarList> {
    return this.reads.listCalendars();
  }

  @Get(':id')
  @Public()
  @IdParam()
  @ApiOperation({
    operationId: 'getCalendar',
    summary: 'Read a calendar in its latest version',
    description: 'As its event announced it; for a service whose copy has not arrived yet, too.',
  })
  @ApiOkResponse({ type: CalendarVersionView })
  @ProblemResponses(400, 401, 404, 503)
  latest(@Param('id', SlugPipe) id: string): Promise<CalendarVersionView> {
    return this.reads.getCalendar(id);
  }

  @Get(':id/versions/:version')
  @Public()
  @IdParam()
  @VersionParam()
  @ApiOperation({
    operationId: 'getCalendarVersion',
    summary: 'Read one version of a calendar',
    description: 'A version never changes: deadlines counted by it can be counted again.',
  })
  @ApiOkResponse({ type: CalendarVersionView })
  @ProblemResponses(400, 401, 404, 503)
  version(
    @Param('id', SlugPipe) id: string,
    @Param('version', VersionPipe) version: number,
  ): Promise<CalendarVersionView> {
    return this.reads.getCalendar(id, version);
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
      'The whole calendar, not a change of it. Saying the same as the latest version publishes nothing and answers 200 with that version.',
  })
  @ApiCreatedResponse({ type: CalendarVersionView })
  @ApiOkResponse({ type: CalendarVersionView, description: 'The latest version says the same' })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 422, 503)
  async publish(
    @Param('id', SlugPipe) id: string,
    @Body() body: PublishCalendarRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CalendarVersionView> {
    const request = { caller: caller.subject, operation: `publishCalendar:${id}`, key, body };
    const answer = await this.catalog.once(request, async (stores) => {
      const { calendar, isNew } = await this.publishCalendar.run(stores, id, body, caller.subject);
      return { status: isNew ? 201 : 200, body: calendar };
    });
    void reply.status(answer.status);
    return answer.body;
  }
}
