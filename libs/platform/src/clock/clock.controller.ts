import { Body, Controller, Delete, Get, HttpCode, Inject, Put } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsISO8601 } from 'class-validator';
import { Roles } from '../auth/caller.js';
import { invalidRequest } from '../http/validation.pipe.js';
import { Clock, type SimulatedClock } from './clock.js';

export class SetClockBody {
  /** An instant with its offset: `2026-08-31T09:00:00+07:00`. */
  @IsISO8601({ strict: true })
  now: string;
}

/** Only there when CLOCK=simulated, which only a loopback address allows. */
@Roles('operations')
@ApiExcludeController()
@Controller('ops/clock')
export class ClockController {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  @Get()
  read(): { now: string; simulated: boolean } {
    const clock = this.simulated();
    return { now: clock.now().toISOString(), simulated: clock.simulated };
  }

  @Put()
  set(@Body() body: SetClockBody): { now: string; simulated: boolean } {
    const instant = new Date(body.now);
    if (!/(Z|[+-]\d{2}:?\d{2})$/.test(body.now) || Number.isNaN(instant.getTime())) {
      throw invalidRequest([
        {
          path: 'now',
          code: 'isInstant',
          message: { vi: 'phải là thời điểm có múi giờ', en: 'must be an instant with an offset' },
        },
      ]);
    }
    this.simulated().set(instant);
    return this.read();
  }

  @Delete()
  @HttpCode(200)
  release(): { now: string; simulated: boolean } {
    this.simulated().release();
    return this.read();
  }

  private simulated(): SimulatedClock {
    return this.clock as SimulatedClock;
  }
}
