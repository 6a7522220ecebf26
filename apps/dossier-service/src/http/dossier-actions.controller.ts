import {
  AcceptDossierRequest,
  AnswerConsultationRequest,
  ApologiseRequest,
  AssignTaskRequest,
  CheckSupplementRequest,
  ClaimTaskRequest,
  CompleteStepRequest,
  CorrectIntakeRequest,
  CorrectResultRequest,
  ExtendConsultationRequest,
  ProvideSupplementRequest,
  RefuseDossierRequest,
  ReleaseTaskRequest,
  ReopenDossierRequest,
  RequestConsultationRequest,
  RequestSupplementRequest,
  ResolveDossierRequest,
  SendBackRequest,
  StopDossierRequest,
  WithdrawConsultationRequest,
  WithdrawDossierRequest,
} from '@motcua/contracts';
import { AccountNames, AnswersVersion } from '@motcua/platform';
import { Body, Controller, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AcceptDossier } from '../application/accept-dossier.js';
import { ChangeDossier } from '../application/change-dossier.js';
import type { Changed } from '../application/ports.js';
import { AskedOfDossier, DossierActionRoute, type Asked } from './dossier-action-route.js';

/** The actions of the lifecycle. Each answers with the dossier as it stands after it. */
@ApiTags('Dossier actions')
@ApiBearerAuth()
@Controller('dossiers/:id')
@UseInterceptors(AnswersVersion)
export class DossierActionsController {
  constructor(
    private readonly accounts: AccountNames,
    private readonly acceptDossier: AcceptDossier,
    private readonly changeDossier: ChangeDossier,
  ) {}

  @DossierActionRoute('accept')
  accept(@AskedOfDossier() asked: Asked, @Body() input: AcceptDossierRequest): Promise<Changed> {
    return this.acceptDossier.execute({ ...asked, input });
  }

  @DossierActionRoute('refuse')
  refuse(@AskedOfDossier() asked: Asked, @Body() input: RefuseDossierRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'refuse', input });
  }

  @DossierActionRoute('forward')
  forward(@AskedOfDossier() asked: Asked): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'forward', input: undefined });
  }

  @DossierActionRoute('correct-intake-data')
  correctIntakeData(@AskedOfDossier() asked: Asked, @Body() input: CorrectIntakeRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'correct-intake-data', input });
  }

  @DossierActionRoute('complete-step')
  completeStep(@AskedOfDossier() asked: Asked, @Body() input: CompleteStepRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'complete-step', input });
  }

  @DossierActionRoute('send-back')
  sendBack(@AskedOfDossier() asked: Asked, @Body() input: SendBackRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'send-back', input });
  }

  @DossierActionRoute('recall')
  recall(@AskedOfDossier() asked: Asked): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'recall', input: undefined });
  }

  @DossierActionRoute('claim-task')
  claimTask(@AskedOfDossier() asked: Asked, @Body() input: ClaimTaskRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'claim-task', input });
  }

  @DossierActionRoute('assign-task')
  assignTask(@AskedOfDossier() asked: Asked, @Body() input: AssignTaskRequest): Promise<Changed> {
    // An account that a request names is called as it is when its own token comes.
    const assignee = this.accounts.of(input.assignee);
    return this.changeDossier.execute({ ...asked, action: 'assign-task', input: { ...input, assignee } });
  }

  @DossierActionRoute('release-task')
  releaseTask(@AskedOfDossier() asked: Asked, @Body() input: ReleaseTaskRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'release-task', input });
  }

  @DossierActionRoute('request-supplement')
  requestSupplement(@AskedOfDossier() asked: Asked, @Body() input: RequestSupplementRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'request-supplement', input });
  }

  @DossierActionRoute('provide-supplement')
  provideSupplement(@AskedOfDossier() asked: Asked, @Body() input: ProvideSupplementRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'provide-supplement', input });
  }

  @DossierActionRoute('check-supplement')
  checkSupplement(@AskedOfDossier() asked: Asked, @Body() input: CheckSupplementRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'check-supplement', input });
  }

  @DossierActionRoute('expire-supplement')
  expireSupplement(@AskedOfDossier() asked: Asked): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'expire-supplement', input: undefined });
  }

  @DossierActionRoute('request-consultation')
  requestConsultation(@AskedOfDossier() asked: Asked, @Body() input: RequestConsultationRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'request-consultation', input });
  }

  @DossierActionRoute('answer-consultation')
  answerConsultation(@AskedOfDossier() asked: Asked, @Body() input: AnswerConsultationRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'answer-consultation', input });
  }

  @DossierActionRoute('extend-consultation')
  extendConsultation(@AskedOfDossier() asked: Asked, @Body() input: ExtendConsultationRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'extend-consultation', input });
  }

  @DossierActionRoute('withdraw-consultation')
  withdrawConsultation(@AskedOfDossier() asked: Asked, @Body() input: WithdrawConsultationRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'withdraw-consultation', input });
  }

  @DossierActionRoute('resolve')
  resolve(@AskedOfDossier() asked: Asked, @Body() input: ResolveDossierRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'resolve', input });
  }

  @DossierActionRoute('deliver')
  deliver(@AskedOfDossier() asked: Asked): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'deliver', input: undefined });
  }

  @DossierActionRoute('reopen')
  reopen(@AskedOfDossier() asked: Asked, @Body() input: ReopenDossierRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'reopen', input });
  }

  @DossierActionRoute('correct-result')
  correctResult(@AskedOfDossier() asked: Asked, @Body() input: CorrectResultRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'correct-result', input });
  }

  @DossierActionRoute('deliver-correction')
  deliverCorrection(@AskedOfDossier() asked: Asked): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'deliver-correction', input: undefined });
  }

  @DossierActionRoute('withdraw')
  withdraw(@AskedOfDossier() asked: Asked, @Body() input: WithdrawDossierRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'withdraw', input });
  }

  @DossierActionRoute('stop')
  stop(@AskedOfDossier() asked: Asked, @Body() input: StopDossierRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'stop', input });
  }

  @DossierActionRoute('apologise')
  apologise(@AskedOfDossier() asked: Asked, @Body() input: ApologiseRequest): Promise<Changed> {
    return this.changeDossier.execute({ ...asked, action: 'apologise', input });
  }
}
