import { Validator, type SpecData } from '@seriousme/openapi-schema-validator';
import { FORWARDED_SERVICES } from '../services.js';
import { operationsOf } from './document.js';
import { readMergedDocument } from './merged-document.js';
import { forwardedRoutes } from './routes.js';

const document = readMergedDocument();
const operations = operationsOf(document).map(({ operation, method, path }) => ({ operation, method, path }));

describe('the committed document of the one API', () => {
  it('is a valid OpenAPI document', async () => {
    // Copies, because the validator changes the references of its input.
    expect(await new Validator().validate(structuredClone(document) as object as SpecData)).toEqual({ valid: true });
    const wrong = structuredClone(document);
    Object.assign(Object.values(wrong.paths)[0]!, { get: { responses: { 200: {} } } });
    expect(await new Validator().validate(wrong as object as SpecData)).toMatchObject({ valid: false });
  });

  it('has no dangling references', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!);
    const missing = references.filter(
      (reference) =>
        reference.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document) ===
        undefined,
    );
    expect(missing).toEqual([]);
  });

  it('has operations of every service, each with a unique id and a summary', () => {
    expect(new Set(operations.map(({ operation }) => operation['x-service']))).toEqual(
      new Set(FORWARDED_SERVICES.map(({ name }) => name)),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operation } of operations) {
      expect(operation.operationId).toMatch(/^(catalog|dossier|feedback|reporting)_[a-z][A-Za-z]+$/);
      expect(operation.summary).toBeTruthy();
    }
  });

  it('declares every id in a path a UUID, and every version an integer', () => {
    const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
    const loose = operations.flatMap(({ path, operation }) =>
      (
        (operation.parameters ?? []) as {
          name: string;
          in: string;
          example?: unknown;
          schema?: Record<string, unknown>;
        }[]
      )
        .filter((parameter) => parameter.in === 'path')
        .filter(({ name, example, schema }) => {
          if (name === 'version') return schema?.['type'] !== 'integer';
          return uuid.test(String(example ?? schema?.['example'])) && schema?.['format'] !== 'uuid';
        })
        .map(({ name }) => `${path} ${name}`),
    );
    expect(loose).toEqual([]);
  });

  it('has an example of every path parameter', () => {
    type Shown = { in: string; name: string; example?: unknown; schema?: { example?: unknown } };
    const shown = operations.flatMap(({ operation, method, path }) =>
      ((operation.parameters ?? []) as Shown[])
        .filter((parameter) => parameter.in === 'path')
        .map(({ name, example, schema }) => ({
          where: `${method} ${path}: ${name}`,
          example: example ?? schema?.example,
        })),
    );
    expect(shown.length).toBeGreaterThan(40);
    expect(shown.filter(({ example }) => example === undefined).map(({ where }) => where)).toEqual([]);
  });

  it('declares every optional field of a request nullable', () => {
    const schemas = document.components!['schemas'] as Record<string, { properties: Record<string, object> }>;
    const { ownerSubject, representative, procedureCode } = schemas['SubmitDossierRequest']!.properties;
    expect(ownerSubject).toMatchObject({ nullable: true });
    expect(representative).toMatchObject({
      nullable: true,
      allOf: [{ $ref: '#/components/schemas/DossierPersonInput' }],
    });
    expect(procedureCode).not.toHaveProperty('nullable');
  });

  it('declares a body optional if all its fields are', () => {
    const required = (id: string): unknown =>
      (
        operations.find(({ operation }) => operation.operationId === id)!.operation.requestBody as {
          required?: boolean;
        }
      ).required;
    for (const id of ['catalog_changeAgency', 'feedback_acceptFeedback', 'dossier_withdrawDossier']) {
      expect({ id, required: required(id) }).toEqual({ id, required: false });
    }
    expect(required('dossier_submitDossier')).toBe(true);
  });

  it('documents both answers of a resumable operation: 201 for the first, 200 for a continuation or repetition', () => {
    for (const id of ['catalog_importProcedures', 'catalog_publishCalendar', 'catalog_publishRuleSet']) {
      const { operation } = operations.find((one) => one.operation.operationId === id)!;
      expect({ id, statuses: Object.keys(operation.responses!) }).toEqual({
        id,
        statuses: expect.arrayContaining(['200', '201']),
      });
    }
  });

  it('documents 414, 429, 431, 502, 503 and 504 of every operation, and 408 and 413 of those with a body', () => {
    for (const { operation } of operations) {
      const always = ['414', '429', '431', '502', '503', '504'];
      const statuses = Object.keys(operation.responses ?? {});
      expect(statuses).toEqual(expect.arrayContaining(always));
      if (operation.requestBody) expect(statuses).toEqual(expect.arrayContaining(['408', '413']));
    }
  });

  it('leaves only reading, and answering a survey by its token, to people without a token', () => {
    const open = forwardedRoutes(document).filter((route) => route.public);
    expect(open.filter(({ method }) => method !== 'GET').map(({ operationId }) => operationId)).toEqual([
      'feedback_answerSurvey',
    ]);
    expect(open.filter(({ service }) => service === 'dossier').map(({ operationId }) => operationId)).toEqual([
      'dossier_getDossierProgress',
    ]);
  });
});
