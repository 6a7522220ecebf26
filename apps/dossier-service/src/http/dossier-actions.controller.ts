import {
  CompleteStepRequest,
  DossierView,
  RefuseDossierRequest,
  RequestSupplementRequest,
  ResolveDossierRequest,
  StopDossierRequest,
  WithdrawDossierRequest,
} from '@motcua/contracts';
import {
  CurrentCaller,
  IdempotencyKey,
  Roles,
  UuidPipe,
  type Answer,
  type Caller,
  IfMatch,
  RequestExample,
} from '@motcua/platform';
import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AcceptDossier } from '../application/accept-dossier.js';
import { CompleteStep } from '../application/complete-step.js';
import { DeliverDossier } from '../application/deliver-dossier.js';
import { ExpireSupplement } from '../application/expire-supplement.js';
import { ForwardDossier } from '../application/forward-dossier.js';
import type { Command } from '../application/ports.js';
import { ProvideSupplement } from '../application/provide-supplement.js';
import { RefuseDossier } from '../application/refuse-dossier.js';
import { RequestSupplement } from '../application/request-supplement.js';
import { ResolveDossier } from '../application/resolve-dossier.js';
import { ACTION_ROLES } from '../application/scope.js';
import { StopDossier } from '../application/stop-dossier.js';
import { WithdrawDossier } from '../application/withdraw-dossier.js';
import { ChangesADossier } from './changes-a-dossier.js';

/** What a command takes from the request, whatever the action. */
interface Asked {
  id: string;
  caller: Caller;
  idempotencyKey: string | undefined;
  expectedVersion: number | undefined;
}

/** The actions of the lifecycle. Each answers with the dossier as it stands after it. */
@ApiTags('Dossier actions')
@ApiBearerAuth()
@Controller('dossiers/:id')
export class DossierActionsController {
  constructor(
    private readonly acceptDossier: AcceptDossier,
    private readonly refuseDossier: RefuseDossier,
    private readonly forwardDossier: ForwardDossier,
    private readonly completeStep: CompleteStep,
    private readonly requestSupplement: RequestSupplement,
    private readonly provideSupplement: ProvideSupplement,
    private readonly expireSupplement: ExpireSupplement,
    private readonly resolveDossier: ResolveDossier,
    private readonly deliverDossier: DeliverDossier,
    private readonly withdrawDossier: WithdrawDossier,
    private readonly stopDossier: StopDossier,
  ) {}

