import {
  AgencyList,
  AgencyTree,
  AgencyView,
  ChangeAgencyRequest,
  CloseAgencyRequest,
  ListAgenciesQuery,
  OnDateQuery,
  RegisterAgencyRequest,
} from '@motcua/contracts';
import {
  Clock,
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
import { localDate } from '@motcua/working-time';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CatalogReads } from '../application/catalog-reads.js';
import { ChangeAgency } from '../application/change-agency.js';
import { CloseAgency } from '../application/close-agency.js';
import { RegisterAgency } from '../application/register-agency.js';
import { agencyTree } from '../domain/agency-tree.js';
import { CHANGE_AGENCY, CLOSE_AGENCY, NEW_AGENCY_CODE, REGISTER_AGENCY } from './examples.js';
import { AgencyCodeParam, AgencyCodePipe } from './parameters.js';

@ApiTags('Agencies')
@Controller('agencies')
export class AgenciesController {
  constructor(
    private readonly reads: CatalogReads,
    private readonly registerAgency: RegisterAgency,
    private readonly changeAgency: ChangeAgency,
    private readonly closeAgency: CloseAgency,
    private readonly clock: Clock,
  ) {}

  @Get()
  @TaggedReading()
  @Public()
  @ApiOperation({ operationId: 'listAgencies', summary: 'List agencies', description: 'By code, with filters.' })
  @ApiOkResponse({ type: AgencyList })
  @ProblemResponses(400, 401, 503)
  async list(@Query() query: ListAgenciesQuery): Promise<AgencyList> {
    return { items: await this.reads.listAgencies(query) };
  }

  @Get('tree')
  @TaggedReading()
  @Public()
  @ApiOperation({
    operationId: 'getAgencyTree',
    summary: 'Read the agencies as a tree',
    description: 'The agencies that exist on a day (today by default), each below its parent.',
  })
  @ApiOkResponse({ type: AgencyTree })
  @ProblemResponses(400, 401, 503)
  async tree(@Query() query: OnDateQuery): Promise<AgencyTree> {
    return { roots: agencyTree(await this.reads.listAgencies({ on: query.on ?? localDate(this.clock.now()) })) };
  }

  @Get(':code')
  @TaggedReading()
  @Public()
  @AgencyCodeParam()
  @ApiOperation({
    operationId: 'getAgency',
    summary: 'Read an agency',
    description: 'As its last event announced it; closed agencies too.',
  })
  @ApiOkResponse({ type: AgencyView })
  @ProblemResponses(400, 401, 404, 503)
  one(@Param('code', AgencyCodePipe) code: string): Promise<AgencyView> {
    return this.reads.getAgency(code);
  }

  @Post()
  @RequestExample(RegisterAgencyRequest, REGISTER_AGENCY)
  @Roles('operations', 'procedure-control')
  @ApiBearerAuth()
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'registerAgency',
    summary: 'Register an agency',
    description: 'The agency exists from a date on. Its calendar must be published and its parent agency registered.',
  })
  @ApiCreatedResponse({ type: AgencyView })
  @ProblemResponses(400, 401, 403, 409, 415, 422, 503)
  register(
    @Body() input: RegisterAgencyRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<AgencyView> {
    return this.registerAgency.execute({ caller, idempotencyKey, input });
  }

  @Patch(':code')
  @RequestExample(ChangeAgencyRequest, CHANGE_AGENCY)
  @Roles('operations', 'procedure-control')
  @AgencyCodeParam()
  @ApiBearerAuth()
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'changeAgency',
    summary: 'Change an agency',
    description: 'Name, parent agency, calendar or office hours. A field that is left out does not change.',
  })
  @ApiOkResponse({ type: AgencyView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  change(
    @Param('code', AgencyCodePipe) code: string,
    @Body() input: ChangeAgencyRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<AgencyView> {
    return this.changeAgency.execute({ caller, idempotencyKey, code, input });
  }

  @Post(':code/closure')
  @HttpCode(200)
  @Roles('operations', 'procedure-control')
  @AgencyCodeParam(NEW_AGENCY_CODE)
  @RequestExample(CloseAgencyRequest, CLOSE_AGENCY)
  @ApiBearerAuth()
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'closeAgency',
    summary: 'End an agency',
    description:
      'The agency is not in force after its last day, and its records stay. The successor is announced to the services; its officers do not see the open dossiers yet.',
  })
  @ApiOkResponse({ type: AgencyView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  close(
    @Param('code', AgencyCodePipe) code: string,
    @Body() input: CloseAgencyRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<AgencyView> {
    return this.closeAgency.execute({ caller, idempotencyKey, code, input });
  }
}
