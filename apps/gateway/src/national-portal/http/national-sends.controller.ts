import {
  ListNationalSendsQuery,
  NationalSendDetail,
  NationalSendList,
  ResendNationalSendsRequest,
  ResentNationalSends,
} from '@motcua/contracts';
import { ProblemResponses, Roles, UuidPipe } from '@motcua/platform';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SendReadings } from '../application/send-readings.js';
import { ResendDossier, sendNotFound } from '../application/resend-dossier.js';
import { ResendFailingDossiers } from '../application/resend-failing-dossiers.js';
import { sendDetail, sendView } from './presenters.js';

const Dossier = () =>
  ApiParam({ name: 'dossierId', description: 'Dossier', example: '0198c2a4-7a00-7000-8000-000000000001' });

/** The sends to the national portal, and their failures. */
@ApiTags('gateway · National portal')
@ApiBearerAuth()
@Roles('operations')
@Controller('api/v1/national-portal/sends')
export class NationalSendsController {
  constructor(
    private readonly readings: SendReadings,
    private readonly resendDossier: ResendDossier,
    private readonly resendFailingDossiers: ResendFailingDossiers,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'gateway_listNationalSends',
    summary: 'List what is sent to the national portal',
    description: 'By state, class of error and owner: the list that each owner works off. Without personal data.',
  })
  @ApiOkResponse({ type: NationalSendList })
  @ProblemResponses(400, 401, 403, 503)
  async list(@Query() query: ListNationalSendsQuery): Promise<NationalSendList> {
    const page = await this.readings.list(query);
    return { ...page, items: page.items.map(sendView) };
  }

  @Post('resend')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'gateway_resendNationalSends',
    summary: 'Send everything of a class of errors again',
    description: 'After the mend: each is sent at once, by what the portal is then found to hold.',
  })
  @ApiAcceptedResponse({ type: ResentNationalSends })
  @ProblemResponses(400, 401, 403, 503)
  async resendAll(@Body() { errorClass }: ResendNationalSendsRequest): Promise<ResentNationalSends> {
    return { resent: await this.resendFailingDossiers.execute({ errorClass }) };
  }

  @Get(':dossierId')
  @Dossier()
  @ApiOperation({ operationId: 'gateway_getNationalSend', summary: 'Read one dossier’s sends, with its attempts' })
  @ApiOkResponse({ type: NationalSendDetail })
  @ProblemResponses(400, 401, 403, 404, 503)
  async one(@Param('dossierId', UuidPipe) dossierId: string): Promise<NationalSendDetail> {
    const found = await this.readings.find(dossierId);
    if (!found) throw sendNotFound();
    return sendDetail(found);
  }

  @Post(':dossierId/resend')
  @HttpCode(202)
  @Dossier()
  @ApiOperation({
    operationId: 'gateway_resendNationalSend',
    summary: 'Send one dossier again',
    description:
      'At once, by what the portal is then found to hold; also a dossier that the ledger has never heard of.',
  })
  @ApiAcceptedResponse({ type: NationalSendDetail })
  @ProblemResponses(400, 401, 403, 404, 409, 503)
  async resend(@Param('dossierId', UuidPipe) dossierId: string): Promise<NationalSendDetail> {
    await this.resendDossier.execute({ dossierId });
    return this.one(dossierId);
  }
}