  @Post('acceptance')
  @HttpCode(200)
  @Roles(...ACTION_ROLES.accept)
  @ChangesADossier()
  @ApiOperation({
    operationId: 'acceptDossier',
    summary: 'Accept a dossier',
    description:
      'Received complete and correct: the dossier gets its code, its receipt (Form 01) and its due date, by the rule set and calendar in force now (Decree 118/2025 Art. 17.3).',
  })
  @ApiOkResponse({ type: DossierView })
  accept(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.acceptDossier.execute(command),
    );
  }

  @Post('refusal')
  @HttpCode(200)
  @Roles(...ACTION_ROLES.refuse)
  @ChangesADossier()
  @ApiOperation({
    operationId: 'refuseDossier',
    summary: 'Refuse a dossier at intake',
    description: 'Form 03, with the reason.',
  })
  @ApiOkResponse({ type: DossierView })
  refuse(
    @Param('id', UuidPipe) id: string,
    @Body() request: RefuseDossierRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.refuseDossier.execute(command, request),
    );
  }

  @Post('forwarding')
  @HttpCode(200)
  @Roles(...ACTION_ROLES.forward)
  @ChangesADossier()
  @ApiOperation({
    operationId: 'forwardDossier',
    summary: 'Forward an accepted dossier',
    description:
      'To the first step of its internal process: the same working day, or the next morning when received after 15:00. Later is recorded and flagged, not refused.',
  })
  @ApiOkResponse({ type: DossierView })
  forward(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.forwardDossier.execute(command),
    );
  }

  @Post('step-completions')
  @HttpCode(200)
  @Roles(...ACTION_ROLES['complete-step'])
  @ChangesADossier()
  @ApiOperation({
    operationId: 'completeStep',
    summary: 'Complete the step being worked on',
    description: 'The next step of the internal process begins; after the last one the dossier can be resolved.',
  })
  @ApiOkResponse({ type: DossierView })
  complete(
    @Param('id', UuidPipe) id: string,
    @Body() request: CompleteStepRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.completeStep.execute(command, request),
    );
  }

  @Post('supplement-requests')
  @HttpCode(200)
  @Roles(...ACTION_ROLES['request-supplement'])
  @ChangesADossier()
  @ApiOperation({
    operationId: 'requestSupplement',
    summary: 'Ask for a supplement',
    description:
      'One complete list of what is missing (Form 02). The clock of an accepted dossier pauses. More than one request is flagged.',
  })
  @ApiOkResponse({ type: DossierView })
  askForSupplement(
    @Param('id', UuidPipe) id: string,
    @Body() request: RequestSupplementRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.requestSupplement.execute(command, request),
    );
  }

  @Post('supplements')
  @HttpCode(200)
  @Roles(...ACTION_ROLES['provide-supplement'])
  @ChangesADossier()
  @ApiOperation({
    operationId: 'provideSupplement',
    summary: 'Provide the supplement',
    description:
      'The dossier goes back to where it was; its deadline starts anew or has the waiting subtracted, as the rule set or the case of the procedure says.',
  })
  @ApiOkResponse({ type: DossierView })
  supplement(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.provideSupplement.execute(command),
    );
  }

  @Post('supplement-expiry')
  @HttpCode(200)
  @Roles(...ACTION_ROLES['expire-supplement'])
  @ChangesADossier()
  @ApiOperation({
    operationId: 'expireSupplement',
    summary: 'End a dossier whose supplement did not come',
    description: 'Only after the time limit of the request: refused at intake, or stopped if it had been accepted.',
  })
  @ApiOkResponse({ type: DossierView })
  expire(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.expireSupplement.execute(command),
    );
  }

  @Post('resolution')
  @HttpCode(200)
  @Roles(...ACTION_ROLES.resolve)
  @ChangesADossier()
  // Swagger UI would fill in a reason, which an approval must not have.
  @RequestExample(ResolveDossierRequest, { outcome: 'APPROVED' })
  @ApiOperation({
    operationId: 'resolveDossier',
    summary: 'Resolve a dossier',
    description:
      'Granted, once every step is completed, or refused after assessment with the reason. Processing time ends here.',
  })
  @ApiOkResponse({ type: DossierView })
  resolve(
    @Param('id', UuidPipe) id: string,
    @Body() request: ResolveDossierRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.resolveDossier.execute(command, request),
    );
  }

  @Post('delivery')
  @HttpCode(200)
  @Roles(...ACTION_ROLES.deliver)
  @ChangesADossier()
  @ApiOperation({
    operationId: 'deliverDossier',
    summary: 'Deliver the result',
    description: 'The result was handed over.',
  })
  @ApiOkResponse({ type: DossierView })
  deliver(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.deliverDossier.execute(command),
    );
  }

  @Post('withdrawal')
  @HttpCode(200)
  @Roles(...ACTION_ROLES.withdraw)
  @ChangesADossier()
  @ApiOperation({
    operationId: 'withdrawDossier',
    summary: 'Withdraw a dossier',
    description: 'By the applicant, or at the counter for the applicant; only before a decision.',
  })
  @ApiOkResponse({ type: DossierView })
  withdraw(
    @Param('id', UuidPipe) id: string,
    @Body() request: WithdrawDossierRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.withdrawDossier.execute(command, request),
    );
  }

  @Post('stop')
  @HttpCode(200)
  @Roles(...ACTION_ROLES.stop)
  @ChangesADossier()
  @ApiOperation({
    operationId: 'stopDossier',
    summary: 'Stop processing',
    description: 'On request or by law, by a notice (Form 05).',
  })
  @ApiOkResponse({ type: DossierView })
  stop(
    @Param('id', UuidPipe) id: string,
    @Body() request: StopDossierRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @IfMatch() expectedVersion: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierView> {
    return answered(reply, { id, caller, idempotencyKey, expectedVersion }, (command) =>
      this.stopDossier.execute(command, request),
    );
  }
}

async function answered(
  reply: FastifyReply,
  { id, caller, idempotencyKey, expectedVersion }: Asked,
  work: (command: Command) => Promise<Answer<DossierView>>,
): Promise<DossierView> {
  const { body } = await work({ id, caller, idempotencyKey, expectedVersion });
  void reply.header('etag', `"${body.version}"`);
  return body;
}
