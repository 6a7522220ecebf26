import { Controller, Get } from '@nestjs/common';
import { Public } from '../auth/caller.js';
import { runService } from '../service/run-service.js';
import { miniService } from './mini-service.js';

@Public()
@Controller()
class SlowController {
  @Get('slow')
  async slow(): Promise<object> {
    process.stdout.write('slow request arrived\n');
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { done: true };
  }
}

// A service in its own process, for the spec that sends it signals.
const database = process.argv.includes('with-database') ? { migrations: [] } : undefined;
await runService(miniService({ controllers: [SlowController], database }));
