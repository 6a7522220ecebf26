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
    summary: 'State of the projection',
    description: 'Positions and lag by partition, the content of the reports, and the progress of a rebuild.',
  })
  @ApiOkResponse({ type: ProjectionStatus, description: 'Read the state of the projection' })
  @ProblemResponses(401, 403, 503)
  getProjectionStatus(): Promise<ProjectionStatus> {
    return this.projections.status();
  }

  @Post('rebuild')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'rebuildProjections',
    summary: 'Rebuild the reports from the first event',
    description:
      'Runs in the background. Until it completes, reports keep the figures from when it began. See its progress at GET /projections.',
  })
  @ApiBody({ type: RebuildProjectionsRequest, required: false })
  @ApiAcceptedResponse({ type: ProjectionStatus, description: 'The rebuild has begun' })
  @ProblemResponses(400, 401, 403, 409, 503)
  rebuildProjections(@Body() request?: RebuildProjectionsRequest): Promise<ProjectionStatus> {
    return this.projections.rebuild(request?.beginAgain ?? false);
  }
}
