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
} from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CatalogReads } from '../application/catalog-reads.js';
import { ChangeAgency } from '../application/change-agency.js';
import { Catalog, type CatalogStores } from '../application/ports.js';
import { RegisterAgency } from '../application/register-agency.js';
import { agencyTree } from '../domain/agency-tree.js';
import { CHANGE_AGENCY, CLOSE_AGENCY, NEW_AGENCY_CODE, REGISTER_AGENCY } from './examples.js';
import { AgencyCodeParam, AgencyCodePipe } from './parameters.js';

@ApiTags('Agencies')
@Controller('agencies')
export class AgenciesController {
  constructor(
    @Inject(Catalog) private readonly catalog: Catalog,
    @Inject(CatalogReads) private readonly reads: CatalogReads,
    @Inject(RegisterAgency) private readonly registerAgency: RegisterAgency,
    @Inject(ChangeAgency) private readonly changeAgency: ChangeAgency,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'listAgencies', summary: 'List agencies', description: 'By code, with filters.' })
  @ApiOkResponse({ type: AgencyList })
  @ProblemResponses(400, 401, 503)
  list(@Query() query: ListAgenciesQuery): Promise<AgencyList> {
    return this.reads.listAgencies(query);
  }

  @Get('tree')
  @Public()
  @ApiOperation({
    operationId: 'getAgencyTree',
    summary: 'Read the agencies as a tree',
    description: 'Those that exist on a day (today unless given), each below the agency above it.',
  })
  @ApiOkResponse({ type: AgencyTree })
  @ProblemResponses(400, 401, 503)
  async tree(@Query() query: OnDateQuery): Promise<AgencyTree> {
    const { items } = await this.reads.listAgencies({ on: query.on ?? localDate(this.clock.now()) });
    return { roots: agencyTree(items) };
  }

  @Get(':code')
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
    description: 'It exists from a date on; its calendar must be published, and the agency above it registered.',
  })
  @ApiCreatedResponse({ type: AgencyView })
  @ProblemResponses(400, 401, 403, 409, 415, 422, 503)
  register(
    @Body() body: RegisterAgencyRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
  ): Promise<AgencyView> {
    return this.done(caller, 'registerAgency', key, body, (stores) =>
      this.registerAgency.run(stores, body, caller.subject),
    );
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
    description: 'Name, agency above, calendar or office hours; what is left out stays.',
  })
  @ApiOkResponse({ type: AgencyView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  change(
    @Param('code', AgencyCodePipe) code: string,
    @Body() body: ChangeAgencyRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
  ): Promise<AgencyView> {
    return this.done(caller, `changeAgency:${code}`, key, body, (stores) =>
      this.changeAgency.run(stores, code, body, caller.subject),
    );
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
    description: 'It receives no dossier after its last day; what it did stays.',
  })
  @ApiOkResponse({ type: AgencyView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  close(
    @Param('code', AgencyCodePipe) code: string,
    @Body() body: CloseAgencyRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
  ): Promise<AgencyView> {
    return this.done(caller, `closeAgency:${code}`, key, body, (stores) =>
      this.changeAgency.close(stores, code, body, caller.subject),
    );
  }

  private async done(
    caller: Caller,
    operation: string,
    key: string | undefined,
    body: object,
    work: (stores: CatalogStores) => Promise<AgencyView>,
  ): Promise<AgencyView> {
    const answer = await this.catalog.once({ caller: caller.subject, operation, key, body }, async (stores) => ({
      status: 200,
      body: await work(stores),
    }));
    return answer.body;
  }
}
