import { Readable } from 'node:stream';
import {
  ImportLinePage,
  ImportProceduresQuery,
  ListImportLinesQuery,
  ProcedureImportList,
  ProcedureImportReport,
} from '@motcua/contracts';
import {
  CurrentCaller,
  invalidRequest,
  languageOf,
  Roles,
  UuidParam,
  UuidPipe,
  type Caller,
  ProblemResponses,
} from '@motcua/platform';
import { Controller, Get, Headers, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
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
import { boundedStream } from '../import/bounded-stream.js';

export const NDJSON = 'application/x-ndjson';

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
    @Inject(ImportProcedures) private readonly importProcedures: ImportProcedures,
    @Inject(CatalogReads) private readonly reads: CatalogReads,
    @Inject(CatalogConfig) private readonly config: CatalogConfig,
  ) {}

  @Post()
  // A service, too: the gateway brings what the national portal tells it. Drafts only; publishing stays a decision.
  @Roles('procedure-control', 'operations', 'service')
  @ApiOperation({
    operationId: 'importProcedures',
    summary: 'Import procedures of the national portal as drafts',
    description:
      "One JSON a line: the portal's page as flat text, or the portal's own record (bare or as `{ record: … }`). Streamed; every line is accepted or refused with its number and reason, and one bad line loses no other. Time limits are read only where number and unit stand beyond doubt; whatever else is flagged and kept with its text. The same record again changes nothing; nothing published ever changes. To go on after an interruption send the same lines with the same `importId`; progress is read at `getProcedureImport`.",
  })
  @ApiConsumes(NDJSON)
  @ApiHeader({ name: 'Content-Encoding', required: false, schema: { type: 'string', enum: ['gzip', 'identity'] } })
  @ApiBody({ description: 'One record a line', schema: { type: 'string', example: LINE_EXAMPLE } })
  @ApiCreatedResponse({ type: ProcedureImportReport })
  @ApiOkResponse({ type: ProcedureImportReport, description: 'An import of this id has gone on, or was done already' })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 503)
  async import(
    @Query() query: ImportProceduresQuery,
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProcedureImportReport> {
    const body = request.body;
    if (!(body instanceof Readable))
      throw invalidRequest([
        {
          path: 'Content-Type',
          code: 'ndjson',
          message: { vi: `phải là ${NDJSON} và có nội dung`, en: `must be ${NDJSON}, with content` },
        },
      ]);
    const encoding = request.headers['content-encoding'];
    const stream = boundedStream(body, encoding, this.config.CATALOG_IMPORT_LIMIT_BYTES);
    const { id, resumed } = await this.importProcedures.run(stream, {
      importId: query.importId?.toLowerCase(),
      shape: query.shape,
      replaceRevised: query.replaceRevised === 'true',
      by: caller.subject,
      longestLine: this.config.CATALOG_IMPORT_LINE_LIMIT_BYTES,
    });
    if (resumed) void reply.status(200);
    return { ...(await this.reads.getImport(id)), resumed };
  }

  @Get()
  @ApiOperation({
    operationId: 'listProcedureImports',
    summary: 'List imports',
    description: 'The latest fifty, newest first.',
  })
  @ApiOkResponse({ type: ProcedureImportList })
  @ProblemResponses(401, 403, 503)
  list(): Promise<ProcedureImportList> {
    return this.reads.listImports();
  }

  @Get(':id')
  @ImportParam()
  @ApiOperation({
    operationId: 'getProcedureImport',
    summary: 'Read how far an import is, and what was flagged and why',
    description: 'While it runs, too: counts and the last line done are those of the last batch that was kept.',
  })
  @ApiOkResponse({ type: ProcedureImportReport })
  @ProblemResponses(400, 401, 403, 404, 503)
  one(@Param('id', UuidPipe) id: string): Promise<ProcedureImportReport> {
    return this.reads.getImport(id);
  }

  @Get(':id/lines')
  @ImportParam()
  @ApiOperation({
    operationId: 'listProcedureImportLines',
    summary: 'List the lines of an import',
    description: 'What became of each, why it was refused, what is flagged on it.',
  })
  @ApiOkResponse({ type: ImportLinePage })
  @ProblemResponses(400, 401, 403, 404, 503)
  lines(
    @Param('id', UuidPipe) id: string,
    @Query() query: ListImportLinesQuery,
    @Headers('accept-language') language: string | undefined,
  ): Promise<ImportLinePage> {
    return this.reads.listImportLines(id, query, languageOf(language));
  }
}
