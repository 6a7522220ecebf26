import { Module, type DynamicModule } from '@nestjs/common';
import { MetricsRegistry, PlatformModule } from '@motcua/platform';
import { GatewayConfig } from './config.js';
import { SimulatedClocksController } from './clock/simulated-clocks.controller.js';
import { NationalPortalModule, nationalPortalMigrations } from './national-portal/national-portal.module.js';
import { nationalPortalEntities } from './national-portal/persistence/entities.js';
import { GatewayMetrics } from './proxy/gateway-metrics.js';
import { SERVICE_UPSTREAMS, serviceUpstreams } from './proxy/service-upstreams.js';

/**
 * The proxy has no database and no events. The national portal is a separate module; only with that module the gateway
 * has a database and uses the broker.
 */
@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        PlatformModule.forRoot({
          config,
          name: 'gateway',
          ...(config.NATIONAL_PORTAL_URL
            ? { database: { migrations: nationalPortalMigrations, entities: nationalPortalEntities } }
            : {}),
        }),
        ...(config.NATIONAL_PORTAL_URL ? [NationalPortalModule.forConfig(config)] : []),
      ],
      controllers: config.CLOCK === 'simulated' ? [SimulatedClocksController] : [],
      providers: [
        { provide: SERVICE_UPSTREAMS, useFactory: () => serviceUpstreams(config) },
        {
          provide: GatewayMetrics,
          inject: [MetricsRegistry],
          useFactory: (registry: MetricsRegistry) => new GatewayMetrics(registry),
        },
      ],
    };
  }
}
