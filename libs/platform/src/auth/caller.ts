import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Role } from '@motcua/contracts';

/** The caller, as the token says. */
export interface Caller {
  /** The account: the token's `sub`, or its replacement (`AccountNames`). */
  subject: string;
  roles: Role[];
  /** Code of the agency that the caller works for. */
  agency?: string;
  /** Code of the unit within the agency. */
  unit?: string;
  /** Full name and title of a person on duty, as forms print them; absent where the token does not say. */
  name?: string;
  title?: string;
  /** Whether the caller has at least one of `roles`. */
  has(...roles: Role[]): boolean;
}

export function caller(init: Omit<Caller, 'has'>): Caller {
  return { ...init, has: (...roles) => roles.some((role) => init.roles.includes(role)) };
}

export const PUBLIC_ROUTE = 'motcua:public';
export const ROUTE_ROLES = 'motcua:roles';

/** Marks an operation for the document only: @nestjs/swagger has no decorator for "no security". */
export const DOCUMENTED_AS_PUBLIC = 'x-public';

/** The route answers without a token, and its document says so (`security: []`). Without this, every route needs one. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC_ROUTE, true), ApiExtension(DOCUMENTED_AS_PUBLIC, true));

/** The caller must have at least one of these roles. On a method it replaces that of the class. */
export const Roles = (...roles: Role[]): ClassDecorator & MethodDecorator => SetMetadata(ROUTE_ROLES, roles);

/** The guard puts this on the request for the handler. */
export interface RequestWithCaller {
  caller?: Caller;
}

/** The caller of this request; on a `@Public()` route, undefined without a token. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller | undefined => {
  return context.switchToHttp().getRequest<RequestWithCaller>().caller;
});
