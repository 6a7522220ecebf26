import { AGENCY_CODE, foldedCode, PROCEDURE_CODE } from '@motcua/contracts';
import { invalidRequest } from '@motcua/platform';
import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { ProcedureKey } from '../application/ports.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function refuse(metadata: ArgumentMetadata, vi: string, en: string): never {
  throw invalidRequest([{ path: metadata.data ?? '', code: 'format', message: { vi, en } }]);
}

@Injectable()
export class ProcedureKeyPipe implements PipeTransform<unknown, ProcedureKey> {
  transform(value: unknown, metadata: ArgumentMetadata): ProcedureKey {
    const text = foldedCode(String(value));
    if (UUID.test(text)) return { id: text.toLowerCase() };
    if (PROCEDURE_CODE.test(text)) return { code: text };
    return refuse(metadata, 'phải là UUID hoặc mã thủ tục như 1.001193', 'must be a UUID or a code such as 1.001193');
  }
}

export const ProcedureParam = (example = '2.000635'): MethodDecorator =>
  ApiParam({
    name: 'id',
    description: 'Id or code of the procedure',
    schema: {
      example,
      oneOf: [
        { type: 'string', format: 'uuid' },
        { type: 'string', pattern: PROCEDURE_CODE.source },
      ],
    },
  });

@Injectable()
export class VersionPipe implements PipeTransform<unknown, number> {
  transform(value: unknown, metadata: ArgumentMetadata): number {
    const text = String(value);
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    return refuse(metadata, 'phải là số nguyên từ 1 trở lên', 'must be a whole number from 1 on');
  }
}

export const VersionParam = (): MethodDecorator =>
  ApiParam({
    name: 'version',
    description: 'Version',
    schema: { type: 'integer', minimum: 1, maximum: 999_999_999, example: 1 },
  });

@Injectable()
export class AgencyCodePipe implements PipeTransform<unknown, string> {
  transform(value: unknown, metadata: ArgumentMetadata): string {
    const text = foldedCode(String(value));
    if (AGENCY_CODE.test(text)) return text;
    return refuse(metadata, 'phải là mã định danh cơ quan như H41.14', 'must be an agency code such as H41.14');
  }
}

export const AgencyCodeParam = (example = 'H41.14'): MethodDecorator =>
  ApiParam({
    name: 'code',
    description: 'Code of the agency',
    schema: { type: 'string', pattern: AGENCY_CODE.source, maxLength: 35, example },
  });

const SLUG = /^[a-z0-9][a-z0-9-]{0,49}$/;

/** A name that a province gives to a calendar or a rule set: `vn`, `nd-118-2025`. */
@Injectable()
export class SlugPipe implements PipeTransform<unknown, string> {
  transform(value: unknown, metadata: ArgumentMetadata): string {
    const text = String(value);
    if (SLUG.test(text)) return text;
    return refuse(
      metadata,
      'phải gồm chữ thường không dấu, số và dấu gạch nối, tối đa 50 ký tự',
      'must be small letters, digits and hyphens, at most 50',
    );
  }
}

export const SlugParam = (description: string, example: string): MethodDecorator =>
  ApiParam({ name: 'id', description, schema: { type: 'string', pattern: SLUG.source, example } });
