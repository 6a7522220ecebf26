import { DomainError, membersOf, type FieldError } from '@motcua/contracts';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { PUBLIC_ROUTE } from '../auth/caller.js';
import { cleanInput } from './clean-text.js';
import { streamTypesOf } from './content-types.js';
import { invalidRequest, valuesAllowed } from './validation.pipe.js';

/** What an operation takes beside its path and headers, as its method declares it to Nest and so to the document. */
interface Declared {
  query: ReadonlySet<string>;
  body: boolean;
}

/** Added to a public address by caches, by Facebook, Zalo, Google and Microsoft when it is shared or advertised; nobody reads it here. */
const ADDED_TO_LINKS = /^(_|utm_.*|fbclid|zarsrc|gclid|gbraid|wbraid|gad_source|_gl|msclkid)$/;
const MOST_REPORTED = 50;
const LONGEST_NAME_SHOWN = 100;

/**
 * Refuses what an operation would drop unread: query parameters that it does not have, and a body where it takes none. Who
 * wrote `statuss=` saw everything and took it for the answer; who sent a reason with a delivery took it for recorded.
 */
@Injectable()
export class DeclaredInputGuard implements CanActivate {
  private readonly known = new Map<unknown, Declared>();

  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const declared = this.declaredBy(context);
    const query = request.query as Record<string, unknown>;
    if (this.isPublicReading(context, request)) {
      for (const name of Object.keys(query)) {
        if (ADDED_TO_LINKS.test(name) && !declared.query.has(name)) delete query[name];
      }
    }
    const unknown = Object.keys(query).filter((name) => !declared.query.has(name));
    if (unknown.length > 0) {
      // What is wrong with any request is said first: too many names, or such as cannot be repeated.
      cleanInput(query, '', valuesAllowed(0));
      throw unknownParameters(unknown, [...declared.query]);
    }
    if (!declared.body && streamTypesOf(request).length === 0 && !isNothing(request.body)) {
      cleanInput(request.body, '', valuesAllowed(0));
      throw bodyNotTaken(request.body);
    }
    return true;
  }

  private isPublicReading(context: ExecutionContext, { method }: FastifyRequest): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return (
      (method === 'GET' || method === 'HEAD') &&
      this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, targets) === true
    );
  }

  private declaredBy(context: ExecutionContext): Declared {
    const handler = context.getHandler();
    const known = this.known.get(handler);
    if (known) return known;
    const declared = declaredIn(context.getClass(), handler.name);
    this.known.set(handler, declared);
    return declared;
  }
}

function declaredIn(controller: { prototype: object }, method: string): Declared {
  type Parameter = { index: number; data?: unknown };
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, Parameter>;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype, method) ?? []) as (new () => object)[];
  const query = new Set<string>();
  let body = false;
  for (const [key, { index, data }] of Object.entries(parameters)) {
    const type = Number(key.split(':', 1)[0]);
    if (type === RouteParamtypes.BODY) body = true;
    if (type !== RouteParamtypes.QUERY) continue;
    for (const name of typeof data === 'string' ? [data] : membersOf(types[index]!)) query.add(name);
  }
  return { query, body };
}

/** Clients announce JSON with nothing in it, or write `{}` or `null` for it. */
function isNothing(body: unknown): boolean {
  return body === undefined || body === null || (isPlainObject(body) && Object.keys(body).length === 0);
}

const isPlainObject = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;

function unknownParameters(names: string[], declared: string[]): DomainError {
  const list = declared.join(', ');
  const message =
    declared.length === 0
      ? { vi: 'không dùng được: thao tác này không có tham số nào', en: 'is unknown: this operation has no parameters' }
      : {
          vi: `không phải là tham số của thao tác này; các tham số là: ${list}`,
          en: `is not a parameter of this operation; its parameters are: ${list}`,
        };
  return invalidRequest(fieldsOf(names, message));
}

/** @param body as it came, where it was read */
export function bodyNotTaken(body?: unknown): DomainError {
  const names = isPlainObject(body) ? Object.keys(body) : [];
  return new DomainError({
    kind: 'invalid',
    code: 'request.body-not-taken',
    message: {
      vi: 'Thao tác này không nhận nội dung (body), nên chưa được thực hiện. Hãy gửi lại không kèm nội dung.',
      en: 'This operation takes no body, so nothing was done. Send it again without one.',
    },
    fields: fieldsOf(names, { vi: 'thao tác này không nhận trường này', en: 'is not taken by this operation' }),
  });
}

function fieldsOf(names: string[], message: FieldError['message']): FieldError[] {
  return names.slice(0, MOST_REPORTED).map((name) => ({
    path: name.slice(0, LONGEST_NAME_SHOWN),
    code: 'whitelistValidation',
    message,
  }));
}
