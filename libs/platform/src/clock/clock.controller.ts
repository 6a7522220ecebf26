import { Instant } from '@motcua/contracts';
import { Body, Controller, Delete, Get, HttpCode, Inject, Put } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Roles } from '../auth/caller.js';
import { Clock, type SimulatedClock } from './clock.js';

export class SetClockBody {
  @Instant({ description: 'What the clock is to say', example: '2026-08-31T09:00:00+07:00' })
  now: string;
}

/** Exists only with CLOCK=simulated, which only a loopback address allows. */
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
    this.simulated().set(new Date(body.now));
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
