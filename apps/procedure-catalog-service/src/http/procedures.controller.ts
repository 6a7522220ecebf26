import {
  FlagMeaningList,
  ListProceduresQuery,
  OnDateQuery,
  ProcedureDetail,
  ProcedurePage,
  ProcedureVersionList,
  ProcedureVersionView,
  PublishedProcedureView,
} from '@motcua/contracts';
import { Clock, CurrentCaller, languageOf, Public, type Caller, ProblemResponses } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Controller, Get, Headers, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CatalogReads, type ProcedureKey } from '../application/catalog-reads.js';
import { FLAG_CODES, FLAG_MEANINGS } from '../domain/flags.js';
import { ProcedureKeyPipe, ProcedureParam, sightOf, VersionParam, VersionPipe } from './parameters.js';

@Public()
@ApiTags('Procedures')
@Controller()
export class ProceduresController {
  constructor(
    @Inject(CatalogReads) private readonly reads: CatalogReads,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get('procedures')
  @ApiOperation({
    operationId: 'listProcedures',
    summary: 'Search procedures',
    description:
      'Words of name, code, field or agency, whatever their case and diacritics. Everyone sees what is published; the roles of the province see drafts too.',
  })
  @ApiOkResponse({ type: ProcedurePage })
  @ProblemResponses(400, 401, 503)
  list(@Query() query: ListProceduresQuery, @CurrentCaller() caller: Caller | undefined): Promise<ProcedurePage> {
    return this.reads.listProcedures(query, sightOf(caller));
  }

  @Get('procedures/:id')
  @ProcedureParam()
  @ApiOperation({
    operationId: 'getProcedure',
    summary: 'Read a procedure',
    description: 'Its latest published version; for the roles of the province its draft too.',
  })
  @ApiOkResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 404, 503)
  one(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ProcedureDetail> {
    return this.reads.getProcedure(key, sightOf(caller));
  }

  @Get('procedures/:id/versions')
  @ProcedureParam()
  @ApiOperation({
    operationId: 'listProcedureVersions',
    summary: 'Read the versions of a procedure',
    description: 'Latest first. A published version never changes: open dossiers end by the one they were received on.',
  })
  @ApiOkResponse({ type: ProcedureVersionList })
  @ProblemResponses(400, 401, 404, 503)
  async versions(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ProcedureVersionList> {
    return { items: await this.reads.listVersions(key, sightOf(caller)) };
  }

  @Get('procedures/:id/versions/:version')
  @ProcedureParam()
  @VersionParam()
  @ApiOperation({
    operationId: 'getProcedureVersion',
    summary: 'Read one version of a procedure',
    description: 'By its number.',
  })
  @ApiOkResponse({ type: ProcedureVersionView })
  @ProblemResponses(400, 401, 404, 503)
  version(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @Param('version', VersionPipe) version: number,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ProcedureVersionView> {
    return this.reads.getVersion(key, version, sightOf(caller));
  }

  @Get('procedures/by-code/:code/published')
  @ApiParam({ name: 'code', description: 'Code of the procedure', type: String, example: '2.000635' })
  @ApiOperation({
    operationId: 'getPublishedProcedure',
    summary: 'Read the version of a procedure that is in force on a day',
    description:
      'Exactly as its event announced it, with the internal process; for a service whose copy has not arrived yet, and for whoever opens a dossier. An abolished procedure is answered with the decision that abolished it.',
  })
  @ApiOkResponse({ type: PublishedProcedureView })
  @ProblemResponses(400, 401, 404, 503)
  inForce(
    @Param('code', ProcedureKeyPipe) key: ProcedureKey,
    @Query() query: OnDateQuery,
  ): Promise<PublishedProcedureView> {
    return this.reads.getPublished(key, { on: query.on ?? localDate(this.clock.now()) });
  }

  @Get('procedures/:id/published-versions/:version')
  @ProcedureParam()
  @VersionParam()
  @ApiOperation({
    operationId: 'getPublishedProcedureVersion',
    summary: 'Read a published version by its number',
    description: 'Exactly as its event announced it.',
  })
  @ApiOkResponse({ type: PublishedProcedureView })
  @ProblemResponses(400, 401, 404, 503)
  published(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @Param('version', VersionPipe) version: number,
  ): Promise<PublishedProcedureView> {
    return this.reads.getPublished(key, { version });
  }

  @Get('procedure-flags')
  @ApiOperation({
    operationId: 'listProcedureFlags',
    summary: 'Read what the flags on procedures mean',
    description: 'Every flag that reading a source can raise, in the language asked for.',
  })
  @ApiOkResponse({ type: FlagMeaningList })
  flags(@Headers('accept-language') language: string | undefined): FlagMeaningList {
    return { items: FLAG_CODES.map((code) => ({ code, meaning: FLAG_MEANINGS[code][languageOf(language)] })) };
  }
}
