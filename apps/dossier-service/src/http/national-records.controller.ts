import {
  DossierView,
  ListForNationalPortalQuery,
  NationalListing,
  NationalRecordList,
  NationalSubmissionRequest,
  ReadNationalRecordsRequest,
} from '@motcua/contracts';
import {
  AcceptsIdempotencyKey,
  AnswersVersion,
  CurrentCaller,
  IdempotencyKey,
  ProblemResponses,
  Roles,
  type Caller,
} from '@motcua/platform';
import { Body, Controller, Get, Header, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NOTHING_ALLOWED } from '../application/allowed-actions.js';
import { ListForNationalPortal } from '../application/list-for-national-portal.js';
import { ReadNationalRecords } from '../application/read-national-records.js';
import { TakeNationalSubmission } from '../application/take-national-submission.js';
import { dossierView, nationalListingItem, nationalRecord } from './dossier-view.js';

/** For the service that keeps the national portal up to date; never forwarded by the gateway. */
@ApiTags('National portal')
@ApiBearerAuth()
@ApiExtension('x-internal', true)
@Roles('national-sync')
@Controller('internal')
@UseInterceptors(AnswersVersion)
export class NationalRecordsController {
  constructor(
    private readonly takeNationalSubmission: TakeNationalSubmission,
    private readonly readNationalRecords: ReadNationalRecords,
    private readonly listForNationalPortal: ListForNationalPortal,
  ) {}

  @Post('national-records')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'readNationalRecords',
    summary: 'Read the national records of dossiers',
    description: 'Unmasked; the reading is recorded for each dossier under the purpose NATIONAL_SYNC.',
  })
  @ApiOkResponse({ type: NationalRecordList })
  @ProblemResponses(400, 401, 403, 503)
  async records(
    @Body() { ids }: ReadNationalRecordsRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<NationalRecordList> {
    return { items: (await this.readNationalRecords.execute({ caller, ids })).map(nationalRecord) };
  }

  @Post('national-submissions')
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'takeNationalSubmission',
    summary: 'Open a dossier that the national portal has already taken',
    description:
      'Nothing is refused for its form: a number, a telephone or an e-mail address that cannot be used is kept as it came and listed in `dataProblems`, for the counter to correct.',
  })
  @ApiCreatedResponse({ type: DossierView })
  @ProblemResponses(400, 401, 403, 422, 503)
  async submission(
    @Body() request: NationalSubmissionRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<DossierView> {
    const { dossier, at } = await this.takeNationalSubmission.execute({ caller, idempotencyKey, input: request });
    return dossierView(dossier, at, NOTHING_ALLOWED);
  }

  @Get('national-listing')
  @ApiOperation({
    operationId: 'listForNationalPortal',
    summary: 'List the dossiers a national portal should hold',
    description: 'Code and state, by code in byte order; the next page begins after the last code of this one.',
  })
  @ApiOkResponse({ type: NationalListing })
  @ProblemResponses(400, 401, 403, 503)
  async listing(@Query() query: ListForNationalPortalQuery): Promise<NationalListing> {
    return { items: (await this.listForNationalPortal.execute(query)).map(nationalListingItem) };
  }
}
