import { openApiDocument } from '@motcua/platform';
import { procedureCatalogService } from './procedure-catalog-service.definition.js';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';

jest.setTimeout(120_000);

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  parameters?: { name: string; in: string; required?: boolean; example?: unknown; schema: { example?: unknown } }[];
  requestBody?: { content: Record<string, { schema: { example?: unknown } }> };
  responses: Record<string, unknown>;
}

let it_: CatalogUnderTest;
beforeAll(async () => {
  it_ = await startCatalog();
  await it_.seedReferenceData();
  await it_.seedProcedures();
});
afterAll(() => it_?.stop());

/** Named by a service at the moment, so that no document can name one. */
const OF_A_RUN = ['getProcedureImport', 'listProcedureImportLines'];
const READING_FIRST = ['get', 'post', 'put', 'patch'];

it('every operation is described, documents its refusals, and has an example that works as sent', async () => {
  const document = await openApiDocument(procedureCatalogService);
  const operations = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
    )
    .sort((a, b) => READING_FIRST.indexOf(a.method) - READING_FIRST.indexOf(b.method));
  expect(operations.length).toBeGreaterThan(25);
  const answers: string[] = [];
  for (const { path, method, operation } of operations) {
    expect(operation.operationId).toMatch(/^[a-z]+[A-Z]/);
    expect([operation.summary, operation.description]).toEqual([expect.any(String), expect.any(String)]);
    if (OF_A_RUN.includes(operation.operationId)) continue;
    const of = (where: string) =>
      (operation.parameters ?? [])
        .filter((parameter) => parameter.in === where)
        .map(({ name, example, schema }): [string, unknown] => [name, example ?? schema.example])
        .filter(([, example]) => example !== undefined);
    const target = of('path').reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), path);
    expect(target).not.toContain('{');
    const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const answer = await it_.people.control.send(method.toUpperCase(), target, {
      query: Object.fromEntries(of('query')) as Record<string, string>,
      body: content?.schema.example,
      headers: type ? { 'content-type': type } : {},
    });
    expect(Object.keys(operation.responses)).toContain(String(answer.status));
    answers.push(`${operation.operationId} ${answer.status}`);
  }
  expect(answers.filter((answer) => !/ 20[01]$/.test(answer))).toEqual([]);
});
