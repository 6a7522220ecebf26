import { EverydayPhraseList, EverydayPhraseView, SetEverydayPhraseRequest } from '@motcua/contracts';
import {
  AcceptsIdempotencyKey,
  CurrentCaller,
  IdempotencyKey,
  ProblemResponses,
  Public,
  RequestExample,
  Roles,
  type Caller,
  TaggedReading,
} from '@motcua/platform';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EverydayPhrases } from '../application/ports.js';
import { SetEverydayPhrase } from '../application/set-everyday-phrase.js';
import { allPhrases } from '../domain/everyday-phrases.js';
import { SET_EVERYDAY_PHRASE } from './examples.js';

@ApiTags('Procedures')
@Controller('everyday-phrases')
export class EverydayPhrasesController {
  constructor(
    private readonly phrases: EverydayPhrases,
    private readonly setEverydayPhrase: SetEverydayPhrase,
  ) {}

  @Get()
  @TaggedReading()
  @Public()
  @ApiOperation({
    operationId: 'listEverydayPhrases',
    summary: 'Read which everyday words the search understands',
    description: 'Those that are shipped and those that the province set, by phrase.',
  })
  @ApiOkResponse({ type: EverydayPhraseList })
  @ProblemResponses(401, 503)
  async list(): Promise<EverydayPhraseList> {
    return { items: allPhrases(await this.phrases.list()) };
  }

  @Put()
  @RequestExample(SetEverydayPhraseRequest, SET_EVERYDAY_PHRASE)
  @Roles('operations', 'procedure-control')
  @ApiBearerAuth()
  @AcceptsIdempotencyKey()
  @ApiOperation({
    operationId: 'setEverydayPhrase',
    summary: 'Set what an everyday phrase means to the search',
    description:
      'From the next search on. It replaces what is shipped or was set for the same words. A phrase says a thing in other words; the code of a procedure is refused.',
  })
  @ApiOkResponse({ type: EverydayPhraseView })
  @ProblemResponses(400, 401, 403, 409, 415, 422, 503)
  async set(
    @Body() input: SetEverydayPhraseRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<EverydayPhraseView> {
    return { ...(await this.setEverydayPhrase.execute({ caller, idempotencyKey, input })), source: 'PROVINCE' };
  }
}
