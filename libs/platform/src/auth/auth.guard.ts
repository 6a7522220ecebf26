import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError, type Role } from '@motcua/contracts';
import { PUBLIC_ROUTE, ROUTE_ROLES, type RequestWithCaller } from './caller.js';
import { TokenVerifier } from './token-verifier.js';

interface IncomingRequest extends RequestWithCaller {
  headers: Record<string, string | string[] | undefined>;
}

/** Every HTTP route needs a valid token unless it is `@Public()`, and one of its `@Roles()` if it names any. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(TokenVerifier) private readonly verifier: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') {
      // Messages come from the broker, which has its own authentication.
      return true;
    }
    const targets = [context.getHandler(), context.getClass()];
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, targets) === true;
    const request = context.switchToHttp().getRequest<IncomingRequest>();
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) {
      if (isPublic) return true;
      throw new DomainError({
        kind: 'unauthenticated',
        code: 'auth.token-missing',
        message: { vi: 'Yêu cầu này cần mã truy cập (Bearer).', en: 'This request requires a bearer token.' },
      });
    }
    request.caller = await this.verifier.verify(token);
    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(ROUTE_ROLES, targets);
    if (!isPublic && roles && !request.caller.has(...roles)) {
      throw new DomainError({
        kind: 'forbidden',
        code: 'auth.role-missing',
        message: {
          vi: `Việc này cần một trong các vai trò: ${roles.join(', ')}.`,
          en: `This requires one of the roles: ${roles.join(', ')}.`,
        },
      });
    }
    return true;
  }
}

/**
 * The token of an `Authorization` header, undefined without one.
 * @throws DomainError `unauthenticated` when the header is there but is not a bearer token
 */
export function bearerToken(header: string | string[] | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const match = typeof header === 'string' ? /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(header) : null;
  if (!match) {
    throw new DomainError({
      kind: 'unauthenticated',
      code: 'auth.token-invalid',
      message: { vi: 'Mã truy cập không hợp lệ.', en: 'The token is not valid.' },
    });
  }
  return match[1];
}
