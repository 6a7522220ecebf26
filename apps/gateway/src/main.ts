import { runService } from '@motcua/platform';
import { gatewayService } from './gateway.definition.js';

await runService(gatewayService);
