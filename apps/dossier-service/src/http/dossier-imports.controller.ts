import { Readable } from 'node:stream';
import {
  DomainError,
  DossierImportList,
  DossierImportReport,
  ImportDossiersQuery,
  LegacyDossierLine,
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
  toRefusal,
  UuidParam,
  UuidPipe,
  type Caller,
  ProblemResponses,
} from '@motcua/platform';
import { Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ImportDossiers } from '../application/import-dossiers.js';
import { LegacyDossiers, type ImportReport, type LineOutcome } from '../application/legacy-dossiers.js';
import { DossierServiceConfig } from '../config.js';

/** Bulk import of a legacy system's dossiers. */
@ApiTags('Dossier imports')
@ApiBearerAuth()
@Controller('dossier-imports')
@Roles('operations')
export class DossierImportsController {
  constructor(
    private readonly importDossiers: ImportDossiers,
    private readonly legacyDossiers: LegacyDossiers,
    private readonly config: DossierServiceConfig,
  ) {}

  @Post()
  @HttpCode(200)
  @TakesStream(NDJSON)
  @ApiExtraModels(LegacyDossierLine)
  @ApiHeader({
    name: 'Content-Encoding',
    required: false,
    description: 'gzip for a packed stream',
    schema: { type: 'string', enum: ['gzip', 'identity'] },
  })
  @ApiBody({
    description: 'One JSON object a line (LegacyDossierLine)',
    schema: { $ref: getSchemaPath(LegacyDossierLine) },
  })
  @ApiOperation({
    operationId: 'importDossiers',
    summary: 'Import dossiers of a legacy system',
    description:
      'An NDJSON stream of any length, kept as recorded: contradictions are flagged and counted, never refused or corrected; guards and calendars do not apply. Each line is imported, already known, or refused with its number and a reason; a refused line does not affect the others. Repeatable: send the same file again after an interruption. With `Accept: application/x-ndjson` every line is acknowledged as soon as it is committed, then the report follows as the last line (read while sending); else the report is the answer.',
  })
  @ApiOkResponse({ type: DossierImportReport })
  @ProblemResponses(400, 401, 403, 413, 415, 503)
  async importAll(
    @Query() { legacySystem }: ImportDossiersQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<DossierImportReport | StreamableFile> {
    const body = streamedBody(request);
    const language = languageOf(acceptLanguage);
    const lines = ndjsonLines(body, {
      encoding: request.headers['content-encoding'],
      gone: clientGone(reply),
      totalBytes: this.config.IMPORT_LIMIT_BYTES,
      lineBytes: this.config.IMPORT_LINE_LIMIT_BYTES,
      lines: this.config.IMPORT_LIMIT_LINES,
    });
    const running = this.importDossiers.execute({ caller, legacySystem, lines, language });
    if (request.headers.accept?.includes(NDJSON)) {
      return new StreamableFile(Readable.from(acknowledgements(running, language)), { type: NDJSON });
    }
    for (;;) {
      const step = await running.next();
      if (step.done) return importReport(step.value);
    }
  }

  @Get()
  @ApiOperation({ operationId: 'listDossierImports', summary: 'List the latest imports', description: 'Newest first.' })
  @ApiOkResponse({ type: DossierImportList })
  @ProblemResponses(401, 403, 503)
  async list(): Promise<DossierImportList> {
    return { items: (await this.legacyDossiers.latest()).map(importReport) };
  }

  @Get(':id')
  @UuidParam('id', 'Id of the import', '0198c2a4-7a00-7000-8000-0000000000d1')
  @ApiOperation({
    operationId: 'getDossierImport',
    summary: 'Read the progress of an import',
    description: 'The counts advance with each committed batch and so show progress while the import runs.',
  })
  @ApiOkResponse({ type: DossierImportReport })
  @ProblemResponses(400, 401, 403, 404, 503)
  async one(@Param('id', UuidPipe) id: string): Promise<DossierImportReport> {
    const report = await this.legacyDossiers.report(id);
    if (report) return importReport(report);
    throw new DomainError({
      kind: 'not-found',
      code: 'import.not-found',
      message: { vi: 'Không tìm thấy lần nhập này.', en: 'The import was not found.' },
    });
  }
}

async function* acknowledgements(
  running: AsyncGenerator<LineOutcome[], ImportReport>,
  language: 'vi' | 'en',
): AsyncGenerator<string> {
  try {
    for (;;) {
      const step = await running.next();
      if (step.done) {
        yield `${JSON.stringify({ report: importReport(step.value) })}\n`;
        return;
      }
      yield step.value.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
    }
  } catch (error) {
    // The status is out already: the last line says what went wrong, and that it is not a report says the rest.
    const { refusal } = toRefusal(error);
    const { code, message, details } = refusal;
    yield `${JSON.stringify({ error: { ...details, code, detail: message[language] } })}\n`;
  } finally {
    // A client that goes away ends this generator where it stands: the import has to learn of it.
    await running.return(undefined as never);
  }
}

function importReport({ flags, startedAt, progressAt, finishedAt, ...report }: ImportReport): DossierImportReport {
  return {
    id: report.id,
    legacySystem: report.legacySystem,
    state: report.state,
    lines: report.lines,
    imported: report.imported,
    alreadyThere: report.alreadyThere,
    refused: report.refused,
    steps: report.steps,
    flags: Object.entries(flags)
      .map(([flag, count]) => ({ flag, count }))
      .sort((a, b) => (a.flag < b.flag ? -1 : 1)),
    refusedLines: report.refusedLines,
    startedAt: startedAt.toISOString(),
    progressAt: progressAt.toISOString(),
    finishedAt: finishedAt?.toISOString(),
  };
}
