import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Instant } from '@motcua/contracts';
import { RefusedRequest, Roles } from '@motcua/platform';
import { UpstreamFailure } from '../proxy/upstream-failure.js';
import type { Upstream } from '../proxy/upstream.js';
import { SERVICE_UPSTREAMS } from '../proxy/service-upstreams.js';

export class SetClocksRequest {
  @Instant({ description: 'Where every service’s clock stands from now on', example: '2026-08-31T09:00:00+07:00' })
  now: string;
}

export class ClocksAnswer {
  @ApiProperty({
    description: 'The instant at which each service is, by service',
    example: { catalog: '2026-08-31T02:00:00.000Z', dossier: '2026-08-31T02:00:00.000Z' },
    type: 'object',
    additionalProperties: { type: 'string', format: 'date-time' },
  })
  services: Record<string, string>;
}

/** One clock for trial use, set on all service instances. Only when CLOCK=simulated. */
@Roles('operations')
@ApiTags('gateway · Simulated clock')
@ApiBearerAuth()
@Controller('api/v1/ops/clock')
export class SimulatedClocksController {
  constructor(@Inject(SERVICE_UPSTREAMS) private readonly upstreams: ReadonlyMap<string, Upstream>) {}

  @Get()
  @ApiOperation({ operationId: 'gateway_readClocks', summary: 'Read the simulated clocks' })
  @ApiOkResponse({ type: ClocksAnswer })
  read(@Headers('authorization') authorization: string): Promise<ClocksAnswer> {
    return this.onAll('GET', authorization);
  }

  @Put()
  @ApiOperation({ operationId: 'gateway_setClocks', summary: 'Set the clock of every service' })
  @ApiOkResponse({ type: ClocksAnswer })
  set(@Headers('authorization') authorization: string, @Body() body: SetClocksRequest): Promise<ClocksAnswer> {
    return this.onAll('PUT', authorization, JSON.stringify(body));
  }

  @Delete()
  @HttpCode(200)
  @ApiOperation({ operationId: 'gateway_releaseClocks', summary: 'Let every service run on the time of day again' })
  @ApiOkResponse({ type: ClocksAnswer })
  release(@Headers('authorization') authorization: string): Promise<ClocksAnswer> {
    return this.onAll('DELETE', authorization);
  }

  private async onAll(method: 'GET' | 'PUT' | 'DELETE', authorization: string, body?: string): Promise<ClocksAnswer> {
    const addresses = [...this.upstreams.values()].flatMap((upstream) =>
      upstream.addresses.map((address) => ({ service: upstream.service, address })),
    );
    const answers = await Promise.all(
      addresses.map(async ({ service, address }) => {
        const answer = await address.pool
          .request({
            method,
            path: `${address.basePath}/ops/clock`,
            headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
            body,
          })
          .catch((error: unknown) => {
            throw new UpstreamFailure(service, 'not-sent', error);
          });
        const content = (await answer.body.json().catch(() => ({}))) as { now?: string };
        if (answer.statusCode !== 200 || !content.now) throw clockless(service);
        return [service, content.now] as const;
      }),
    );
    return { services: Object.fromEntries(answers) };
  }
}

function clockless(service: string): RefusedRequest {
  return new RefusedRequest({
    status: 409,
    code: 'gateway.clock-not-simulated',
    message: {
      vi: `Dịch vụ ${service} không chạy với đồng hồ giả lập (CLOCK=simulated).`,
      en: `The ${service} service does not run on a simulated clock (CLOCK=simulated).`,
    },
    details: { service },
  });
}
