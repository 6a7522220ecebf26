import {
  ImportLinePage,
  ImportProceduresQuery,
  ListImportLinesQuery,
  ProcedureImportList,
  ProcedureImportReport,
} from '@motcua/contracts';
import {
  clientGone,
  CurrentCaller,
  languageOf,
  NDJSON,
  ndjsonLines,
  Roles,
  streamedBody,
  TakesStream,
  UuidParam,
  UuidPipe,
  type Caller,
  ProblemResponses,
} from '@motcua/platform';
import { Controller, Get, Headers, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CatalogReads } from '../application/catalog-reads.js';
import { ImportProcedures } from '../application/import-procedures.js';
import { CatalogConfig } from '../config.js';
import { importLineView, importView } from './import-view.js';

const LINE_EXAMPLE = JSON.stringify({
  ma_thu_tuc: '1.000016',
  ten_thu_tuc: 'Thông báo tăng, giảm vốn góp của quỹ đầu tư khởi nghiệp sáng tạo',
  linh_vuc: 'Thành lập và hoạt động doanh nghiệp',
  cap_thuc_hien: 'Cấp tỉnh',
  cach_thuc_thuc_hien: 'Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến3 Ngày làm việcMiễn phíTrực tiếp1Miễn phí',
});

const ImportParam = () => UuidParam('id', 'Id of the import', '0199a1c2-7d5a-7c33-9f2e-2f6f0b0b7a11');

@ApiTags('Imports of procedures')
@ApiBearerAuth()
@Roles('procedure-control', 'operations')
@Controller('procedure-imports')
export class ProcedureImportsController {
  constructor(
    private readonly importProcedures: ImportProcedures,
    private readonly reads: CatalogReads,
    private readonly config: CatalogConfig,
  ) {}

  @Post()
  // A service, too: the gateway brings what the national portal tells it. Drafts only; publishing stays a decision.
  @Roles('procedure-control', 'operations', 'service')
  @ApiOperation({
    operationId: 'importProcedures',
    summary: 'Import procedures of the national portal as drafts',
    description:
      "One JSON a line: the portal's page as flat text, or the portal's own record (bare or as `{ record: … }`). Streamed; every line is accepted or refused with its number and reason, and one bad line loses no other. Time limits are read only where number and unit are unambiguous; anything else is flagged and kept with its text. The same record again changes nothing; nothing published ever changes. To go on after an interruption send the same lines with the same `importId`; progress is read at `getProcedureImport`.",
  })
  @TakesStream(NDJSON)
  @ApiHeader({ name: 'Content-Encoding', required: false, schema: { type: 'string', enum: ['gzip', 'identity'] } })
  @ApiBody({ description: 'One record a line', schema: { type: 'string', example: LINE_EXAMPLE } })
  @ApiCreatedResponse({ type: ProcedureImportReport })
  @ApiOkResponse({
    type: ProcedureImportReport,
    description: 'An import with this id was continued, or had already been completed',
  })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 503)
  async import(
    @Query() query: ImportProceduresQuery,
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProcedureImportReport> {
    const lines = ndjsonLines(streamedBody(request), {
      encoding: request.headers['content-encoding'],
      gone: clientGone(reply),
      totalBytes: this.config.CATALOG_IMPORT_LIMIT_BYTES,
      lineBytes: this.config.CATALOG_IMPORT_LINE_LIMIT_BYTES,
      lines: this.config.CATALOG_IMPORT_LIMIT_LINES,
      hashed: true,
    });
    const { id, resumed } = await this.importProcedures.execute({
      caller,
      lines,
      importId: query.importId?.toLowerCase(),
      shape: query.shape,
      replaceRevised: query.replaceRevised === 'true',
      longestLine: this.config.CATALOG_IMPORT_LINE_LIMIT_BYTES,
    });
    if (resumed) void reply.status(200);
    return { ...importView(await this.reads.getImport(id)), resumed };
  }

  @Get()
  @ApiOperation({
    operationId: 'listProcedureImports',
    summary: 'List imports',
    description: 'The latest fifty, newest first.',
  })
  @ApiOkResponse({ type: ProcedureImportList })
  @ProblemResponses(401, 403, 503)
  async list(): Promise<ProcedureImportList> {
    return { items: (await this.reads.listImports()).map(importView) };
  }

  @Get(':id')
  @ImportParam()
  @ApiOperation({
    operationId: 'getProcedureImport',
    summary: 'Read the progress of an import, its flags and refusals',
    description: 'Also while it runs: the counts and the last processed line are those of the last committed batch.',
  })
  @ApiOkResponse({ type: ProcedureImportReport })
  @ProblemResponses(400, 401, 403, 404, 503)
  async one(@Param('id', UuidPipe) id: string): Promise<ProcedureImportReport> {
    return importView(await this.reads.getImport(id));
  }

  @Get(':id/lines')
  @ImportParam()
  @ApiOperation({
    operationId: 'listProcedureImportLines',
    summary: 'List the lines of an import',
    description: 'The outcome of each line, the reason for a refusal, and its flags.',
  })
  @ApiOkResponse({ type: ImportLinePage })
  @ProblemResponses(400, 401, 403, 404, 503)
  async lines(
    @Param('id', UuidPipe) id: string,
    @Query() query: ListImportLinesQuery,
    @Headers('accept-language') language: string | undefined,
  ): Promise<ImportLinePage> {
    const page = await this.reads.listImportLines(id, query);
    return { ...page, items: page.items.map((line) => importLineView(line, languageOf(language))) };
  }
}
