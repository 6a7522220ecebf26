// `node --import <this file> program.ts`: runs the workspace's TypeScript as ESM without a build, so that tests can
// start real processes. swc keeps the decorator metadata that Nest and TypeORM need.
import { readFileSync, existsSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dirname, join } from 'node:path';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

if (isMainThread) register(import.meta.url);

const options = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
  swcrc: false,
  configFile: false,
};

let swc;

export async function resolve(specifier, context, next) {
  const own = /^@motcua\/([a-z-]+)$/.exec(specifier);
  if (own) {
    for (const group of ['libs', 'apps', 'tools']) {
      const file = join(root, group, own[1], 'src', 'index.ts');
      if (existsSync(file)) return { url: pathToFileURL(file).href, shortCircuit: true };
    }
  }
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
    const file = fileURLToPath(new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL));
    if (existsSync(file)) return { url: pathToFileURL(file).href, shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  swc ??= await import('@swc/core');
  const file = fileURLToPath(url);
  const { code } = await swc.transform(readFileSync(file, 'utf8'), { ...options, filename: file });
  return { format: 'module', source: code, shortCircuit: true };
}
