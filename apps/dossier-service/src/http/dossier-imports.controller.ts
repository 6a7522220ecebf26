import { Readable } from 'node:stream';
import {
  DomainError,
  DossierImportList,
  DossierImportReport,
  ImportDossiersQuery,
  LegacyDossierLine,
} from '@motcua/contracts';
import {
  CurrentCaller,
  languageOf,
  Roles,
  toRefusal,
  UuidParam,
  UuidPipe,
  type Caller,
  ProblemResponses,
} from '@motcua/platform';
import { Controller, Get, Headers, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ImportDossiers } from '../application/import-dossiers.js';
import { LegacyDossiers, type LineOutcome } from '../application/legacy-dossiers.js';
import { DossierServiceConfig } from '../config.js';
import { ndjsonLines } from './ndjson-lines.js';

export const NDJSON = 'application/x-ndjson';

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
  @ApiConsumes(NDJSON)
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
    summary: "Take over a legacy system's dossiers",
    description:
      'A stream of NDJSON of any length, kept as it stands: contradictions are flagged and counted, never refused or mended; guards and calendars do not apply. Each line is taken over, known already, or refused with its number and a reason, and loses no other line. Repeatable: send the same file again after an interruption. With `Accept: application/x-ndjson` every line is acknowledged as soon as it is committed, then the report follows as the last line (read while sending); else the report is the answer.',
  })
  @ApiOkResponse({ type: DossierImportReport })
  @ProblemResponses(400, 401, 403, 413, 415, 503)
  async importAll(
    @Query() { legacySystem }: ImportDossiersQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<DossierImportReport | StreamableFile> {
    const body = request.body;
    if (!(body instanceof Readable)) throw wrongType('request.content-type', NDJSON);
    const language = languageOf(acceptLanguage);
    const lines = ndjsonLines(body, encodingOf(request), {
      totalBytes: this.config.IMPORT_LIMIT_BYTES,
      lineBytes: this.config.IMPORT_LINE_LIMIT_BYTES,
    });
    const running = this.importDossiers.execute({ caller, legacySystem, lines, language });
    if (request.headers.accept?.includes(NDJSON)) {
      return new StreamableFile(Readable.from(acknowledgements(running, language)), { type: NDJSON });
    }
    for (;;) {
      const step = await running.next();
      if (step.done) return step.value;
    }
  }

  @Get()
  @ApiOperation({ operationId: 'listDossierImports', summary: 'List the latest imports', description: 'Newest first.' })
  @ApiOkResponse({ type: DossierImportList })
  @ProblemResponses(401, 403, 503)
  async list(): Promise<DossierImportList> {
    return { items: await this.legacyDossiers.latest() };
  }

  @Get(':id')
  @UuidParam('id', 'Id of the import', '0198c2a4-7a00-7000-8000-0000000000d1')
  @ApiOperation({
    operationId: 'getDossierImport',
    summary: 'See how far an import is',
    description: 'Counts are moved on with each committed batch, so they show progress while it runs.',
  })
  @ApiOkResponse({ type: DossierImportReport })
  @ProblemResponses(400, 401, 403, 404, 503)
  async one(@Param('id', UuidPipe) id: string): Promise<DossierImportReport> {
    const report = await this.legacyDossiers.report(id);
    if (report) return report;
    throw new DomainError({
      kind: 'not-found',
      code: 'import.not-found',
      message: { vi: 'Không tìm thấy lần nhập này.', en: 'There is no such import.' },
    });
  }
}

async function* acknowledgements(
  running: AsyncGenerator<LineOutcome[], DossierImportReport>,
  language: 'vi' | 'en',
): AsyncGenerator<string> {
  try {
    for (;;) {
      const step = await running.next();
      if (step.done) {
        yield `${JSON.stringify({ report: step.value })}\n`;
        return;
      }
      yield step.value.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
    }
  } catch (error) {
    // The status is out already: the last line says what went wrong, and that it is not a report says the rest.
    const { refusal } = toRefusal(error);
    const { code, message, details } = refusal;
    yield `${JSON.stringify({ error: { ...details, code, detail: message[language] } })}\n`;
  }
}

function encodingOf(request: FastifyRequest): 'gzip' | 'identity' {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'gzip' || encoding === 'identity') return encoding;
  throw wrongType('request.content-encoding', 'gzip, identity');
}

function wrongType(code: string, expected: string): DomainError {
  return new DomainError({
    kind: 'unsupported',
    code,
    message: { vi: `Hãy gửi ${expected}.`, en: `Send ${expected}.` },
  });
}
