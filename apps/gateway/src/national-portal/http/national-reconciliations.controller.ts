import {
  DomainError,
  ListNationalDifferencesQuery,
  NationalDifferenceList,
  NationalReconciliationList,
  NationalReconciliationView,
} from '@motcua/contracts';
import { CurrentCaller, ProblemResponses, Roles, type Caller } from '@motcua/platform';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Reconciliations } from '../application/reconciliations.js';
import { differenceView, reconciliationView } from './presenters.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether both sides have the same dossiers. */
@ApiTags('gateway · National portal')
@ApiBearerAuth()
@Roles('operations')
@Controller('api/v1/national-portal')
export class NationalReconciliationsController {
  constructor(private readonly reconciliations: Reconciliations) {}

  @Post('reconciliations')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'gateway_requestNationalReconciliation',
    summary: 'Compare what both sides hold, now',
    description:
      'Begins within a second or so; one that runs already is answered instead. One is done each day anyway.',
  })
  @ApiAcceptedResponse({ type: NationalReconciliationView })
  @ProblemResponses(401, 403, 503)
  async request(@CurrentCaller() caller: Caller): Promise<NationalReconciliationView> {
    return reconciliationView(await this.reconciliations.request(caller.subject));
  }

  @Get('reconciliations')
  @ApiOperation({ operationId: 'gateway_listNationalReconciliations', summary: 'List the latest comparisons' })
  @ApiOkResponse({ type: NationalReconciliationList })
  @ProblemResponses(401, 403, 503)
  async list(): Promise<NationalReconciliationList> {
    return { items: (await this.reconciliations.latest()).map(reconciliationView) };
  }

  @Get('reconciliations/:id')
  @ApiParam({ name: 'id', description: 'The reconciliation, or `latest`', example: 'latest' })
  @ApiOperation({ operationId: 'gateway_getNationalReconciliation', summary: 'Read one comparison' })
  @ApiOkResponse({ type: NationalReconciliationView })
  @ProblemResponses(401, 403, 404, 503)
  async one(@Param('id') id: string): Promise<NationalReconciliationView> {
    const found =
      id === 'latest'
        ? (await this.reconciliations.latest())[0]
        : UUID.test(id)
          ? await this.reconciliations.find(id)
          : undefined;
    if (found) return reconciliationView(found);
    throw new DomainError({
      kind: 'not-found',
      code: 'national-reconciliation.not-found',
      message: { vi: 'Không có lần đối soát này.', en: 'The reconciliation was not found.' },
    });
  }

  @Get('differences')
  @ApiOperation({
    operationId: 'gateway_listNationalDifferences',
    summary: 'List the dossiers about which both sides do not agree',
    description:
      'As of the last comparison, each with its kind, owner and age. What is gone is closed by the next one.',
  })
  @ApiOkResponse({ type: NationalDifferenceList })
  @ProblemResponses(400, 401, 403, 503)
  async differences(@Query() query: ListNationalDifferencesQuery): Promise<NationalDifferenceList> {
    const page = await this.reconciliations.listDifferences(query);
    return { ...page, items: page.items.map(differenceView) };
  }
}
