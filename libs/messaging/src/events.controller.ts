import { Roles, UuidPipe } from '@motcua/platform';
import { DomainError } from '@motcua/contracts';
import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ConsumerControl, type PartitionProgress } from './consumer/consumer-control.js';
import { DeadLetters, type DeadLetter, type ReplayOutcome } from './consumer/dead-letters.js';
import { OutboxPublication, type PublicationState } from './outbox/outbox-publication.js';

/** The endpoints for operations on a service's events. */
@ApiExcludeController()
@Roles('operations')
@Controller('ops/events')
export class EventsController {
  constructor(
    @Inject(DeadLetters) private readonly deadLetters: DeadLetters,
    @Inject(ConsumerControl) private readonly control: ConsumerControl,
    @Inject(OutboxPublication) private readonly publication: OutboxPublication,
  ) {}

  /** Position and end of every partition. */
  @Get('positions')
  positions(): Promise<PartitionProgress[]> {
    return this.control.progress();
  }

  @Get('outbox')
  outbox(): Promise<PublicationState> {
    return this.publication.state();
  }

  /** Republishes everything, into an empty broker. */
  @Post('outbox/republication')
  @HttpCode(202)
  async republish(): Promise<PublicationState> {
    await this.publication.republish();
    return this.publication.state();
  }

  @Get('dead-letters')
  list(): Promise<DeadLetter[]> {
    return this.deadLetters.list();
  }

  @Get('dead-letters/:id')
  async find(@Param('id', UuidPipe) id: string): Promise<DeadLetter> {
    const letter = await this.deadLetters.find(id);
    if (letter) return letter;
    throw new DomainError({
      kind: 'not-found',
      code: 'dead-letter.not-found',
      message: { vi: 'Không có thông điệp lỗi này.', en: 'The dead letter was not found.' },
    });
  }

  @Post('dead-letters/replay')
  @HttpCode(200)
  replayAll(): Promise<ReplayOutcome[]> {
    return this.deadLetters.replayAll();
  }

  @Post('dead-letters/:id/replay')
  @HttpCode(200)
  replay(@Param('id', UuidPipe) id: string): Promise<ReplayOutcome> {
    return this.deadLetters.replay(id);
  }

  @Post('dead-letters/:id/discard')
  @HttpCode(200)
  discard(@Param('id', UuidPipe) id: string): Promise<ReplayOutcome> {
    return this.deadLetters.discard(id);
  }
}
