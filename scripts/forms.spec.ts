import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import ts from 'typescript';

/** The forms that hold in every service that writes; docs/architecture.md says why. */
const root = join(__dirname, '..');
const SERVICES = ['dossier-service', 'feedback-service', 'procedure-catalog-service'];
const WRITING = [
  ...SERVICES.map((service) => `apps/${service}/src`),
  'apps/gateway/src/national-portal',
  'apps/reporting-service/src/reform-index',
];

const kebab = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

interface Source {
  path: string;
  text: string;
  tree: ts.SourceFile;
}

function sourcesIn(folder: string): Source[] {
  const entries = statSync(join(root, folder), { throwIfNoEntry: false }) ? readdirSync(join(root, folder)) : [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(join(root, path)).isDirectory()) return sourcesIn(path);
    if (!entry.endsWith('.ts') || entry.endsWith('.spec.ts')) return [];
    const text = readFileSync(join(root, path), 'utf8');
    return [{ path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) }];
  });
}

const inRooms = (...rooms: string[]) =>
  WRITING.flatMap((base) => rooms.flatMap((room) => sourcesIn(`${base}/${room}`)));

function classesIn({ tree }: Source): ts.ClassDeclaration[] {
  return tree.statements.filter(ts.isClassDeclaration);
}

const has = (node: ts.HasModifiers, kind: ts.SyntaxKind) => node.modifiers?.some((it) => it.kind === kind) ?? false;
const isAbstract = (node: ts.ClassDeclaration) => has(node, ts.SyntaxKind.AbstractKeyword);
const isInjectable = (node: ts.ClassDeclaration) =>
  (ts.getDecorators(node) ?? []).some((it) => it.expression.getText().startsWith('Injectable('));

function publicMethods(node: ts.ClassDeclaration): ts.MethodDeclaration[] {
  return node.members
    .filter(ts.isMethodDeclaration)
    .filter((it) => !has(it, ts.SyntaxKind.PrivateKeyword) && !has(it, ts.SyntaxKind.StaticKeyword));
}

/** The named imports of a file from a package. */
function importedFrom({ tree }: Source, from: string): string[] {
  return tree.statements
    .filter(ts.isImportDeclaration)
    .filter((it) => (it.moduleSpecifier as ts.StringLiteral).text === from)
    .flatMap((it) => {
      const named = it.importClause?.namedBindings;
      return named && ts.isNamedImports(named) ? named.elements.map((one) => (one.propertyName ?? one.name).text) : [];
    });
}

const useCases = inRooms('application').flatMap((source) =>
  classesIn(source)
    .filter((node) => isInjectable(node) && !isAbstract(node))
    .map((node) => ({ name: node.name!.text, path: source.path, node })),
);

describe('A use case', () => {
  it('exists in every service', () => {
    for (const base of WRITING) expect(useCases.filter(({ path }) => path.startsWith(base)).length).toBeGreaterThan(3);
  });

  it.each(useCases)('$name ($path) has one public method, execute, of one command', ({ name, path, node }) => {
    expect(basename(path)).toBe(`${kebab(name)}.ts`);
    const methods = publicMethods(node);
    expect(methods.map((it) => it.name.getText())).toEqual(['execute']);
    expect(methods[0]!.parameters.length).toBeLessThanOrEqual(1);
  });

  it.each(useCases)('$name ($path) gets its dependencies by plain types', ({ node }) => {
    const constructor = node.members.find(ts.isConstructorDeclaration);
    const injected = (constructor?.parameters ?? []).filter((it) => (ts.getDecorators(it) ?? []).length > 0);
    expect(injected.map((it) => it.getText())).toEqual([]);
  });
});

const isFilledBy = (node: ts.ClassDeclaration, name: string) =>
  node.heritageClauses?.some((it) => it.types.some((type) => type.expression.getText() === name)) ?? false;

describe('A port', () => {
  const abstract = inRooms('application').flatMap((source) =>
    classesIn(source)
      .filter(isAbstract)
      .map((node) => ({ node, name: node.name!.text, path: source.path })),
  );
  // A common base of two ports is not a port itself.
  const ports = abstract.filter(({ name }) => !abstract.some(({ node }) => isFilledBy(node, name)));
  // The port of a nested module may be filled by the service around it.
  const everything = (path: string) =>
    sourcesIn(path.split('/').slice(0, 'apps/service/src'.split('/').length).join('/'));

  it.each(ports)('$name ($path) has one implementation, besides the double for specs', ({ name, path }) => {
    const fillings = everything(path).flatMap((source) =>
      classesIn(source)
        .filter((node) => isFilledBy(node, name))
        .map(() => source.path),
    );
    expect(fillings.filter((path) => !path.includes('/testing/'))).toHaveLength(1);
  });

  it.each(ports)('$name ($path) is used by the application or a controller', ({ name, path }) => {
    const asking = inRooms('application', 'http', 'workers').filter(
      (source) => source.path !== path && new RegExp(`\\b${name}\\b`).test(source.text),
    );
    const within = useCases.filter((useCase) => useCase.path === path);
    expect(asking.length + within.length).toBeGreaterThan(0);
  });
});

describe('Below http/', () => {
  const below = inRooms('domain', 'application', 'persistence', 'events', 'workers').map((source) => ({
    path: source.path,
    source,
  }));

  it.each(below)('$path knows no HTTP status', ({ source }) => {
    expect(importedFrom(source, '@nestjs/common')).not.toContain('HttpStatus');
    expect(source.text).not.toMatch(/\bstatus: [1-5]\d\d\b|\bstatusCode\b/);
  });

  it.each(below.filter(({ path }) => path.includes('/persistence/')))('$path knows no view', ({ source }) => {
    expect(importedFrom(source, '@motcua/contracts').filter((name) => name.endsWith('View'))).toEqual([]);
  });
});

describe('A controller', () => {
  const controllers = inRooms('http').map((source) => ({ path: relative('apps', source.path), source }));

  it.each(controllers)('$path opens no transaction', ({ source }) => {
    expect(source.text).not.toMatch(/\.transaction\(|EntityManager|DataSource|Repository</);
  });
});
