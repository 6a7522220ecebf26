import { Module, type DynamicModule } from '@nestjs/common';
import { MetricsRegistry, PlatformModule } from '@motcua/platform';
import { GatewayConfig } from './config.js';
import { SimulatedClocksController } from './clock/simulated-clocks.controller.js';
import { GatewayMetrics } from './proxy/gateway-metrics.js';
import { SERVICE_UPSTREAMS, serviceUpstreams } from './proxy/service-upstreams.js';

/**
 * The proxy has no database and no events. What the gateway will do on its own behalf (national portal, webhooks) comes
 * as modules beside it, each with a database of its own.
 */
@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [PlatformModule.forRoot({ config, name: 'gateway' })],
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
