import { DomainError, NationalCodeTable, NationalSyncState, RequestNationalSyncRequest } from '@motcua/contracts';
import { ProblemResponses, Roles } from '@motcua/platform';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SyncedTables } from '../application/synced-tables.js';
import { codeTable, codeTableInfo, syncView } from './presenters.js';

/** Procedures and code tables, which are fetched from the national portal. */
@ApiTags('gateway · National portal')
@ApiBearerAuth()
@Roles('operations')
@Controller('api/v1/national-portal')
export class NationalSyncController {
  constructor(private readonly tables: SyncedTables) {}

  @Get('syncs')
  @ApiOperation({
    operationId: 'gateway_getNationalSyncState',
    summary: 'Read how the syncs from the national portal went',
    description: 'Procedures become drafts of the catalog; code tables are kept as the portal gives them.',
  })
  @ApiOkResponse({ type: NationalSyncState })
  @ProblemResponses(401, 403, 503)
  async state(): Promise<NationalSyncState> {
    const { syncs, codeTables } = await this.tables.state();
    return { syncs: syncs.map(syncView), codeTables: codeTables.map(codeTableInfo) };
  }

  @Post('syncs')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'gateway_requestNationalSync',
    summary: 'Fetch procedures or code tables now',
    description: 'Begins within seconds; it is done each day anyway.',
  })
  @ApiAcceptedResponse({ type: NationalSyncState })
  @ProblemResponses(400, 401, 403, 503)
  async request(@Body() { what }: RequestNationalSyncRequest): Promise<NationalSyncState> {
    await this.tables.request(what);
    return this.state();
  }

  @Get('code-tables/:name')
  @ApiParam({ name: 'name', description: 'Service that gives it', example: 'LayDanhMucLinhVuc' })
  @ApiOperation({ operationId: 'gateway_getNationalCodeTable', summary: 'Read a code table of the national portal' })
  @ApiOkResponse({ type: NationalCodeTable })
  @ProblemResponses(401, 403, 404, 503)
  async table(@Param('name') name: string): Promise<NationalCodeTable> {
    const found = await this.tables.table(name);
    if (found) return codeTable(found);
    throw new DomainError({
      kind: 'not-found',
      code: 'national-code-table.not-found',
      message: { vi: 'Không có danh mục này.', en: 'The code table was not found.' },
    });
  }
}
