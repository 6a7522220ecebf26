import { ProjectionStatus, RebuildProjectionsRequest } from '@motcua/contracts';
import { Roles, ProblemResponses } from '@motcua/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Projections } from '../projections/projections.js';

@ApiTags('Projections')
@Controller('projections')
@Roles('operations')
export class ProjectionsController {
  constructor(private readonly projections: Projections) {}

  @Get()
  @ApiOperation({
    operationId: 'getProjectionStatus',
    summary: 'How far the reports have come in the events',
    description: 'Positions and lag by partition, what the reports are made of, and the progress of a rebuild.',
  })
  @ApiOkResponse({ type: ProjectionStatus, description: 'Where the projection stands' })
  @ProblemResponses(401, 403, 503)
  getProjectionStatus(): Promise<ProjectionStatus> {
    return this.projections.status();
  }

  @Post('rebuild')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'rebuildProjections',
    summary: 'Build the reports anew from the first event on',
    description:
      'Goes on beside the reports, which show what they showed when it began until it is complete. Its progress is at GET /projections.',
  })
  @ApiBody({ type: RebuildProjectionsRequest, required: false })
  @ApiAcceptedResponse({ type: ProjectionStatus, description: 'The rebuild has begun' })
  @ProblemResponses(400, 401, 403, 409, 503)
  rebuildProjections(@Body() request?: RebuildProjectionsRequest): Promise<ProjectionStatus> {
    return this.projections.rebuild(request?.beginAgain ?? false);
  }
}
