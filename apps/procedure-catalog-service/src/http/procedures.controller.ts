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
import {
  Clock,
  CurrentCaller,
  languageOf,
  Public,
  type Caller,
  ProblemResponses,
  TaggedReading,
} from '@motcua/platform';
import { localDate, type LocalDate } from '@motcua/working-time';
import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { readableBy } from '../application/caller-scope.js';
import { CatalogReads } from '../application/catalog-reads.js';
import type { ProcedureKey } from '../application/ports.js';
import { FLAG_CODES, FLAG_MEANINGS } from '../domain/flags.js';
import { ProcedureKeyPipe, ProcedureParam, VersionParam, VersionPipe } from './parameters.js';
import { procedureView, summaryView, versionView } from './procedure-view.js';

@Public()
@ApiTags('Procedures')
@Controller()
export class ProceduresController {
  constructor(
    private readonly reads: CatalogReads,
    private readonly clock: Clock,
  ) {}

  private get today(): LocalDate {
    return localDate(this.clock.now());
  }

  @Get('procedures')
  @TaggedReading()
  @ApiOperation({
    operationId: 'listProcedures',
    summary: 'Search procedures',
    description:
      'By code, or best answer first where `q` says what is searched for. As they stand on a day, today by default. Everyone sees published procedures; province roles also see drafts. `competence=UNKNOWN` lists those that take no dossiers because nobody is competent.',
  })
  @ApiOkResponse({ type: ProcedurePage })
  @ProblemResponses(400, 401, 503)
  async list(
    @Query() query: ListProceduresQuery,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<ProcedurePage> {
    const page = await this.reads.listProcedures(query, readableBy(caller), query.on ?? this.today);
    return { ...page, items: page.items.map((item) => summaryView(item, languageOf(language))) };
  }

  @Get('procedures/:id')
  @TaggedReading()
  @ProcedureParam()
  @ApiOperation({
    operationId: 'getProcedure',
    summary: 'Read a procedure',
    description:
      'As it stands on a day, today by default: its version in force, the one that comes next; for the roles of the province its draft too. `competence` says who settles its dossiers, or why it takes none.',
  })
  @ApiOkResponse({ type: ProcedureDetail })
  @ProblemResponses(400, 401, 404, 503)
  async one(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @Query() query: OnDateQuery,
    @CurrentCaller() caller: Caller | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<ProcedureDetail> {
    const on = query.on ?? this.today;
    return procedureView(await this.reads.getProcedure(key, readableBy(caller), on), languageOf(language));
  }

  @Get('procedures/:id/versions')
  @TaggedReading()
  @ProcedureParam()
  @ApiOperation({
    operationId: 'listProcedureVersions',
    summary: 'Read the versions of a procedure',
    description:
      'Latest first. A published version never changes: an open dossier stays on the version it was received under.',
  })
  @ApiOkResponse({ type: ProcedureVersionList })
  @ProblemResponses(400, 401, 404, 503)
  async versions(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ProcedureVersionList> {
    return { items: (await this.reads.listVersions(key, readableBy(caller))).map(versionView) };
  }

  @Get('procedures/:id/versions/:version')
  @TaggedReading()
  @ProcedureParam()
  @VersionParam()
  @ApiOperation({
    operationId: 'getProcedureVersion',
    summary: 'Read one version of a procedure',
    description: 'By its number.',
  })
  @ApiOkResponse({ type: ProcedureVersionView })
  @ProblemResponses(400, 401, 404, 503)
  async version(
    @Param('id', ProcedureKeyPipe) key: ProcedureKey,
    @Param('version', VersionPipe) version: number,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<ProcedureVersionView> {
    return versionView(await this.reads.getVersion(key, version, readableBy(caller)));
  }

  @Get('procedures/by-code/:code/published')
  @TaggedReading()
  @ApiParam({ name: 'code', description: 'Code of the procedure', type: String, example: '2.000635' })
  @ApiOperation({
    operationId: 'getPublishedProcedure',
    summary: 'Read the version of a procedure that is in force on a day',
    description:
      'Exactly as its event announced it, with the internal process; for a service whose copy has not arrived yet, and for clients that open a dossier. For an abolished procedure the answer holds the decision that abolished it.',
  })
  @ApiOkResponse({ type: PublishedProcedureView })
  @ProblemResponses(400, 401, 404, 503)
  inForce(
    @Param('code', ProcedureKeyPipe) key: ProcedureKey,
    @Query() query: OnDateQuery,
  ): Promise<PublishedProcedureView> {
    return this.reads.getPublished(key, { on: query.on ?? this.today });
  }

  @Get('procedures/:id/published-versions/:version')
  @TaggedReading()
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
  @TaggedReading()
  @ApiOperation({
    operationId: 'listProcedureFlags',
    summary: 'Read what the flags on procedures mean',
    description: 'Every flag that reading a source can raise, in the requested language.',
  })
  @ApiOkResponse({ type: FlagMeaningList })
  flags(@Headers('accept-language') language: string | undefined): FlagMeaningList {
    return { items: FLAG_CODES.map((code) => ({ code, meaning: FLAG_MEANINGS[code][languageOf(language)] })) };
  }
}
