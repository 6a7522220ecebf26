import { EDITION_CODE } from '@motcua/contracts';
import { invalidRequest } from '@motcua/platform';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';

@Injectable()
export class EditionCodePipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    const { pattern, vi, en } = EDITION_CODE;
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw invalidRequest([{ path: 'code', code: 'format', message: { vi, en } }]);
  }
}

export const CodeParam = (example = 'qd-766-2026'): MethodDecorator =>
  ApiParam({
    name: 'code',
    description: 'Code of the edition',
    schema: { type: 'string', pattern: EDITION_CODE.pattern.source, example },
  });
