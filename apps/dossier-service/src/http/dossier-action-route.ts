import { DOSSIER_ACTIONS, DossierView, type DossierActionRow, type PersonalAction } from '@motcua/contracts';
import {
  AcceptsIdempotencyKey,
  AcceptsIfMatch,
  idempotencyKeyOf,
  ifMatchOf,
  ProblemResponses,
  RequestExample,
  Roles,
  UuidParam,
  UuidPipe,
  type Caller,
} from '@motcua/platform';
import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  Injectable,
  Post,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { mergeMap, type Observable } from 'rxjs';
import { AllowedActions } from '../application/allowed-actions.js';
import type { Changed, DossierCommand } from '../application/ports.js';
import { dossierView } from './dossier-view.js';

/**
 * Makes a method of `dossiers/:id` the way to ask for an action, by the row of the table of actions: its path, who may
 * call it, what it is documented with. The method takes what `@AskedOfDossier()` finds and, where the row names a request,
 * that as its body.
 * @throws Error at start when the body is another than the row says
 */
export function DossierActionRoute(action: PersonalAction): MethodDecorator {
  const { label, roles, request, operation }: DossierActionRow = DOSSIER_ACTIONS[action];
  const { path, id, description, example } = operation!;
  return (target, name, descriptor) => {
    const [, body] = Reflect.getMetadata('design:paramtypes', target, name) as unknown[];
    if (body !== (request ?? undefined)) {
      throw new Error(`${String(name)} does not take what the table of actions says of ${action}`);
    }
    applyDecorators(
      Post(path),
      HttpCode(200),
      Roles(...roles),
      DossierId(),
      AcceptsIdempotencyKey(),
      AcceptsIfMatch(),
      ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503),
      ...(request && example ? [RequestExample(request, example)] : []),
      ApiOperation({ operationId: id, summary: label.en, description }),
      ApiOkResponse({ type: DossierView }),
      UseInterceptors(AnswersDossier),
    )(target, name, descriptor);
  };
}

export const DossierId = (): MethodDecorator =>
  UuidParam('id', 'Id of the dossier', '0198c2a4-7a00-7000-8000-000000000001');

/** A command but for its input: the dossier, the caller and the headers. */
export type Asked = Omit<DossierCommand, 'input'>;

export const AskedOfDossier = createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
  const { params, caller } = context.switchToHttp().getRequest<{ params: { id: string }; caller: Caller }>();
  return {
    id: new UuidPipe().transform(params.id, { type: 'param', data: 'id' }),
    caller,
    idempotencyKey: idempotencyKeyOf(context),
    expectedVersion: ifMatchOf(context),
  };
});

/** Answers with the dossier as the change left it. */
@Injectable()
class AnswersDossier implements NestInterceptor<Changed, DossierView> {
  constructor(private readonly allowedActions: AllowedActions) {}

  intercept(context: ExecutionContext, next: CallHandler<Changed>): Observable<DossierView> {
    const { caller } = context.switchToHttp().getRequest<{ caller: Caller }>();
    return next.handle().pipe(
      mergeMap(async ({ dossier, at }) => {
        return dossierView(dossier, at, await this.allowedActions.execute({ caller, dossier }));
      }),
    );
  }
}
